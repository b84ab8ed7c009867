"""Prints what the models declare, as SQL. It connects to nothing."""

import os
from functools import partial

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from django.apps import apps  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.backends.base.schema import BaseDatabaseSchemaEditor  # noqa: E402

# Django would ask the server for its version; this is the one to write for.
connection.__dict__["pg_version"] = 170000

with connection.schema_editor(collect_sql=True, atomic=False) as editor:
    # PostgreSQL's own would connect to put values into the text.
    editor.execute = partial(BaseDatabaseSchemaEditor.execute, editor)
    for model in apps.get_models():
        if model._meta.managed and not model._meta.proxy:
            editor.create_model(model)
# Foreign keys and indexes are held back until here.
print("\n".join(editor.collected_sql))
