"""Operations that clients have stored: whether the schema and the limits still allow them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import strawberry
from graphql import (
    DefinitionNode,
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    NoDeprecatedCustomRule,
    NoUnusedFragmentsRule,
    OperationDefinitionNode,
    Source,
    Visitor,
    get_location,
    parse,
    specified_rules,
    validate,
    visit,
)

from api.errors import ApiError
from api.limits import costs
from api.limits.shape import Shape
from api.limits.text import measured
from api.limits.values import CAP, hold, limit

#: A fragment that this folder does not use breaks nothing.
RULES = [rule for rule in specified_rules if rule is not NoUnusedFragmentsRule]


@dataclass(frozen=True)
class Problem:
    """What is wrong with a stored operation, and where; a deprecated field breaks nothing yet."""

    place: str
    line: int
    message: str
    is_breakage: bool = True

    def __str__(self) -> str:
        kind = "" if self.is_breakage else "warning: "
        return f"{self.place}:{self.line}: {kind}{self.message}"


def problems_of(schema: strawberry.Schema, texts: Mapping[str, str]) -> list[Problem]:
    """Return what is wrong with documents, by where they are from.

    A document may spread fragments of the others, as those that tools collect do.
    """
    found: list[Problem] = []
    trees: dict[str, DocumentNode] = {}
    for place, text in texts.items():
        try:
            measured(text)
            trees[place] = parse(Source(text, place))
        except GraphQLError as error:
            line = error.locations[0].line if error.locations else 1
            found.append(Problem(place, line, error.message))
        except ApiError as error:
            found.append(Problem(place, 1, str(error)))
    fragments = {one.name.value: one for tree in trees.values() for one in _fragments(tree)}
    for place, tree in trees.items():
        found += _problems(schema, place, tree, fragments)
    return found


def _problems(
    schema: strawberry.Schema,
    place: str,
    tree: DocumentNode,
    fragments: Mapping[str, FragmentDefinitionNode],
) -> Iterator[Problem]:
    own = {one.name.value for one in _fragments(tree)}
    foreign = [fragments[name] for name in _needed(tree.definitions, fragments) if name not in own]
    whole = DocumentNode(definitions=(*tree.definitions, *foreign))
    core = schema._schema
    errors = validate(core, whole, RULES, CAP)
    yield from (_problem(one, place) for one in errors if _is_of(one, place))
    if not errors:
        yield from _over_limits(schema, place, whole)
    for one in validate(core, whole, [NoDeprecatedCustomRule], CAP):
        if _is_of(one, place):
            yield _problem(one, place, is_breakage=False)


def _over_limits(schema: strawberry.Schema, place: str, tree: DocumentNode) -> Iterator[Problem]:
    try:
        shape = Shape(tree)
        shape.check()
        rules = costs.model(schema._schema)
        for one in tree.definitions:
            if isinstance(one, OperationDefinitionNode):
                values = {
                    each.variable.name.value: costs.literal(each.default_value)
                    for each in one.variable_definitions or ()
                    if each.default_value is not None
                }
                cost = costs.Costing(rules, shape.fragments, values).cost(one)
                hold("points of cost", cost, limit("HEARTH_MAX_COST"))
    except ApiError as error:
        yield Problem(place, 1, str(error))


def _fragments(tree: DocumentNode) -> Iterable[FragmentDefinitionNode]:
    return [one for one in tree.definitions if isinstance(one, FragmentDefinitionNode)]


class _Spreads(Visitor):
    """Collects the names of fragments that are spread."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_rest: Any) -> None:
        """Collect the name."""
        self.names[node.name.value] = None


def _needed(
    definitions: Iterable[DefinitionNode], fragments: Mapping[str, FragmentDefinitionNode]
) -> Iterable[str]:
    """Return the names of all known fragments that definitions spread, at any depth."""
    found: dict[str, None] = {}
    waiting = list(definitions)
    while waiting:
        spreads = _Spreads()
        visit(waiting.pop(), spreads)
        for name in spreads.names:
            if name in fragments and name not in found:
                found[name] = None
                waiting.append(fragments[name])
    return found


def _is_of(error: GraphQLError, place: str) -> bool:
    """Whether an error is in the file itself, and not in a fragment of another one."""
    node = error.nodes[0] if error.nodes else None
    return node is None or node.loc is None or node.loc.source.name == place


def _problem(error: GraphQLError, place: str, *, is_breakage: bool = True) -> Problem:
    node = error.nodes[0] if error.nodes else None
    location = get_location(node.loc.source, node.loc.start) if node and node.loc else None
    return Problem(place, location.line if location else 1, error.message, is_breakage)
