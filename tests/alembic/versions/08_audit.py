"""an audit of its own

Revision ID: 8b8b8b8b8b8b
Revises:
Create Date: 2026-01-10 10:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "8b8b8b8b8b8b"
down_revision = None
branch_labels = ("audit",)
depends_on = "2b2b2b2b2b2b"


def upgrade():
    op.create_table("audit", sa.Column("order_id", sa.Integer, sa.ForeignKey("orders.id")))


def downgrade():
    op.drop_table("audit")
