"""The schema: what it promises to every client, whatever it holds."""

import re
from datetime import date
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLScalarType,
    GraphQLUnionType,
    build_schema,
    get_named_type,
    is_required_argument,
    is_specified_directive,
    is_specified_scalar_type,
    validate_schema,
)

from api.blocks.types import conflicts
from api.schema import NODES, schema
from api.types.blocks import block_types
from tests import factories

COMMITTED = Path(__file__).resolve().parent.parent / "api/schema.graphql"
CORE = schema._schema
TYPES = {
    name: one
    for name, one in CORE.type_map.items()
    if not name.startswith("__") and not is_specified_scalar_type(one)
}
OUTPUTS = {
    name: one
    for name, one in TYPES.items()
    if hasattr(one, "fields") and not isinstance(one, GraphQLInputObjectType)
}
ENUMS = {name: one for name, one in TYPES.items() if isinstance(one, GraphQLEnumType)}
INPUTS = {name: one for name, one in TYPES.items() if isinstance(one, GraphQLInputObjectType)}
BLOCKS = CORE.get_possible_types(TYPES["Block"])
ROOT = TYPES["Query"].fields
LOOK_UPS = ["author", "category", "node", "page", "post", "route"]

IMPLEMENTATION = {
    *("django", "wagtail", "strawberry", "python", "orm", "sql", "json", "pk", "fk", "uuid"),
    *("stream", "struct", "chooser", "snippet", "queryset", "model", "dataclass", "dict", "tuple"),
    *("resolver", "loader", "session", "manager", "mixin", "orderable", "specific", "treebeard"),
}
#: What names may hold although it is on that list, with the reason.
ALLOWED = {
    "JSON": "the name under which clients know the scalar",
    "jsonLd": "the name of the format",
}


def members(types):
    """(where, what) for each field or value of the types."""
    for name, one in types.items():
        held = one.values if isinstance(one, GraphQLEnumType) else one.fields
        for member, definition in held.items():
            yield f"{name}.{member}", definition


def arguments():
    for where, field in members(OUTPUTS):
        for name, argument in field.args.items():
            yield f"{where}({name})", argument


def described():
    """(where, what) for everything that can have a description."""
    yield from TYPES.items()
    yield from members({**OUTPUTS, **INPUTS, **ENUMS})
    yield from arguments()
    for directive in CORE.directives:
        if not is_specified_directive(directive):
            yield f"@{directive.name}", directive


def words(name):
    return {word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)}


def test_the_committed_schema_is_the_schema():
    assert COMMITTED.read_text() == f"{schema.as_str()}\n", (
        "api/schema.graphql is not the schema. If the change is meant: make schema"
    )


def test_the_schema_is_valid():
    assert validate_schema(CORE) == []


def test_the_committed_schema_can_be_read_by_other_tools():
    assert set(build_schema(COMMITTED.read_text()).type_map) == set(CORE.type_map)


def test_everything_has_a_description():
    assert [where for where, one in described() if not (one.description or "").strip()] == []


def test_a_description_is_a_sentence_or_a_label():
    texts = {where: one.description for where, one in described()}
    assert [where for where, text in texts.items() if text != text.strip() or len(text) < 2] == []


def test_no_description_speaks_of_the_implementation():
    told = {
        where: set(re.findall(r"[a-z]+", one.description.lower())) for where, one in described()
    }
    secret = {"django", "wagtail", "strawberry", "python", "streamfield", "queryset", "orm"}
    assert {where: found & secret for where, found in told.items() if found & secret} == {}


def test_no_name_speaks_of_the_implementation():
    names = {part for where, _one in described() for part in re.findall(r"\w+", where)}
    found = {name: words(name) & IMPLEMENTATION for name in names - set(ALLOWED)}
    assert {name: bad for name, bad in found.items() if bad} == {}


def test_names_of_types_have_no_technical_ending():
    endings = ("Type", "Node", "Model", "Enum", "Input", "Object", "Interface", "Union")
    assert [name for name in TYPES if name.endswith(endings) and name != "Node"] == []


