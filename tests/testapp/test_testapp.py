"""The engine serves a project that it does not know: Wagtail's own test application."""

import json
import pkgutil
import sys
import tomllib
from importlib import import_module
from io import BytesIO
from pathlib import Path

import pytest
import strawberry
from django.apps import apps
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from graphql import GraphQLObjectType, assert_valid_schema
from PIL import Image as Pillow
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.models import Image
from wagtail.models import Collection, Locale, Page, Site
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail.test.testapp.blocks import LinkBlock, SectionBlock
from wagtail.test.testapp.models import (
    Advert,
    AdvertWithCustomPrimaryKey,
    AdvertWithCustomUUIDPrimaryKey,
    StreamPage,
)

import api
from api.blocks import Block, BlockTypes, StreamLoader
from api.loading import ModelLoader
from api.sources import Attr, Ref, attr, sourced
from api.visibility import visible
from tests.streams import StreamSchema, new_session, thing

pytestmark = pytest.mark.django_db

FIELDS = [
    (model, field)
    for model in apps.get_models()
    for field in model._meta.get_fields()
    if isinstance(field, StreamField) and model.__module__.startswith("wagtail.test.")
]
IDS = [f"{model.__name__}.{field.name}" for model, field in FIELDS]


@pytest.fixture(autouse=True)
def site():
    """What Wagtail's migrations make, which this run leaves out."""
    Locale.objects.create(language_code="en")
    Collection.add_root(name="Root")
    home = Page.add_root(title="Root", slug="root").add_child(title="Home", slug="home")
    return Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)


def picture(title):
    file = BytesIO()
    Pillow.new("RGB", (40, 30), "teal").save(file, "PNG")
    return Image.objects.create(title=title, file=ImageFile(file, name=f"{title}.png"))


def page(body, title="Stream"):
    root = Site.objects.get().root_page
    return root.add_child(instance=StreamPage(title=title, body=json.dumps(body)))


def test_finds_the_fields_of_the_test_application():
    assert len(FIELDS) == 20


def test_all_streams_fit_into_one_valid_schema():
    types = BlockTypes({}, fallback=thing)
    for _model, field in FIELDS:
        types.stream(field.stream_block)

    assert_valid_schema(StreamSchema(blocks.StreamBlock(), types).schema._schema)


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=IDS)
def test_every_block_has_a_type_of_known_fields(model, field):
    schema = StreamSchema(field.stream_block)
    derived = [
        name
        for name, found in schema.named.items()
        if isinstance(found, GraphQLObjectType) and schema.named["Block"] in found.interfaces
    ]

    unknown = {name for name in derived if "JSON" in schema.fields(name).values()}
    assert unknown <= {"DeadlyCharBlock"}


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=IDS)
def test_the_empty_value_of_every_block_is_answered(model, field):
    stream = field.stream_block
    schema = StreamSchema(stream)
    for name, child in stream.child_blocks.items():
        raw = child.get_prep_value(child.get_default())
        [answer] = schema.ask([{"type": name, "value": raw}], everything(schema, name))

        assert answer["__typename"] == schema.kind.members[name].name


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=IDS)
def test_no_stored_value_is_an_error(model, field):
    schema = StreamSchema(field.stream_block)
    broken = [None, True, 5, 2**70, "text", [], {}, [None, 5, "text", {}], {"image": "x"}]
    for name in field.stream_block.child_blocks:
        raw = [{"type": name, "value": value} for value in broken]

        assert len(schema.ask(raw, everything(schema, name))) == len(broken)


def everything(schema, member):
    name = schema.kind.members[member].name
    return f"__typename ... on {name} {{ {schema.everything(name)} }}"


@pytest.fixture(scope="module")
def schema():
    """A schema of pages with bodies, as a project would write it."""
    types = BlockTypes({}, fallback=thing)
    bodies = StreamLoader(StreamPage, "body")
    bodies.kind = types.stream(StreamPage.body.field.stream_block)
    pages = ModelLoader(StreamPage, visible, without=["body"])
    pages.expected_from.append(Ref(bodies, Attr("pk")))

    @strawberry.type(name="StreamPage")
    class Stream:
        title: str = attr("title", description="Its title.")
        body: list[Block] = sourced(Ref(bodies, Attr("pk")), description="Its blocks.")

    @strawberry.type
    class Query:
        @strawberry.field
        def pages(self, info: strawberry.Info) -> list[Stream]:
            keys = StreamPage.objects.values_list("pk", flat=True)
            return info.context.load_many(pages, keys)

    return strawberry.Schema(Query, types=types.types)


def ask(schema, selection):
    result = schema.execute_sync(f"{{ pages {selection} }}", context_value=new_session())
    assert result.errors is None
    return result.data["pages"]


