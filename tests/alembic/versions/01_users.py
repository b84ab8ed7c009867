"""create users

Revision ID: 1a1a1a1a1a1a
Revises:
Create Date: 2026-01-05 09:30:00.123456

"""
import sqlalchemy as sa
from alembic import op

revision = "1a1a1a1a1a1a"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.BigInteger, sa.Identity(always=True), primary_key=True),
        sa.Column("email", sa.Text, nullable=False),
        sa.Column("name", sa.String(80)),
        sa.Column("state", sa.Enum("new", "active", name="user_state"), nullable=False, server_default="new"),
        sa.CheckConstraint("email LIKE '%@%'", name="email_has_an_at"),
        sa.UniqueConstraint("email", name="users_email_key"),
        comment="who may log in; a semicolon; and 100 % of them",
    )


def downgrade():
    op.drop_table("users")
    op.execute("DROP TYPE user_state")
