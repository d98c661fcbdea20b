"""Full-text search over the texts that Wagtail keeps in its own search index.

Wagtail writes the index (its signal handlers, `manage.py update_index`); this module asks it:
on PostgreSQL through a GIN index, on SQLite through FTS5, with one syntax and one meaning. The
hits come as a subquery that joins any queryset of the model, so that one statement ranks the hits
and reads the columns of those that a page shows.

The syntax is that of search engines: all words must occur; `"several words"` in this order; `-word`
not; `or` between alternatives. Case and accents make no difference. The word that is being typed,
the last one, also stands for its continuations.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from html import escape
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Expression, F, IntegerField, Model, QuerySet
from wagtail.search import models as index
from wagtail.search.backends import get_search_backend

from api.errors import BadUserInput

MAX_QUERY = 200
MAX_HITS = 1000

#: How much a text weighs that has the last word as it was typed, against one that continues it.
EXACT = 2
MAX_SIMILAR = 5
MIN_SIMILARITY = 0.7
MIN_MISTYPED = 3
MAX_VOCABULARY = 20_000

WORD = re.compile(r"[^\W_]+")
#: A quoted phrase or what stands between blanks, either with a minus before it.
ITEM = re.compile(r'(-?)"([^"]*)"?|(-?)([^\s"]+)')

Words = tuple[str, ...]


@dataclass(frozen=True)
class Term:
    """What must occur, or must not: any of some phrases, each the words in their order."""

    phrases: tuple[Words, ...]
    is_excluded: bool = False
    is_prefix: bool = False
    #: As it was typed; a database may know a name such as `example.org` as one word.
    typed: str = ""


@dataclass(frozen=True)
class Query:
    """What somebody looks for: alternatives, each with terms that must all hold."""

    alternatives: tuple[tuple[Term, ...], ...]

    @classmethod
    def parse(cls, text: str) -> "Query":
        """Read any text whatever; raise `BadUserInput` if it has more than `MAX_QUERY` characters.

        An alternative that only says what must not occur finds nothing.
        """
        if len(text) > MAX_QUERY:
            raise BadUserInput("query", f"A search has at most {MAX_QUERY} characters.")
        alternatives: list[list[Term]] = [[]]
        text = text.replace("\x00", " ").encode(errors="ignore").decode()
        last = None
        for last in ITEM.finditer(text):
            minus = last[1] or last[3]
            typed = last[2] if last[4] is None else last[4]
            if last[4] is not None and typed.lower() == "or" and not minus:
                alternatives.append([])
            elif words := tuple(WORD.findall(typed)):
                alternatives[-1].append(Term((words,), bool(minus), typed=typed))
        is_open = last is not None and last[4] is not None and last.end() == len(text)
        if is_open and alternatives[-1] and not alternatives[-1][-1].is_excluded:
            alternatives[-1][-1] = replace(alternatives[-1][-1], is_prefix=True)
        return cls(tuple(tuple(found) for found in alternatives if _wanted(found)))

    def wanted(self) -> list[Term]:
        """Return the terms that a hit may have."""
        return [term for terms in self.alternatives for term in _wanted(terms)]

    def finished(self) -> "Query":
        """Return the same query with every word meant as it is typed."""
        return Query(
            tuple(
                tuple(replace(term, is_prefix=False) for term in terms)
                for terms in self.alternatives
            )
        )

    def words(self) -> list[str]:
        """Return the words that must occur, each once."""
        phrases = (phrase for term in self.wanted() for phrase in term.phrases)
        return list(dict.fromkeys(word.lower() for phrase in phrases for word in phrase))

    def with_similar(self, similar: dict[str, list[str]]) -> "Query":
        """Return a query in which each word may be one of those that are similar to it."""
        return Query(
            tuple(
                tuple(part for term in terms for part in _with_similar(term, similar))
                for terms in self.alternatives
            )
        )


def _wanted(terms: Iterable[Term]) -> list[Term]:
    return [term for term in terms if not term.is_excluded]


def _with_similar(term: Term, similar: dict[str, list[str]]) -> Iterator[Term]:
    if term.is_excluded:
        yield term
        return
    for word in term.phrases[0]:
        yield Term(tuple((other,) for other in similar.get(word.lower()) or [word]))


class Hits:
    """The objects of a model that a query finds among those that may be seen, best first.

    `visible` is a queryset of the model, or of one that it inherits from (which spares a join):
    what its reader may see. Nothing is asked before a method needs it; at most `MAX_HITS` objects
    are hits.
    """

    def __init__(self, model: type[Model], visible: QuerySet[Any], query: Query) -> None:
        self.model = model
        self.visible = visible
        self.query = query
        self._connection = connections[visible.db]
        self._index = _INDEXES[self._connection.vendor]()

    def rows(
        self,
        rows: QuerySet[Any],
        size: int,
        *,
        after: tuple[Any, int] | None = None,
        before: tuple[Any, int] | None = None,
        backward: bool = False,
    ) -> QuerySet[Any]:
        """Return the rows of at most `size` hits in their order, from the start or from the end.

        `rows` is any queryset of the model without conditions of its own; whatever columns it
        reads come by the same statement. Each row also has `hit_place`, its place among all hits,
        counted from 0, and `hit_total`, how many hits there are. `after` and `before` are keys of
        hits with the places that they had: a place counts only when the key is no hit any more.
        """
        ranked = self._ranked()
        if ranked is None:
            return rows.none()
        sql, params = _page(*ranked, size, after, before, backward=backward)
        joined = rows.order_by().annotate(
            hit_place=_HitColumn("place"), hit_total=_HitColumn("total")
        )
        _HitsTable(sql, params).join(joined.query)
        return joined.order_by("-hit_place" if backward else "hit_place")

    def count(self) -> int:
        """Return how many hits there are, with one statement."""
        ranked = self._ranked()
        if ranked is None:
            return 0
        sql, params = ranked
        with self._connection.cursor() as cursor:
            cursor.execute(f"SELECT total FROM ({sql}) ranked LIMIT 1", params)  # noqa: S608
            row = cursor.fetchone()
        return row[0] if row else 0

    def of_similar_words(self) -> "Hits | None":
        """Return the hits of a query for similar words; None if no word is similar."""
        mistyped = [word for word in self.query.words() if len(word) >= MIN_MISTYPED]
        known = self._index.similar(mistyped, self._connection) if mistyped else {}
        similar = {
            word: get_close_matches(fold(word), known.get(word, ()), MAX_SIMILAR, MIN_SIMILARITY)
            for word in mistyped
        }
        if not any(similar.values()):
            return None
        return Hits(self.model, self.visible, self.query.with_similar(similar))

    def _ranked(self) -> tuple[str, list[Any]] | None:
        """Return the statement of key, place and total of all hits; None if there are none."""
        if not self.query.alternatives:
            return None
        keys = self.visible.order_by().annotate(hit_key=F("pk")).values_list("hit_key")
        compiler = keys.query.get_compiler(self.visible.db)
        try:
            visible, seen = compiler.as_sql()
        except EmptyResultSet:
            return None
        scored, params = self._index.scored(self.query)
        types = ", ".join(str(pk) for pk in _content_types(self.model))
        # Keys are kept as text. Only those of this model are surely of its type.
        key = (
            f"CAST(CASE WHEN entry.content_type_id IN ({types}) THEN entry.object_id END"
            f" AS {_key_type(self.model, self._connection)})"
        )
        sql = f"""
            SELECT pk, row_number() OVER (ORDER BY score DESC, pk DESC) - 1 AS place,
                CASE WHEN count(*) OVER () < {MAX_HITS} THEN count(*) OVER () ELSE {MAX_HITS} END
                AS total
            FROM (
                SELECT seen.hit_key AS pk, entry.score FROM ({scored}) entry
                JOIN ({visible}) seen ON seen.hit_key = {key}
                WHERE entry.content_type_id IN ({types})
            ) found
            ORDER BY place LIMIT {MAX_HITS}"""  # noqa: S608 - names and numbers of our own
        return sql, [*params, *seen]


def _content_types(model: type[Model]) -> list[int]:
    models = [one for one in apps.get_models() if issubclass(one, model)]
    return [found.pk for found in ContentType.objects.get_for_models(*models).values()]


def _key_type(model: type[Model], connection: Any) -> str:
    field: Any = model._meta.pk
    while field.remote_field is not None:
        field = field.target_field
    return str(field.rel_db_type(connection))


def _page(
    ranked: str,
    params: list[Any],
    size: int,
    after: tuple[Any, int] | None,
    before: tuple[Any, int] | None,
    *,
    backward: bool,
) -> tuple[str, list[Any]]:
    """Cut a page out of ranked hits: next to where the keys of the cursors stand now."""
    direction = "DESC" if backward else "ASC"
    bounds: list[str] = []
    values: list[Any] = []
    if after is not None:
        key, place = after
        bounds.append("place >= coalesce(max(CASE WHEN pk = %s THEN place + 1 END) OVER (), %s)")
        values += [key, place]
    if before is not None:
        key, place = before
        bounds.append("place < coalesce(max(CASE WHEN pk = %s THEN place END) OVER (), %s)")
        values += [key, place]
    inside = f"CASE WHEN {' AND '.join(bounds) or '1 = 1'} THEN 1 END AS inside"
    sql = f"""
        SELECT pk, place, total FROM (SELECT pk, place, total, {inside} FROM ({ranked}) ranked) page
        WHERE inside = 1 ORDER BY place {direction} LIMIT {size}"""  # noqa: S608
    return sql, [*values, *params]


class _HitsTable:
    """The page of hits as a table that a queryset joins, in the manner of Django's own `Join`."""

    join_type = "INNER JOIN"
    filtered_relation = None
    nullable = False

    def __init__(self, sql: str, params: list[Any], parent_alias: str = "") -> None:
        self.table_name = self.table_alias = "hearth_hits"
        self.sql = sql
        self.params = params
        self.parent_alias = parent_alias

    def join(self, query: Any) -> None:
        """Add the table to a query."""
        self.parent_alias = query.get_initial_alias()
        self.key = query.get_meta().pk.column
        query.alias_map[self.table_alias] = self
        query.alias_refcount[self.table_alias] = 1
        query.table_map[self.table_name] = [self.table_alias]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        """Return the join."""
        name = compiler.quote_name_unless_alias
        mine, theirs = name(self.table_alias), name(self.parent_alias)
        on = f"{mine}.pk = {theirs}.{connection.ops.quote_name(self.key)}"
        return f"INNER JOIN ({self.sql}) {mine} ON {on}", self.params

    def relabeled_clone(self, change_map: dict[str, str]) -> "_HitsTable":
        """Return the table under new names, as a subquery needs it."""
        clone = copy(self)
        clone.table_alias = change_map.get(self.table_alias, self.table_alias)
        clone.parent_alias = change_map.get(self.parent_alias, self.parent_alias)
        return clone