def test_names_are_written_as_clients_expect():
    fields = [where.partition(".")[2] for where, _one in members({**OUTPUTS, **INPUTS})]
    values = [where.partition(".")[2] for where, _one in members(ENUMS)]
    assert [name for name in TYPES if not re.fullmatch(r"[A-Z][A-Za-z0-9]*", name)] == []
    assert [name for name in fields if not re.fullmatch(r"[a-z][A-Za-z0-9]*", name)] == []
    assert [name for name in values if not re.fullmatch(r"[A-Z][A-Z0-9_]*", name)] == []


def test_a_boolean_is_a_question():
    booleans = [
        where
        for where, field in members(OUTPUTS)
        if get_named_type(field.type).name == "Boolean"
        and not re.match(r"(is|has|edited)[A-Z]", where.partition(".")[2])
    ]
    assert booleans in ([], ["BooleanBlock.booleanValue"])


def is_settled(written):
    """Whether each list in a type is [T!]!."""
    return not re.search(r"(?<!!)\]|\](?!!)", written)


def test_a_list_is_never_null_and_holds_no_null():
    loose = {
        where: str(field.type)
        for where, field in members(OUTPUTS)
        if "[" in str(field.type) and not is_settled(str(field.type))
    }
    assert loose == {"Query.nodes": "[Node]!"}


def test_a_list_that_a_client_sends_holds_no_null():
    sent = [*members(INPUTS), *arguments()]
    assert [where for where, one in sent if re.search(r"(?<!!)\]", str(one.type))] == []


def test_a_look_up_may_find_nothing():
    assert (
        sorted(name for name, field in ROOT.items() if not isinstance(field.type, GraphQLNonNull))
        == LOOK_UPS
    )


def test_no_argument_of_the_root_is_needed_but_what_is_looked_for():
    needed = {
        f"{name}({argument})"
        for name, field in ROOT.items()
        for argument, one in field.args.items()
        if is_required_argument(one)
    }
    assert {name.partition("(")[2].removesuffix(")") for name in needed} <= {
        *("slug", "path", "id", "ids", "query"),
    }


def test_every_connection_is_one_of_the_relay_specification():
    for name, one in OUTPUTS.items():
        if name.endswith("Connection"):
            kind, node = name.removesuffix("Connection"), get_named_type(one.fields["nodes"].type)
            fields = {key: str(field.type) for key, field in one.fields.items()}
            assert (
                fields.items()
                >= {
                    "edges": f"[{kind}Edge!]!",
                    "nodes": f"[{node}!]!",
                    "pageInfo": "PageInfo!",
                    "totalCount": "Int!",
                }.items()
            )
            edge = {key: str(one.type) for key, one in OUTPUTS[f"{kind}Edge"].fields.items()}
            assert edge.items() >= {"cursor": "String!", "node": f"{node}!"}.items()


def test_every_list_in_parts_takes_the_same_arguments():
    for where, field in members(OUTPUTS):
        if str(field.type).endswith("Connection!"):
            paging = {name: str(field.args[name].type) for name in ("first", "last")}
            assert paging == {"first": "Int", "last": "Int"}, where
            paging = {name: str(field.args[name].type) for name in ("after", "before")}
            assert paging == {"after": "String", "before": "String"}, where


def test_no_two_blocks_give_one_field_two_types():
    assert conflicts(block_types.types) == {}


def test_any_fields_of_any_blocks_can_be_asked_for_together():
    seen = {}
    for block in BLOCKS:
        for name, field in block.fields.items():
            seen.setdefault(name, {}).setdefault(str(field.type), []).append(block.name)
    assert {name: found for name, found in seen.items() if len(found) > 1} == {}


def test_every_block_can_be_shown_by_a_client_that_does_not_know_it():
    assert {name: str(field.type) for name, field in TYPES["Block"].fields.items()} == {
        "id": "ID!",
        "html": "String!",
        "plainText": "String!",
    }


def test_everything_with_an_id_can_be_fetched_by_it():
    nodes = {one.name for one in CORE.get_possible_types(TYPES["Node"])}
    assert nodes == set(NODES)


def test_texts_and_lists_of_blocks_are_never_null():
    loose = [
        f"{block.name}.{name}"
        for block in BLOCKS
        for name, field in block.fields.items()
        if get_named_type(field.type).name in ("String", "Boolean", "RichText")
        and not isinstance(field.type, GraphQLNonNull)
    ]
    assert loose == []


