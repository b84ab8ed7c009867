"""phone numbers

Revision ID: 5e5e5e5e5e5e
Revises: 4d4d4d4d4d4d
Create Date: 2026-01-08 10:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "5e5e5e5e5e5e"
down_revision = "4d4d4d4d4d4d"


def upgrade():
    op.add_column("users", sa.Column("phone", sa.String(20)))


def downgrade():
    op.drop_column("users", "phone")