class _HitColumn(Expression):
    """A column of the page of hits."""

    def __init__(self, name: str) -> None:
        super().__init__(output_field=IntegerField())
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """Return the column."""
        return f"hearth_hits.{self.name}", ()


class _PostgresIndex:
    """Wagtail's index on PostgreSQL: words of title and body, found through one GIN index."""

    def scored(self, query: Query) -> tuple[str, list[Any]]:
        """Return the statement of content type, key and score of the entries that match."""
        table = index.IndexEntry._meta.db_table
        match, matched = _tsquery(query)
        # Any word counts for the score: one may stand in the title and another in the body.
        any_word, counted = _tsquery(Query(tuple((term,) for term in query.wanted())))
        score = f"""ts_rank(title, {any_word}) * title_norm + ts_rank(body, {any_word})"""
        params = [*counted, *counted]
        if any(term.is_prefix for term in query.wanted()):
            exact, finished = _tsquery(query.finished())
            score = f"""({score}) * CASE WHEN id IN (
                SELECT id FROM {table} WHERE hearth_search_text(title, body) @@ {exact}
            ) THEN {EXACT} ELSE 1 END"""  # noqa: S608
            params += finished
        sql = f"""
            SELECT content_type_id, object_id, {score} AS score FROM {table}
            WHERE hearth_search_text(title, body) @@ {match}"""  # noqa: S608
        return sql, [*params, *matched]

    def similar(self, words: list[str], connection: Any) -> dict[str, list[str]]:
        """Return the words of the index that look like each of the words."""
        found: dict[str, list[str]] = {}
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT term, word FROM hearth_similar_words(%s::text[], %s)",
                [words, 4 * MAX_SIMILAR],
            )
            for term, word in cursor.fetchall():
                found.setdefault(term, []).append(word)
        return found

    def texts(self) -> tuple[str, str]:
        """Return table and column of the plain text that was indexed beside the title."""
        return index.IndexEntry._meta.db_table, "body_text"


