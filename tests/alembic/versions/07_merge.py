"""merge both

Revision ID: 7a7a7a7a7a7a
Revises: 5e5e5e5e5e5e, 6f6f6f6f6f6f
Create Date: 2026-01-09 10:00:00

"""
revision = "7a7a7a7a7a7a"
down_revision = ("5e5e5e5e5e5e", "6f6f6f6f6f6f")


def upgrade():
    pass


def downgrade():
    pass
