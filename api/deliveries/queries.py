"""The queries that webhooks send along: whether they can run, and what they find."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.core import checks
from django.db import DEFAULT_DB_ALIAS, connections
from graphql import NonNullTypeNode, OperationDefinitionNode, parse, print_ast
from wagtail.models import Site

from api.deliveries.events import session_of
from api.deliveries.means import means
from api.deliveries.models import Webhook
from api.identity import ANONYMOUS
from api.limits.stored import problems_of

VARIABLE = "id"


class QueryError(Exception):
    """A query that found no answer this time; `is_broken` tells that it never will."""

    def __init__(self, message: str, *, is_broken: bool = False) -> None:
        super().__init__(message)
        self.is_broken = is_broken


def problems(query: str) -> list[str]:
    """Return what is wrong with a query, in words; nothing if it can be sent along."""
    return list(_problems(query))


@lru_cache(maxsize=100)
def _problems(query: str) -> tuple[str, ...]:
    return tuple(_look_for_problems(query))


def _look_for_problems(query: str) -> list[str]:
    found = [one for one in problems_of(means().schema, {"query": query}) if one.is_breakage]
    if found:
        return [f"Line {one.line}: {one.message}" for one in found]
    operations = [
        one for one in parse(query).definitions if isinstance(one, OperationDefinitionNode)
    ]
    if len(operations) != 1 or operations[0].operation.value != "query":
        return ["This has to be exactly one query."]
    return list(_wrong_variables(operations[0]))


def _wrong_variables(operation: OperationDefinitionNode) -> Iterable[str]:
    variables = {one.variable.name.value: one for one in operation.variable_definitions or ()}
    if VARIABLE not in variables or print_ast(variables[VARIABLE].type) not in {"ID!", "ID"}:
        yield "The query has to take the variable $id: ID!, the object that has changed."
    for name, one in variables.items():
        if name != VARIABLE and isinstance(one.type, NonNullTypeNode) and not one.default_value:
            yield f"Nobody gives a value to ${name}."


def answer(query: str, global_id: str, site: int) -> dict[str, Any]:
    """Return the data that readers of a site get who are not logged in.

    Raises `QueryError` if the query does not fit the schema any more, or if anything failed.
    """
    # The admin's hooks are loaded before all that the engine needs.
    from api.execution.answers import Request, execute  # noqa: PLC0415

    if wrong := problems(query):
        raise QueryError(f"The query cannot run any more. {wrong[0]}", is_broken=True)
    asked = Site.objects.filter(pk=site).first() or Site.objects.get(is_default_site=True)
    session = session_of(asked)
    assert session.identity == ANONYMOUS, "Nobody's rights are lent to a webhook."
    request = Request(query, {VARIABLE: global_id})
    found = execute(means().schema, request, session, read_only=True, is_ours=True)
    if errors := found.body.get("errors"):
        raise QueryError(f"The query failed: {errors[0]['message']}")
    data: dict[str, Any] = found.body["data"]
    return data


def broken() -> Iterator[tuple[Webhook, str]]:
    """Yield the webhooks whose query cannot run any more, active or not, each with the reason."""
    # No more columns than there ever were: whoever is about to migrate asks, too.
    for webhook in Webhook.objects.exclude(query="").only("name", "query"):
        if wrong := problems(webhook.query):
            yield webhook, wrong[0]


def check_stored(databases: Iterable[str] | None = None, **kwargs: Any) -> list[checks.Warning]:
    """Warn of webhooks whose query does not fit the schema any more."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    table = Webhook._meta.db_table
    if table not in connections[DEFAULT_DB_ALIAS].introspection.table_names():
        return []
    return [
        checks.Warning(
            f"The query of the webhook “{webhook}” cannot run any more: {reason}",
            hint="Events wait until it is changed in Settings, Webhooks.",
            id="api.deliveries.W001",
        )
        for webhook, reason in broken()
    ]
