"""The triggers by which the database notes every change of what the log follows.

They are installed after every `migrate` and removed before it: a table cannot be altered while a
trigger names its columns, and SQLite drops the triggers of tables that it makes anew.
"""

from collections.abc import Iterable, Iterator
from hashlib import blake2b
from typing import Any, NamedTuple

from api.changes.tracking import Rule, rules
from api.models import LogState, Touch

PREFIX = "hearth_touch_"
#: To be raised with every change of what the triggers do.
VERSION = 1

#: The name of a trigger and the statements that make it.
Made = tuple[str, list[str]]


def install(connection: Any) -> None:
    """Make the triggers what the rules say; does nothing where the tables are not there yet.

    Those that are missing are made before others go, so that a new release misses nothing.
    """
    made = _made(connection)
    if Touch._meta.db_table not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        existing = _existing(cursor, connection)
        missing = made.keys() - {one.name for one in existing if one.is_on}
        _remove(cursor, connection, [one for one in existing if one.name in missing])
        for name in missing:
            for statement in made[name]:
                cursor.execute(statement)
        _remove(cursor, connection, [one for one in existing if one.name not in made])


def wanted(connection: Any) -> list[str]:
    """Return the names of the triggers that the database should have, sorted."""
    return sorted(_made(connection))


def _made(connection: Any) -> dict[str, list[str]]:
    """Return the statements that make each trigger, by its name."""
    tables = set(connection.introspection.table_names())
    write = _VENDORS[connection.vendor]
    found: dict[str, list[str]] = {}
    followed = [rule for rule in rules() if rule.table in tables]
    for rule in followed:
        found.update(write(rule, connection.ops.quote_name))
    if connection.vendor == "postgresql":
        for table in dict.fromkeys(rule.table for rule in followed):
            found.update(_on_truncate(table, connection.ops.quote_name))
    return found


def remove(connection: Any) -> None:
    """Remove all triggers."""
    with connection.cursor() as cursor:
        _remove(cursor, connection, _existing(cursor, connection))


def installed(connection: Any) -> list[str]:
    """Return the names of the triggers that the database has and heeds, sorted."""
    with connection.cursor() as cursor:
        return sorted(one.name for one in _existing(cursor, connection) if one.is_on)


class _Existing(NamedTuple):
    name: str
    table: str
    #: Somebody may have switched it off, such as `pg_restore --disable-triggers`.
    is_on: bool


def _remove(cursor: Any, connection: Any, several: Iterable[_Existing]) -> None:
    quote = connection.ops.quote_name
    for one in several:
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP TRIGGER IF EXISTS {quote(one.name)} ON {quote(one.table)}")
            cursor.execute(f"DROP FUNCTION IF EXISTS {quote(one.name)}()")
        else:
            cursor.execute(f"DROP TRIGGER IF EXISTS {quote(one.name)}")


def _existing(cursor: Any, connection: Any) -> list[_Existing]:
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT tgname, relname, tgenabled IN ('O', 'A') "
            "FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "JOIN pg_namespace ON pg_namespace.oid = relnamespace "
            "WHERE NOT tgisinternal AND tgname LIKE %s AND nspname = ANY (current_schemas(false))",
            [f"{PREFIX}%"],
        )
    else:
        cursor.execute(
            "SELECT name, tbl_name, 1 FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s",
            [f"{PREFIX}%"],
        )
    return [_Existing(name, table, bool(is_on)) for name, table, is_on in cursor.fetchall()]


def _name(rule: Rule, event: str = "") -> str:
    """Return a name that tells a trigger from whatever another version of this code would make."""
    digest = blake2b(f"{VERSION} {rule}".encode(), digest_size=8).hexdigest()
    return f"{PREFIX}{digest}{event}"


def _insert(rule: Rule, row: str, quote: Any) -> str:
    parts = [f"{row}.{quote(one)}" for one in rule.column.split(":")]
    key = " || ':' || ".join(f"CAST({part} AS varchar(64))" for part in parts)
    table = quote(Touch._meta.db_table)
    names = f"{quote('label')}, {quote('key')}"
    return (
        f"INSERT INTO {table} ({names}) SELECT '{rule.label}', {key} WHERE {parts[0]} IS NOT NULL"
    )


def _differs(rule: Rule, operator: str, columns: Iterable[str], quote: Any) -> str:
    pairs = [f"OLD.{quote(one)} {operator} NEW.{quote(one)}" for one in columns]
    return " OR ".join(pairs)


def _on_postgresql(rule: Rule, quote: Any) -> Iterator[Made]:
    name = quote(_name(rule))
    new, old = (_insert(rule, row, quote) for row in ("NEW", "OLD"))
    cases = [f"IF TG_OP = 'DELETE' THEN {old};"]
    if rule.columns:
        differs = _differs(rule, "IS DISTINCT FROM", rule.columns, quote)
        moved = _differs(rule, "IS DISTINCT FROM", rule.column.split(":"), quote)
        cases.append(f"ELSIF TG_OP = 'INSERT' THEN {new};")
        cases.append(f"ELSIF {differs} THEN {new}; IF {moved} THEN {old}; END IF;")
    function = (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $body$ "
        f"BEGIN {' '.join(cases)} END IF; RETURN NULL; END $body$"
    )
    events = "INSERT OR UPDATE OR DELETE" if rule.columns else "DELETE"
    trigger = (
        f"CREATE TRIGGER {name} AFTER {events} ON {quote(rule.table)} "
        f"FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    yield _name(rule), [function, trigger]


def _on_truncate(table: str, quote: Any) -> Iterator[Made]:
    """Have the log suspended when a table is emptied, which no trigger sees row by row."""
    digest = blake2b(f"{VERSION} {table}".encode(), digest_size=8).hexdigest()
    name = f"{PREFIX}{digest}_truncate"
    suspend = f"UPDATE {quote(LogState._meta.db_table)} SET suspended_at = clock_timestamp()"  # noqa: S608
    function = (
        f"CREATE OR REPLACE FUNCTION {quote(name)}() RETURNS trigger LANGUAGE plpgsql AS $body$ "
        f"BEGIN {suspend}; RETURN NULL; END $body$"
    )
    trigger = (
        f"CREATE TRIGGER {quote(name)} AFTER TRUNCATE ON {quote(table)} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {quote(name)}()"
    )
    yield name, [function, trigger]


def _on_sqlite(rule: Rule, quote: Any) -> Iterator[Made]:
    new, old = (_insert(rule, row, quote) for row in ("NEW", "OLD"))
    cases = [("DELETE", "", [old])]
    if rule.columns:
        differs = _differs(rule, "IS NOT", rule.columns, quote)
        moved = f"{old} AND {_differs(rule, 'IS NOT', rule.column.split(':'), quote)}"
        cases += [("INSERT", "", [new]), ("UPDATE", f"WHEN {differs}", [new, moved])]
    for event, when, body in cases:
        name = _name(rule, f"_{event.lower()}")
        trigger = (
            f"CREATE TRIGGER {quote(name)} AFTER {event} ON {quote(rule.table)} "
            f"FOR EACH ROW {when} BEGIN {'; '.join(body)}; END"
        )
        yield name, [trigger]


_VENDORS = {"postgresql": _on_postgresql, "sqlite": _on_sqlite}
