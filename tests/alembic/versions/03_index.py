"""index orders without a lock

Revision ID: 3c3c3c3c3c3c
Revises: 2b2b2b2b2b2b
Create Date: 2026-01-07 10:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "3c3c3c3c3c3c"
down_revision = "2b2b2b2b2b2b"


def upgrade():
    op.add_column("orders", sa.Column("note", sa.Text))
    with op.get_context().autocommit_block():
        op.create_index("ix_orders_user_id", "orders", ["user_id"], postgresql_concurrently=True)
    op.execute("COMMENT ON INDEX ix_orders_user_id IS 'made slowly'")


def downgrade():
    with op.get_context().autocommit_block():
        op.drop_index("ix_orders_user_id", "orders", postgresql_concurrently=True)
    op.drop_column("orders", "note")