def _tsquery(query: Query) -> tuple[str, list[str]]:
    """Return a query as an expression of PostgreSQL; what was typed goes through its functions."""
    params: list[str] = []
    config = get_search_backend().config

    def call(function: str, text: str) -> str:
        params.extend([config, text] if config else [text])
        return f"{function}({'%s::regconfig, ' if config else ''}%s)"

    def alternatives(term: Term) -> Iterator[str]:
        for phrase in term.phrases:
            text = " ".join(phrase)
            if term.is_prefix:
                yield call("to_tsquery", f"'{text}':*")
            else:
                yield call("phraseto_tsquery", text)
        if term.typed and term.typed != " ".join(term.phrases[0]):
            yield call("phraseto_tsquery", term.typed)

    def expression(term: Term) -> str:
        found = f"({' || '.join(alternatives(term))})"
        return f"(!! {found})" if term.is_excluded else found

    written = [f"({' && '.join(map(expression, terms))})" for terms in query.alternatives]
    return f"({' || '.join(written)})", params


class _SQLiteIndex:
    """Wagtail's index on SQLite: a table of FTS5."""

    def scored(self, query: Query) -> tuple[str, list[Any]]:
        """Return the statement of content type, key and score of the entries that match."""
        entries, table = index.IndexEntry._meta.db_table, self._table
        # The limit keeps FTS5's own scores apart from the window functions around them. The
        # weights are those of autocomplete, body and title.
        sql = f"""
            SELECT known.content_type_id, known.object_id, matched.score FROM (
                SELECT rowid AS id, -bm25({table}, 0, 1, 5) AS score
                FROM {table} WHERE {table} MATCH %s LIMIT -1
            ) matched CROSS JOIN {entries} known ON known.id = matched.id"""  # noqa: S608
        return sql, [_match(query)]

    def similar(self, words: list[str], connection: Any) -> dict[str, list[str]]:
        """Return the words of the index that begin like each of the words and are about as long."""
        found: dict[str, list[str]] = {}
        sql = f"""SELECT term FROM hearth_search_word WHERE term >= %s AND term < %s
            AND length(term) BETWEEN %s AND %s LIMIT {MAX_VOCABULARY}"""  # noqa: S608
        with connection.cursor() as cursor:
            for word in words[:MAX_SIMILAR]:
                first = fold(word)[0]
                size = len(word)
                cursor.execute(sql, [first, chr(ord(first) + 1), size - 2, size + 2])
                found[word] = [term for (term,) in cursor.fetchall()]
        return found

    def texts(self) -> tuple[str, str]:
        """Return table and column of the plain text that was indexed beside the title."""
        return index.IndexEntry._meta.db_table, "body"

    @property
    def _table(self) -> str:
        return str(index.SQLiteFTSIndexEntry._meta.db_table)


