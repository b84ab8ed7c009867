"""order totals

Revision ID: 6f6f6f6f6f6f
Revises: 4d4d4d4d4d4d
Create Date: 2026-01-08 11:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "6f6f6f6f6f6f"
down_revision = "4d4d4d4d4d4d"


def upgrade():
    op.add_column("orders", sa.Column("total", sa.Numeric(12, 2)))


def downgrade():
    op.drop_column("orders", "total")
