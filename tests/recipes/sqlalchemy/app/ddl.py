"""Prints what the models declare, as SQL. It connects to nothing."""

from sqlalchemy import create_mock_engine
from sqlalchemy.dialects import postgresql

from app.models import Base

# Other parameter styles would double each %.
dialect = postgresql.dialect(paramstyle="named")


def show(statement, *_, **__):
    print(str(statement.compile(dialect=dialect)).strip() + ";\n")


Base.metadata.create_all(create_mock_engine("postgresql://", show), checkfirst=False)