def test_a_stream_page_comes_out_right(schema):
    room = picture("room")
    home = Site.objects.get().root_page_id
    page(
        [
            {"type": "text", "value": "Breathe <out>"},
            {"type": "rich_text", "value": f'<p>See <a linktype="page" id="{home}">home</a></p>'},
            {"type": "image", "value": room.pk},
            {"type": "product", "value": {"name": "Tea", "price": "3"}},
            {"type": "raw_html", "value": "<b>bold</b><script>x()</script>"},
            {"type": "books", "value": [{"type": "title", "value": "Sleep"}]},
            {"type": "title_list", "value": ["One", "Two"]},
            {"type": "image_with_alt", "value": {"image": room.pk, "alt_text": "A room"}},
            {"type": "table", "value": {"data": [["a", "b"]]}},
        ]
    )
    selection = """{ title body { __typename plainText
        ... on TextBlock { text }
        ... on RichTextBlock { content { html } }
        ... on ExtendedImageChooserBlock { image { title } }
        ... on ProductBlock { name price }
        ... on RawHtmlBlock { text html }
        ... on BooksBlock { books { ... on TitleBlock { text } } }
        ... on TitleListBlock { titleList }
        ... on ImageWithAltBlock { image { title } alt }
        ... on TableBlock { table { rows } }
    } }"""

    assert ask(schema, selection) == [
        {
            "title": "Stream",
            "body": [
                {
                    "__typename": "TextBlock",
                    "plainText": "Breathe <out>",
                    "text": "Breathe <out>",
                },
                {
                    "__typename": "RichTextBlock",
                    "plainText": "See home",
                    "content": {"html": '<p>See <a href="http://testserver/">home</a></p>'},
                },
                {
                    "__typename": "ExtendedImageChooserBlock",
                    "plainText": "room",
                    "image": {"title": "room"},
                },
                {
                    "__typename": "ProductBlock",
                    "plainText": "Tea\n\n3",
                    "name": "Tea",
                    "price": "3",
                },
                {
                    "__typename": "RawHtmlBlock",
                    "plainText": "bold",
                    "text": "<b>bold</b><script>x()</script>",
                    "html": "<strong>bold</strong>",
                },
                {
                    "__typename": "BooksBlock",
                    "plainText": "Sleep",
                    "books": [{"text": "Sleep"}],
                },
                {
                    "__typename": "TitleListBlock",
                    "plainText": "One\n\nTwo",
                    "titleList": ["One", "Two"],
                },
                {
                    "__typename": "ImageWithAltBlock",
                    "plainText": "A room",
                    "image": {"title": "room"},
                    "alt": "A room",
                },
                {"__typename": "TableBlock", "plainText": "a b", "table": {"rows": [["a", "b"]]}},
            ],
        }
    ]


def sql_of(action):
    with CaptureQueriesContext(connection) as captured:
        action()
    return [query["sql"] for query in captured]


def test_the_references_of_many_pages_cost_what_those_of_one_cost(schema):
    def add(count):
        for n in range(count):
            pk = picture(f"room{n}").pk
            page(
                [{"type": "image", "value": pk}, {"type": "image_with_alt", "value": {"image": pk}}]
            )

    selection = "{ body { html ... on ImageWithAltBlock { image { title } alt } } }"
    add(1)
    one = sql_of(lambda: ask(schema, selection))
    add(19)
    many = sql_of(lambda: ask(schema, selection))

    assert len(one) == len(many)
    assert len(ask(schema, selection)) == 20


def test_choosers_find_keys_of_any_kind():
    """Keys that are texts or UUIDs are stored in JSON as texts."""
    chosen = [
        Advert.objects.create(text="number"),
        AdvertWithCustomPrimaryKey.objects.create(advert_id="a/b", text="text"),
        AdvertWithCustomUUIDPrimaryKey.objects.create(text="uuid"),
    ]
    stream = [(f"advert{n}", SnippetChooserBlock(type(one))) for n, one in enumerate(chosen)]
    raw = [
        {"type": f"advert{n}", "value": json.loads(json.dumps(one.pk, default=str))}
        for n, one in enumerate(chosen)
    ]

    answers = StreamSchema(stream).ask(raw, "plainText")

    assert answers == [{"plainText": "number"}, {"plainText": "text"}, {"plainText": "uuid"}]


def test_blocks_of_the_application_are_shown_by_their_templates():
    raw = [{"type": "section", "value": {"title": "Rest", "body": "<p>Sleep.</p>"}}]

    assert StreamSchema([("section", SectionBlock())]).ask(raw, "__typename plainText") == [
        {"__typename": "SectionBlock", "plainText": "Rest\n\nSleep."}
    ]


def test_a_template_that_needs_a_page_view_falls_back_to_the_fields():
    raw = [{"type": "link", "value": {"title": "Torchbox", "url": "https://x.org/"}}]

    assert StreamSchema([("link", LinkBlock())]).ask(raw, "plainText") == [
        {"plainText": "Torchbox\n\nhttps://x.org/"}
    ]


CONTENT = {"schema", "types"}
OUTSIDE = {"apps", "management", "migrations"}


def engine():
    """The modules that the import contract calls the engine."""
    pyproject = tomllib.loads((Path(api.__path__[0]).parent / "pyproject.toml").read_text())
    contracts = pyproject["tool"]["importlinter"]["contracts"]
    [contract] = [one for one in contracts if one["type"] == "forbidden"]
    return set(contract["source_modules"])


def test_the_import_contract_names_every_module_of_the_engine():
    found = {module.name for module in pkgutil.iter_modules(api.__path__)}

    assert engine() == {f"api.{name}" for name in found - CONTENT - OUTSIDE}


def test_the_engine_loads_none_of_our_content():
    for name in engine():
        import_module(name)

    ours = ("api.schema", "api.types", "blog", "home", "cms")
    assert [
        name
        for name in sys.modules
        if name in ours or name.startswith(tuple(f"{one}." for one in ours))
    ] == []
