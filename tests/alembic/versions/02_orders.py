"""Orders, with a foreign key

Revision ID: 2b2b2b2b2b2b
Revises: 1a1a1a1a1a1a
Create Date: 2026-01-06 10:00:00

"""
import sqlalchemy as sa
from alembic import op

revision = "2b2b2b2b2b2b"
down_revision = "1a1a1a1a1a1a"


def upgrade():
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("user_id", sa.BigInteger, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), server_default=sa.text("now()")),
    )
    op.execute(
        """
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            NEW.placed_at := now();
            -- a tab:\t; and a \\:colon
            RETURN NEW;
        END
        $$
        """
    )
    op.execute("CREATE TRIGGER touch BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch()")


def downgrade():
    op.execute("DROP TRIGGER touch ON orders; DROP FUNCTION touch()")
    op.drop_table("orders")