def _match(query: Query) -> str:
    """Return a query in the language of FTS5: each word of it in quotes, and no quote in a word."""

    def phrase(words: Words) -> str:
        return f'"{" ".join(words)}"'

    def expression(term: Term) -> str:
        found = [phrase(words) for words in term.phrases]
        if term.is_prefix:
            found += [f"{one} *" for one in found]
        return f"({' OR '.join(found)})"

    def alternative(terms: Iterable[Term]) -> str:
        wanted = " AND ".join(expression(term) for term in terms if not term.is_excluded)
        excluded = " OR ".join(expression(term) for term in terms if term.is_excluded)
        return f"(({wanted}) NOT ({excluded}))" if excluded else f"({wanted})"

    return "{title body} : (" + " OR ".join(map(alternative, query.alternatives)) + ")"


_INDEXES: dict[str, Any] = {"postgresql": _PostgresIndex, "sqlite": _SQLiteIndex}


def indexed_texts(model: type[Model], keys: Collection[Any]) -> dict[str, str]:
    """Return what the index knows of objects beside their titles, by key as text."""
    connection = connections[model._default_manager.db]
    table, column = _INDEXES[connection.vendor]().texts()
    types = ", ".join(str(pk) for pk in _content_types(model))
    marks = ", ".join(["%s"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT object_id, {column} FROM {table}"  # noqa: S608
            f" WHERE content_type_id IN ({types}) AND object_id IN ({marks})",
            [str(key) for key in keys],
        )
        return {key: text or "" for key, text in cursor.fetchall()}


class _Folded(dict[int, int]):
    """Each character without case and accents, one for one, so that places stay what they are."""

    def __missing__(self, code: int) -> int:
        plain = unicodedata.normalize("NFKD", chr(code))[0].lower()
        self[code] = ord(plain) if len(plain) == 1 else code
        return self[code]


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Return a text without case and accents, as long as it was."""
    return text.lower() if text.isascii() else text.translate(_FOLDED)


@dataclass(frozen=True)
class Fragment:
    """A piece of a text, and whether it is one of the words that were looked for."""

    text: str
    is_match: bool


class Highlighter:
    """Finds the words of a query in plain texts."""

    def __init__(self, query: Query) -> None:
        self._query = query

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        patterns = {
            r"[\W_]+".join(re.escape(fold(word)) for word in phrase)
            + (r"[^\W_]*" if term.is_prefix else "")
            for term in self._query.wanted()
            for phrase in term.phrases
        }
        longest_first = sorted(patterns, key=lambda pattern: (-len(pattern), pattern))
        return re.compile(rf"(?<![^\W_])(?:{'|'.join(longest_first)})(?![^\W_])")

    def whole(self, text: str) -> list[Fragment]:
        """Return the text in pieces; nothing if no word that was looked for is in it."""
        return _fragments(text, [found.span() for found in self._pattern.finditer(fold(text))])

    def best_part(self, text: str, size: int) -> list[Fragment]:
        """Return the part of about `size` characters that has the most words, in pieces."""
        spans = [found.span() for found in self._pattern.finditer(fold(text))]
        if not spans:
            return []
        lead = size // 5
        first = max(
            range(len(spans)),
            key=lambda n: (bisect_left(spans, (spans[n][0] + size - lead, 0)) - n, -n),
        )
        start = max(0, spans[first][0] - lead)
        stop = min(len(text), max(start + size, spans[first][1]))
        # Cut between words.
        if start and (blank := text.find(" ", start, spans[first][0])) >= 0:
            start = blank + 1
        if stop < len(text) and (blank := text.rfind(" ", spans[first][1], stop)) >= 0:
            stop = blank
        inside = [
            (one - start, other - start) for one, other in spans if start <= one < other <= stop
        ]
        part = _fragments(text[start:stop], inside)
        before = [Fragment("… ", is_match=False)] if start else []
        after = [Fragment(" …", is_match=False)] if stop < len(text) else []
        return before + part + after


def _fragments(text: str, spans: list[tuple[int, int]]) -> list[Fragment]:
    if not spans:
        return []
    found, end = [], 0
    for start, stop in spans:
        found += [
            Fragment(text[end:start], is_match=False),
            Fragment(text[start:stop], is_match=True),
        ]
        end = stop
    found.append(Fragment(text[end:], is_match=False))
    return [fragment for fragment in found if fragment.text]


def marked(fragments: Iterable[Fragment]) -> str:
    """Return fragments as safe HTML, with `<mark>` around the words that were looked for."""
    return "".join(
        f"<mark>{escape(one.text)}</mark>" if one.is_match else escape(one.text)
        for one in fragments
    )
