"""Indexes for what lists of posts are filtered and sorted by, on Wagtail's table of pages too.

That table is not ours, so its indexes are made here and are not known to any model. Their names
begin with `hearth_`.
"""

from django.db import DatabaseError, migrations, transaction

INDEXES = {
    # The orders, each with what tells equals apart; read forwards and backwards.
    "hearth_page_first_published": "wagtailcore_page (first_published_at, id) WHERE live",
    "hearth_page_last_published": "wagtailcore_page (last_published_at, id) WHERE live",
    "hearth_page_title": "wagtailcore_page (title, id) WHERE live",
    # All that decides whether a page can be seen: counts need not look at the pages themselves.
    "hearth_page_seen": "wagtailcore_page (locale_id, path, expire_at, id) WHERE live",
}
# A path has no length that would surely fit into a B-tree of PostgreSQL.
BY_PATH = {
    "sqlite": "wagtailcore_page (url_path)",
    "postgresql": "wagtailcore_page USING hash (url_path)",
}
# As Django asks for a part of a text in any case.
BY_TEXT = "blog_posttip USING gin (upper(text) gin_trgm_ops)"


def create(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for name, columns in INDEXES.items():
        schema_editor.execute(f"CREATE INDEX {name} ON {columns}")
    if vendor in BY_PATH:
        schema_editor.execute(f"CREATE INDEX hearth_page_url_path ON {BY_PATH[vendor]}")
    if vendor == "postgresql" and has_trigrams(schema_editor.connection):
        schema_editor.execute(f"CREATE INDEX hearth_tip_text ON {BY_TEXT}")


def has_trigrams(connection):
    """Return whether the database has trigrams, or can be given them."""
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        return False
    return True


def drop(apps, schema_editor):
    for name in [*INDEXES, "hearth_page_url_path", "hearth_tip_text"]:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("blog", "0002_editor_rights"), ("wagtailcore", "0098_apitoken")]
    operations = [migrations.RunPython(create, drop)]
