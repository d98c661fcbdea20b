"""The numbers that the database has given out, so that the key of what is gone is never reused."""

from django.db import connection

from transfer.site.kinds import KINDS, Class


def last_keys() -> dict[str, int]:
    """Return the last key that each kind of object ever got, also if that object is gone."""
    return {kind.label: _last(kind.model) for kind in KINDS}


def advance(keys: dict[str, int]) -> None:
    """Let the next object of each kind get a key after these, and after all that are there."""
    for kind in KINDS:
        present = kind.model._base_manager.order_by("-pk").values_list("pk", flat=True).first()
        _advance(kind.model, max(keys.get(kind.label, 0), present or 0))


def _last(model: Class) -> int:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        else:
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', "id"])
            sequence = cursor.fetchone()[0]
            cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608
        return int((cursor.fetchone() or [0])[0])


def _advance(model: Class, last: int) -> None:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])
        elif last:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)", [f'"{table}"', "id", last]
            )
