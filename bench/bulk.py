"""Bulk writes that every loader shares: rows of one table, ids of blocks, the search index."""

import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from bench import corpus

BATCH = 2000


def insert(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Write rows into the table of a model alone, not of its parents.

    A row holds what differs from the fields' defaults; values are as Django would hold them.
    """
    from django.db import connection

    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    rows = iter(rows)
    first = next(rows, None)
    if first is None:
        return
    if model._meta.pk.attname not in first:
        fields.remove(model._meta.pk)
    unknown = first.keys() - {field.attname for field in fields}
    assert not unknown, unknown
    quote = connection.ops.quote_name
    columns = ", ".join(quote(field.column) for field in fields)
    table = quote(model._meta.db_table)

    def values(row: dict[str, Any]) -> list[Any]:
        return [
            Json.dumped(row[field.attname])
            if isinstance(row.get(field.attname), Json)
            else field.get_db_prep_save(row.get(field.attname, field.get_default()), connection)
            for field in fields
        ]

    def every() -> Iterator[list[Any]]:
        yield values(first)
        yield from map(values, rows)

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in every():
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            all_rows = every()
            while batch := list(islice(all_rows, BATCH)):
                sql = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
                cursor.executemany(sql, batch)


class Json:
    """A value of a JSON column, written as it is."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def dumped(self) -> str:
        """Return it as text."""
        return json.dumps(self.value)


def block_id(post: corpus.Post, position: int, item: int = 0) -> str:
    """Return the id of a block or of an item in one, as Wagtail would have drawn it."""
    return str(uuid.UUID(int=(post.number << 32) + (position << 8) + item + (4 << 76)))


def items(post: corpus.Post, position: int, values: list[Any]) -> list[dict[str, Any]]:
    """Return the entries of a list block as Wagtail stores them."""
    return [
        {"type": "item", "value": value, "id": block_id(post, position, number)}
        for number, value in enumerate(values, start=1)
    ]


def fill_search_index(
    posts: Iterable[corpus.Post], page: Callable[[int], int], type_key: int
) -> None:
    """Write what Wagtail's `update_index` would write for the posts, in bulk."""
    from django.db import connection

    rows = (
        [
            str(page(post.number)),
            post.title,
            post.intro,
            post.words,
            " ".join(map(corpus.tag_name, post.tags)),
        ]
        for post in posts
    )
    if connection.vendor == "postgresql":
        _fill_postgres(rows, type_key)
    else:
        _fill_sqlite(rows, type_key)


def _fill_postgres(rows: Iterable[list[str]], type_key: int) -> None:
    from django.db import connection, transaction
    from modelsearch.backends.database.postgres.weights import get_weight
    from wagtail.search.models import IndexEntry

    table = IndexEntry._meta.db_table
    config = f"'{_search_config()}'::regconfig"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE told (key text, title text, intro text, body text, tags text)"
            " ON COMMIT DROP"
        )
        with cursor.copy("COPY told FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        # One at a time in an index is slow; the index is written anew when all rows are there.
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s"
            " AND indexdef LIKE '%% USING gin %%'",
            [table],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        cursor.execute(
            f"""
            INSERT INTO {table} (content_type_id, object_id, title_norm, title, autocomplete, body,
                                 title_text, body_text)
            SELECT %s, key, 1.0, setweight(to_tsvector({config}, title), %s),
                   setweight(to_tsvector('simple', title), 'D'),
                   setweight(to_tsvector({config}, intro), %s)
                       || setweight(to_tsvector({config}, body), %s)
                       || setweight(to_tsvector({config}, tags), %s),
                   title, intro || ' ' || body || ' ' || tags
            FROM told
            """,
            [type_key, get_weight(2), get_weight(2), get_weight(None), get_weight(None)],
        )
        cursor.execute(
            f"UPDATE {table} SET title_norm = lavg / length(title) FROM"
            f" (SELECT avg(length(title)) AS lavg FROM {table}) AS told WHERE length(title) > 0"
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for _name, definition in indexes:
            cursor.execute(definition)


def _search_config() -> str:
    """Return the configuration that the project's index is written in: its own, or the server's."""
    from django.conf import settings
    from django.db import connection

    backend = getattr(settings, "WAGTAILSEARCH_BACKENDS", {}).get("default", {})
    if config := backend.get("SEARCH_CONFIG"):
        return str(config)
    with connection.cursor() as cursor:
        cursor.execute("SHOW default_text_search_config")
        return str(cursor.fetchone()[0])


def _fill_sqlite(rows: Iterable[list[str]], type_key: int) -> None:
    from django.db import connection, transaction
    from wagtail.search.models import IndexEntry

    table = IndexEntry._meta.db_table
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} (content_type_id, object_id, title_norm, title, autocomplete,"
            " body) VALUES (%s, %s, 1.0, %s, %s, %s)",
            (
                (type_key, key, title, title, f"{intro} {body} {tags}")
                for key, title, intro, body, tags in rows
            ),
        )
