"""A second look at what was read: each table that the SQL of an answer names needs a tag.

Whoever writes a new field may forget to note what it reads. Its answers are then made anew each
time, which is slow but never wrong.
"""

import re
from collections.abc import Callable, Collection
from functools import cache, lru_cache
from typing import Any

from django.apps import apps

from api.caching.dependencies import Dependencies
from api.changes.settling import LOG
from api.changes.tracking import AROUND, rules_of, tracked
from api.models import LogState, Touch

_WORD = re.compile(r"\w+")
#: Tables of which a change is one of the objects that they say something of, or none at all.
_OF_OTHERS = {"contenttypes.contenttype", *(one._meta.label_lower for one in (LogState, Touch))}
_INDEX = "wagtailsearch"


class Reads:
    """Notes the statements of one answer: for `connection.execute_wrapper`."""

    def __init__(self) -> None:
        self.statements: set[str] = set()

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """Note a statement and let it run."""
        self.statements.add(sql)
        return execute(sql, *rest)

    def uncovered(self, depends: Dependencies) -> set[str]:
        """Return the tables that were read and that no tag covers."""
        if LOG in depends.tags:
            return set()
        tables: set[str] = set()
        for sql in self.statements:
            tables |= tables_in(sql)
        heads = {*depends.heads, *[tag.partition(":")[0] for tag in depends.tags]}
        return {one for one in tables if not _is_covered(one, heads, depends)}


@lru_cache(maxsize=4096)
def tables_in(sql: str) -> frozenset[str]:
    """Return the tables that a statement names."""
    return _tables().intersection(_WORD.findall(sql))


def _is_covered(table: str, heads: Collection[str], depends: Dependencies) -> bool:
    if table.startswith(_INDEX):
        return depends.is_searched
    of = _types().get(table)
    return of is not None and (not of or not of.isdisjoint(heads))


@cache
def _tables() -> frozenset[str]:
    return frozenset(one._meta.db_table for one in apps.get_models(include_auto_created=True))


@cache
def _types() -> dict[str, frozenset[str]]:
    """Return by table what a tag must begin with; nothing for what objects tell of by themselves.

    What is part of the frame is a dependency of every answer.
    """
    found: dict[str, frozenset[str]] = {}
    for one in tracked().values():
        heads = {one.type_name} | ({"frame"} if one.is_frame else set())
        for rule in rules_of(one):
            found[rule.table] = found.get(rule.table, frozenset()) | heads
    page = apps.get_model("wagtailcore", "Page")._meta.db_table
    if page in found:
        found[page] |= {"path", "translations", "frame"}
    for model in AROUND:
        found[model._meta.db_table] = frozenset()
    for label in _OF_OTHERS:
        found[apps.get_model(label)._meta.db_table] = frozenset()
    return found
