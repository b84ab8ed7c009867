"""Prints what the migrations do, in their order, as `manage.py sqlmigrate` says it. Django asks the database for names."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402

graph = MigrationLoader(connection, replace_migrations=False).graph
done = []
for leaf in sorted(graph.leaf_nodes()):
    for migration in graph.forwards_plan(leaf):
        if migration not in done:
            done.append(migration)
            print(f"-- {migration[0]} {migration[1]}")
            call_command("sqlmigrate", *migration)
