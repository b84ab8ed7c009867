"""Renders every revision of an Alembic project offline, each by itself, and writes what came of it as JSON.

Run by autogen with the project's own Python: render.py INI OUTPUT. Nothing here connects to a database.
"""

import inspect
import io
import json
import os
import re
import sys
import traceback

from alembic.config import Config
from alembic.ddl.impl import DefaultImpl
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext, MigrationStep
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.mock import MockConnection
from sqlalchemy.schema import DDLElement
from sqlalchemy.sql.elements import TextClause
from sqlalchemy.sql.expression import Insert

ini, output = sys.argv[1:]
if os.path.basename(ini) == "pyproject.toml":
    config = Config(toml_file=ini)
else:
    config = Config(ini)
script = ScriptDirectory.from_config(config)
version_table = ["", "alembic_version"]

buffers = []
configured = EnvironmentContext.configure


def configure(self, *arguments, **options):
    """What env.py asks for, with its output caught."""
    if buffers:
        raise RuntimeError("env.py configures more than one database")
    buffers.append(io.StringIO())
    url = options.get("url")
    dialect = make_url(url).get_backend_name() if url else options.get("dialect_name", "postgresql")
    if not dialect.startswith("postgres"):
        raise RuntimeError(f"this is a project for {dialect}, not for PostgreSQL")
    # Without these, Alembic writes `%%` for `%`, and leaves values out.
    options["dialect_opts"] = {**(options.get("dialect_opts") or {}), "paramstyle": "named"}
    options["literal_binds"] = True
    options["output_buffer"] = buffers[0]
    version_table[:] = [options.get("version_table_schema") or "", options.get("version_table") or "alembic_version"]
    return configured(self, *arguments, **options)


EnvironmentContext.configure = configure


def execute(self, construct, execution_options=None, multiparams=None, params=None):
    """As Alembic's own does offline, but a tab stays one, and a value that is missing isn't NULL."""
    if multiparams or params:
        raise TypeError("SQL parameters not allowed with as_sql")
    construct = text(construct) if isinstance(construct, str) else construct
    if isinstance(construct, TextClause):
        missing = [name for name, bind in construct._bindparams.items() if bind.required and bind.value is None]
        if missing:
            raise RuntimeError(f"there is no value for :{missing[0]}")
    options = {} if isinstance(construct, DDLElement) else {"compile_kwargs": {"literal_binds": True}}
    self.static_output(str(construct.compile(dialect=self.dialect, **options)).strip() + self.command_terminator)


DefaultImpl._exec = execute


def with_values(construct, row):
    if not row:
        return construct
    if isinstance(construct, TextClause):
        return construct.bindparams(**row)
    if isinstance(construct, Insert):
        return construct.values(row)
    raise RuntimeError("values that are given to execute() can't be rendered")


def connection(self, _):
    """What op.get_bind() gives. Alembic's own drops the values that execute() is given, and NULL stands for them."""

    def dump(construct, *rows, **row):
        rows = rows[0] if len(rows) == 1 and isinstance(rows[0], (list, tuple)) else rows
        for each in [row] if row or not rows else rows:
            self.impl._exec(with_values(construct, each))

    return MockConnection(self.dialect, dump)


MigrationContext._stdout_connection = connection


def parents(revision):
    down = revision.down_revision or ()
    return [down] if isinstance(down, str) else list(down)


def rendered(revision, is_upgrade):
    step = (MigrationStep.upgrade_from_script if is_upgrade else MigrationStep.downgrade_from_script)(
        script.revision_map, revision
    )
    start = tuple(parents(revision)) if is_upgrade else (revision.revision,)
    buffers.clear()
    environment = EnvironmentContext(
        config,
        script,
        fn=lambda heads, context: [step],
        as_sql=True,
        starting_rev=start or None,
        destination_rev=revision.revision,
    )
    try:
        with environment:
            script.run_env()
    except (Exception, SystemExit) as error:
        frames = traceback.extract_tb(error.__traceback__)
        own = os.path.realpath(revision.path)
        lines = [frame.lineno for frame in frames if os.path.realpath(frame.filename) == own]
        function = getattr(revision.module, "upgrade" if is_upgrade else "downgrade", None)
        return {
            "error": f"{type(error).__name__}: {error}".rstrip(": "),
            "line": lines[-1] if lines else None,
            "is_refusal": isinstance(error, NotImplementedError),
            "source": inspect.getsource(function) if function else "",
        }
    return {"sql": buffers[0].getvalue() if buffers else ""}


revisions = []
for revision in reversed(list(script.walk_revisions())):
    created = re.search(r"^Create Date: (.*)$", revision.module.__doc__ or "", re.MULTILINE)
    needs = script.get_revisions(revision.dependencies) if revision.dependencies else ()
    with open(revision.path, encoding="utf-8") as file:
        asks_whether_offline = re.search(r"is_offline_mode|\bas_sql\b", file.read()) is not None
    revisions.append(
        {
            "id": revision.revision,
            "parents": parents(revision) + [one.revision for one in needs],
            "message": revision.doc or "",
            "created": created and created.group(1),
            "path": os.path.relpath(revision.path),
            "asks_whether_offline": asks_whether_offline,
            "up": rendered(revision, True),
            "down": rendered(revision, False),
        }
    )
with open(output, "w", encoding="utf-8") as file:
    json.dump({"version_table": version_table, "revisions": revisions}, file)
