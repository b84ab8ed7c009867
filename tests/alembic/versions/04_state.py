"""a state more, and rows that have it

Revision ID: 4d4d4d4d4d4d
Revises: 3c3c3c3c3c3c
Create Date: 2026-01-05 08:00:00

"""
import sqlalchemy as sa
from alembic import op

# The clock of whoever made this was wrong: it is older than its parent.
revision = "4d4d4d4d4d4d"
down_revision = "3c3c3c3c3c3c"


def upgrade():
    with op.get_context().autocommit_block():
        op.execute("ALTER TYPE user_state ADD VALUE 'gone'")
    users = sa.table("users", sa.column("email", sa.Text), sa.column("state", sa.Text))
    op.bulk_insert(
        sa.table("users", sa.column("email", sa.Text), sa.column("name", sa.Text)),
        [{"email": "o'neil@example.org", "name": "O'Neil"}, {"email": "b@example.org", "name": None}],
    )
    notes = sa.text("UPDATE users SET name = :name WHERE email = :email")
    op.get_bind().execute(notes, {"name": "50%\t:off", "email": "o'neil@example.org"})
    op.execute(users.update().where(users.c.email == "b@example.org").values(state=sa.text("'gone'")))


def downgrade():
    op.execute("DELETE FROM users WHERE state = 'gone'")
    op.execute("ALTER TABLE users ALTER state DROP DEFAULT")
    op.execute("ALTER TYPE user_state RENAME TO user_state_old")
    op.execute("CREATE TYPE user_state AS ENUM ('new', 'active')")
    op.execute("ALTER TABLE users ALTER state TYPE user_state USING state::text::user_state")
    op.execute("ALTER TABLE users ALTER state SET DEFAULT 'new'")
    op.execute("DROP TYPE user_state_old")