def test_references_of_blocks_may_be_gone():
    objects = {
        f"{block.name}.{name}": str(field.type)
        for block in BLOCKS
        for name, field in block.fields.items()
        if get_named_type(field.type).name in NODES
        and isinstance(field.type, GraphQLNonNull)
        and not isinstance(field.type.of_type, GraphQLList)
    }
    assert objects == {}


def test_what_goes_says_until_when_and_what_comes_instead():
    reasons = {
        where: one.deprecation_reason
        for where, one in [*members({**OUTPUTS, **INPUTS, **ENUMS}), *arguments()]
        if one.deprecation_reason
    }
    pattern = r"use .+; removed after \d{4}-\d{2}-\d{2}"
    assert [where for where, why in reasons.items() if not re.fullmatch(pattern, why)] == []


def test_no_type_is_out_of_reach():
    leads = {"Query", "Mutation"}
    waiting = ["Query", "Mutation"]
    while waiting:
        one = CORE.type_map[waiting.pop()]
        reached = set()
        for field in getattr(one, "fields", {}).values():
            reached |= {get_named_type(field.type).name}
            reached |= {
                get_named_type(arg.type).name for arg in getattr(field, "args", {}).values()
            }
        if isinstance(one, GraphQLUnionType):
            reached |= {member.name for member in one.types}
        elif one.name in ("Node", "Page", "Block"):
            reached |= {member.name for member in CORE.get_possible_types(one)}
        waiting += reached - leads
        leads |= reached
    assert {name for name, one in TYPES.items() if not isinstance(one, GraphQLScalarType)} <= leads


# Ids.


@pytest.fixture
def library():
    picture = factories.image()
    ada = factories.author("Ada", photo=picture)
    contents = {
        "authors": [ada],
        "reviewer": ada,
        "reviewed_on": date(2026, 1, 1),
        "category": factories.category("Sleep"),
        "tags": ["night"],
        "hero_image": picture,
    }
    first = factories.post("One", **contents)
    body = [
        ("image", {"image": {"image": picture.pk, "alt_text": "", "decorative": True}}),
        ("related_posts", {"title": "", "posts": [first.pk]}),
    ]
    factories.post("Two", body=body, **contents)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('post(slug: "one") {id}', "posts(last: 1) {nodes {id}}"),
        ('post(slug: "one") {id}', 'page(path: "/blog/one/") {id}'),
        ('post(slug: "one") {id}', 'route(path: "/blog/one/") {... on Post {id}}'),
        (
            'post(slug: "one") {id}',
            'post(slug: "two") {body {... on RelatedPostsBlock {posts {id}}}}',
        ),
        ('author(slug: "ada") {id}', "authors {id}"),
        ('author(slug: "ada") {id}', 'post(slug: "one") {authors {id}}'),
        ('author(slug: "ada") {id}', 'post(slug: "two") {review {reviewer {id}}}'),
        ('category(slug: "sleep") {id}', "categories {id}"),
        ('category(slug: "sleep") {id}', 'post(slug: "one") {category {id}}'),
        ("tags {id}", 'post(slug: "one") {tags {id}}'),
        ('author(slug: "ada") {photo {id}}', 'post(slug: "one") {heroImage {id}}'),
        (
            'author(slug: "ada") {photo {id}}',
            'post(slug: "two") {body {... on ImageBlock {image {id}}}}',
        ),
        ('page(path: "/blog/") {id}', 'post(slug: "one") {parent {id}}'),
    ],
)
def test_an_object_has_one_id_wherever_it_is_met(graphql, library, one, other):
    first, second = (find_id(graphql(f"{{{query}}}")["data"]) for query in (one, other))
    assert first == second
    again = graphql("query($id: ID!) {node(id: $id) {id}}", id=first)
    assert again == {"data": {"node": {"id": first}}}


def find_id(data):
    """The one `id` in an answer."""
    if isinstance(data, dict):
        data = [data["id"]] if "id" in data else list(data.values())
    if isinstance(data, list):
        (found,) = {find_id(one) for one in data if one} if data else {None}
        return found
    return data
