"""Blocks: a declaration is all that a type needs, and what clients can rely on in every type."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import lxml.html
import pytest
from django.db.models import JSONField, Value
from django.template import TemplateDoesNotExist
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from api import ids
from api.blocks import BlockTypes, conflicts, parse
from api.types.registry import _other, block_types
from blog.blocks import PostBodyBlock
from blog.models import PostPage
from tests import factories as make
from tests.streams import StreamSchema, thing

pytestmark = pytest.mark.django_db

REPOSITORY = Path(__file__).parent.parent


class ExerciseBlock(blocks.StructBlock):
    """Something to do."""

    title = blocks.CharBlock(help_text="What to do.")
    effort = blocks.ChoiceBlock(
        choices=[("low", "Little effort"), ("high", "Much effort")], help_text="How hard it is."
    )
    start = blocks.DateBlock(required=False, help_text="The first day.")
    daily = blocks.BooleanBlock(required=False, help_text="Whether to repeat it.")
    steps = blocks.RichTextBlock(help_text="How to do it.")

    class Meta:
        description = "Something to do at home."


class ReadingListBlock(blocks.ListBlock):
    """Pages to read."""

    def __init__(self, **kwargs):
        super().__init__(blocks.PageChooserBlock(), **kwargs)

    class Meta:
        graphql_field = "pages"
        description = "Pages to read, in their order."


class ColumnBlock(blocks.StreamBlock):
    """Blocks beside the others."""

    note = blocks.CharBlock()
    minutes = blocks.IntegerBlock()

    class Meta:
        graphql_field = "column"
        description = "Blocks beside the others."


NEW = [
    ("exercise", ExerciseBlock()),
    ("reading_list", ReadingListBlock()),
    ("column", ColumnBlock()),
]


def test_a_struct_becomes_a_type_with_its_words():
    assert StreamSchema(NEW).sdl("ExerciseBlock") == (
        '"""Something to do at home."""\n'
        "type ExerciseBlock implements Block {\n"
        '  """Unique among all pages, copies and translations."""\n'
        "  id: ID!\n\n"
        '  """The block as HTML that any page can show."""\n'
        "  html: String!\n\n"
        '  """The words of the block, without markup."""\n'
        "  plainText: String!\n\n"
        '  """What to do."""\n'
        "  title: String!\n\n"
        '  """How hard it is."""\n'
        "  effort: ExerciseEffort\n\n"
        '  """The first day."""\n'
        "  start: Date\n\n"
        '  """Whether to repeat it."""\n'
        "  daily: Boolean!\n\n"
        '  """How to do it."""\n'
        "  steps: RichText!\n"
        "}"
    )


def test_choices_become_an_enum_described_by_their_labels():
    assert StreamSchema(NEW).sdl("ExerciseEffort") == (
        '"""The choices of ExerciseEffort."""\n'
        "enum ExerciseEffort {\n"
        '  """Little effort"""\n'
        "  LOW\n\n"
        '  """Much effort"""\n'
        "  HIGH\n"
        "}"
    )


def test_lists_and_streams_become_types_of_one_field():
    schema = StreamSchema(NEW)

    assert schema.fields("ReadingListBlock") == {"pages": "[Thing!]!"}
    assert schema.fields("ColumnBlock") == {"column": "[Block!]!"}


def test_new_blocks_are_answered():
    raw = [
        {
            "type": "exercise",
            "id": "a",
            "value": {
                "title": "Breathe",
                "effort": "low",
                "start": "2026-02-03",
                "daily": True,
                "steps": "<p>Out, <b>slowly</b>.</p>",
            },
        },
        {"type": "reading_list", "id": "b", "value": [make.home().pk]},
        {
            "type": "column",
            "id": "c",
            "value": [{"type": "note", "value": "N"}, {"type": "minutes", "value": 5}],
        },
    ]
    query = """__typename plainText
        ... on ExerciseBlock { title effort start daily steps { markdown } }
        ... on ReadingListBlock { pages { title } }
        ... on ColumnBlock { column { ... on NoteBlock { text } ... on MinutesBlock { intValue } } }
    """

    assert StreamSchema(NEW).ask(raw, query) == [
        {
            "__typename": "ExerciseBlock",
            "plainText": "Breathe\n\n2026-02-03\n\nOut, slowly.",
            "title": "Breathe",
            "effort": "LOW",
            "start": "2026-02-03",
            "daily": True,
            "steps": {"markdown": "Out, **slowly**."},
        },
        {"__typename": "ReadingListBlock", "plainText": "Home", "pages": [{"title": "Home"}]},
        {
            "__typename": "ColumnBlock",
            "plainText": "N\n\n5",
            "column": [{"text": "N"}, {"intValue": 5}],
        },
    ]


def test_references_of_many_blocks_cost_what_those_of_one_cost(count_sql):
    schema = StreamSchema([*NEW, ("picture", ImageBlock()), ("text", blocks.RichTextBlock())])
    blog = make.blog()
    pages = [make.post(f"Post {n}", under=blog).pk for n in range(20)]
    pictures = [make.image(f"Room {n}").pk for n in range(20)]

    def ask(count):
        raw = [
            {"type": kind, "value": value}
            for page, picture in zip(pages[:count], pictures[:count], strict=True)
            for kind, value in (
                ("reading_list", [page]),
                ("picture", {"image": picture}),
                ("text", f'<p><a linktype="page" id="{page}">p</a></p>'),
            )
        ]
        return schema.ask(
            raw, "html ... on ReadingListBlock { pages { title } } ... on PictureBlock { alt }"
        )

    few, many = (count_sql(lambda count=count: ask(count)) for count in (1, 20))

    assert (len(few), len(many)) == (len(few), len(few))


PATCH = '''

class ExerciseBlock(blocks.StructBlock):
    """Something to do."""

    title = blocks.CharBlock(help_text="What to do.")
    effort = blocks.ChoiceBlock(choices=[("low", "Little effort"), ("high", "Much effort")])
    start = blocks.DateBlock(required=False)


class ReadingListBlock(blocks.ListBlock):
    """Pages to read."""

    def __init__(self, *args, **kwargs):
        super().__init__(blocks.PageChooserBlock(), **kwargs)

    class Meta:
        graphql_field = "pages"


class ColumnBlock(blocks.StreamBlock):
    """Blocks beside the others."""

    note = blocks.CharBlock()
    minutes = blocks.IntegerBlock()

    class Meta:
        graphql_field = "column"


class PostBodyBlock(blocks.StreamBlock):
'''
MEMBERS = """\
    exercise = ExerciseBlock()
    reading_list = ReadingListBlock()
    column = ColumnBlock()
"""
SCRIPT = '''
import json
from django.test import Client
from blog.models import BlogIndexPage, PostPage
from home.models import HomePage

home = HomePage.objects.first()
blog = home.add_child(instance=BlogIndexPage(title="Blog", slug="blog"))
exercise = {"title": "Breathe", "effort": "low", "start": "2026-02-03"}
column = [{"type": "note", "value": "N"}, {"type": "minutes", "value": 5}]
body = [
    {"type": "exercise", "value": exercise},
    {"type": "reading_list", "value": [home.pk]},
    {"type": "column", "value": column},
]
blog.add_child(
    instance=PostPage(title="New", slug="new", intro="New.", body=json.dumps(body))
)
query = """{ post(slug: "new") { body { __typename plainText
    ... on ExerciseBlock { title effort start }
    ... on ReadingListBlock { pages { title } }
    ... on ColumnBlock { column { ... on NoteBlock { text } ... on MinutesBlock { intValue } } }
} } effort: __type(name: "ExerciseEffort") { enumValues { name description } } }"""
answer = Client().post("/graphql/", {"query": query}, content_type="application/json")
print(answer.content.decode())
'''


def test_a_class_and_its_migration_are_all_that_a_new_block_needs(tmp_path):
    """In a copy of the repository, from the declaration to the answer over HTTP."""
    copy = tmp_path / "hearth"
    left_out = shutil.ignore_patterns(".*", "var", "bench", "__pycache__")
    shutil.copytree(REPOSITORY, copy, ignore=left_out)
    declared = (copy / "blog" / "blocks.py").read_text()
    patched = declared.replace("\n\nclass PostBodyBlock(blocks.StreamBlock):\n", PATCH)
    patched = patched.replace(
        "    heading = HeadingBlock()\n", f"{MEMBERS}    heading = HeadingBlock()\n"
    )
    (copy / "blog" / "blocks.py").write_text(patched)

    def manage(*arguments):
        own = {"DATABASE_URL": "sqlite:///db.sqlite3", "CACHE_URL": "locmemcache://"}
        done = subprocess.run(  # noqa: S603 - our own command in a copy of our own
            [sys.executable, "manage.py", *arguments],
            cwd=copy,
            env={**os.environ, **own, "HEARTH_DATA_DIR": str(copy / "var")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    manage("makemigrations", "blog")
    manage("migrate", "--verbosity", "0")
    answer = manage("shell", "--verbosity", "0", "--no-imports", "--command", SCRIPT)

    assert json.loads(answer.splitlines()[-1])["data"] == {
        "post": {
            "body": [
                {
                    "__typename": "ExerciseBlock",
                    "plainText": "Breathe\n\n2026-02-03",
                    "title": "Breathe",
                    "effort": "LOW",
                    "start": "2026-02-03",
                },
                {
                    "__typename": "ReadingListBlock",
                    "plainText": "Home",
                    "pages": [{"title": "Home"}],
                },
                {
                    "__typename": "ColumnBlock",
                    "plainText": "N\n\n5",
                    "column": [{"text": "N"}, {"intValue": 5}],
                },
            ]
        },
        "effort": {
            "enumValues": [
                {"name": "LOW", "description": "Little effort"},
                {"name": "HIGH", "description": "Much effort"},
            ]
        },
    }


def struct(*names, of=blocks.CharBlock, **meta):
    return blocks.StructBlock([(name, of()) for name in names], **meta)


def test_two_different_blocks_of_one_name_get_two_types():
    schema = StreamSchema(
        [("card", struct("title")), ("box", blocks.StreamBlock([("card", struct("body"))]))]
    )

    assert schema.fields("CardBlock") == {"title": "String!"}
    assert schema.fields("BoxBlockCardBlock") == {"body": "String!"}


def test_blocks_of_one_name_that_differ_in_their_choices_get_two_types():
    def sized(*choices):
        return blocks.StructBlock([("size", blocks.ChoiceBlock(choices=choices))])

    schema = StreamSchema(
        [
            ("card", sized(("s", "Small"))),
            ("box", blocks.StreamBlock([("card", sized(("l", "Large")))])),
        ]
    )

    assert schema.fields("CardBlock") == {"size": "CardSize"}
    assert schema.fields("BoxBlockCardBlock") == {"size": "BoxBlockCardSize"}


def test_one_class_under_two_names_is_one_type():
    schema = StreamSchema([("exercise", ExerciseBlock()), ("homework", ExerciseBlock())])

    assert schema.kind.members["exercise"] is schema.kind.members["homework"]


def test_a_declared_name_is_the_name():
    schema = StreamSchema([("card", struct("title", graphql_name="Leaflet"))])

    assert schema.kind.members["card"].name == "Leaflet"


def test_a_child_may_have_the_name_of_a_field_of_every_block():
    schema = StreamSchema([("card", struct("id", "html", "plain_text", of=blocks.IntegerBlock))])
    raw = [{"type": "card", "value": {"id": 1, "html": 2, "plain_text": 3}}]

    assert schema.ask(raw, "html ... on CardBlock { idValue htmlValue plainTextValue }") == [
        {
            "html": "<div><p>1</p><p>2</p><p>3</p></div>",
            "idValue": 1,
            "htmlValue": 2,
            "plainTextValue": 3,
        }
    ]


def test_a_field_without_help_is_described_by_its_name():
    assert '"""The shoe size."""' in StreamSchema([("card", struct("shoe_size"))]).sdl("CardBlock")


def test_tells_of_a_field_with_two_types():
    types = BlockTypes({}, fallback=thing)
    types.stream(
        blocks.StreamBlock(
            [("card", struct("size")), ("shoe", struct("size", of=blocks.IntegerBlock))]
        )
    )

    assert conflicts(types.types) == {"size": {"String!": ["CardBlock"], "Int": ["ShoeBlock"]}}


def test_a_renamed_field_is_no_conflict():
    types = BlockTypes({}, fallback=thing)
    number = blocks.IntegerBlock(graphql_field="number")
    types.stream(
        blocks.StreamBlock(
            [("card", struct("size")), ("shoe", blocks.StructBlock([("size", number)]))]
        )
    )

    assert conflicts(types.types) == {}


def test_any_blocks_of_ours_can_be_selected_in_one_query():
    assert conflicts(block_types.types) == {}


def test_a_subclass_has_the_computed_fields_of_its_class():
    class LongExerciseBlock(ExerciseBlock):
        pass

    types = BlockTypes({}, fallback=thing)

    @types.computed(ExerciseBlock, "The title in capitals.")
    def shout(item, session) -> str:
        return item.text("title").upper()

    schema = StreamSchema([("exercise", LongExerciseBlock())], types)
    raw = [{"type": "exercise", "value": {"title": "Breathe"}}]

    assert schema.ask(raw, "... on LongExerciseBlock { shout }") == [{"shout": "BREATHE"}]


def test_objects_without_a_type_of_their_own_have_an_id_and_a_title():
    """Such as those of a model that a new block chooses."""
    types = BlockTypes({}, fallback=_other)
    schema = StreamSchema([("category", SnippetChooserBlock("blog.Category"))], types)
    category = make.category("Sleep")
    raw = [{"type": "category", "value": category.pk}]

    assert schema.ask(raw, "... on CategoryBlock { category { __typename id title } }") == [
        {
            "category": {
                "__typename": "OtherObject",
                "id": ids.encode("OtherObject", f"blog.category:{category.pk}"),
                "title": "Sleep",
            }
        }
    ]


def test_a_block_inside_a_struct_is_its_own_only_sibling():
    types = BlockTypes({}, fallback=thing)

    @types.computed(ExerciseBlock, "Where it stands.")
    def place(item, session) -> int:
        return item.siblings.index(item)

    day = blocks.StructBlock([("exercise", ExerciseBlock())])
    raw = [{"type": "day", "value": {"exercise": {"title": "Breathe"}}}]

    assert StreamSchema([("day", day)], types).ask(
        raw, "... on DayBlock { exercise { place } }"
    ) == [{"exercise": {"place": 0}}]


@pytest.mark.parametrize("stock", [True, False], ids=["stock", "own"])
def test_a_block_is_shown_by_its_template(stock):
    template = "blog/blocks/quote_block.html"
    children = [("quote", blocks.TextBlock())]
    made = type("WordsBlock", (blocks.StructBlock,), {"__module__": "blog.blocks"})
    block = (blocks.StructBlock if stock else made)(children, template=template)
    raw = [{"type": "words", "value": {"quote": "Breathe <b>out</b>"}}]

    assert StreamSchema([("words", block)]).ask(raw, "html") == [
        {
            "html": '<figure class="quote"><blockquote><p>Breathe &lt;b&gt;out&lt;/b&gt;</p>'
            "</blockquote></figure>"
        }
    ]


class BrokenBlock(blocks.StructBlock):
    """A block whose context asks for what only a page view has."""

    title = blocks.CharBlock()

    class Meta:
        template = "blog/blocks/quote_block.html"

    def get_context(self, value, parent_context=None):
        raise KeyError("request")


@pytest.mark.parametrize(
    "block",
    [BrokenBlock(), blocks.StructBlock([("title", blocks.CharBlock())], template="no/such.html")],
    ids=["context", "template"],
)
def test_a_template_that_fails_falls_back_to_the_fields(block, caplog):
    raw = [{"type": "card", "value": {"title": "Breathe"}}]

    assert StreamSchema([("card", block)]).ask(raw, "html") == [{"html": "<p>Breathe</p>"}]
    assert [
        record.exc_info[0] for record in caplog.records if record.name == "api.blocks.html"
    ] in (
        [KeyError],
        [TemplateDoesNotExist],
    )


BLOCK_IDS = """query ($slug: String!, $locale: String) { post(slug: $slug, locale: $locale) { body {
    id ... on TipsBlock { tips { id } } ... on TableBlock { id } } } }"""
TIPS = [
    ("paragraph", "<p>Breathe out.</p>"),
    ("tips", {"title": "", "tips": [{"title": "One"}, {"title": "Two"}]}),
]


def block_ids(graphql, slug, locale="en"):
    body = graphql(BLOCK_IDS, slug=slug, locale=locale)["data"]["post"]["body"]
    return [block["id"] for part in body for block in (part, *part.get("tips", ()))]


def test_ids_of_blocks_differ_between_copies_and_translations(graphql):
    make.spanish(make.home())
    make.spanish(make.blog())
    original = make.post("Sleep", body=TIPS)
    original.copy(update_attrs={"title": "Copy", "slug": "copy"})
    make.spanish(original)

    found = [
        *block_ids(graphql, "sleep"),
        *block_ids(graphql, "copy"),
        *block_ids(graphql, original.slug, "es"),
    ]

    assert len(found) == len(set(found)) == 12


def test_ids_of_blocks_stay_when_the_post_is_saved_again(graphql):
    post = make.post("Sleep", body=TIPS)
    before = block_ids(graphql, "sleep")
    post.title = "Sleep well"
    post.save_revision().publish()

    assert block_ids(graphql, "sleep") == before


@pytest.fixture
def bodies():
    """A value of each kind of block in bodies, and the words that it shows."""
    tip = {"title": "Write it down", "content": "<p>On <b>paper</b>.</p>"}
    picture = {"image": make.image("Room").pk, "alt_text": "A bright room", "decorative": False}
    rows = [["Age", "Hours"], ["18", "7-9"]]
    return {
        "heading": (
            {"text": "When sleep will not come", "level": "h3"},
            "When sleep will not come",
        ),
        "paragraph": ("<p>Breathe out.</p>", "Breathe out."),
        "image": (
            {"image": picture, "caption": "In the morning"},
            "A bright room\n\nIn the morning",
        ),
        "gallery": (
            {"title": "Our rooms", "images": [{"image": picture, "caption": "Bright"}]},
            "Our rooms\n\nA bright room\n\nBright",
        ),
        "quote": ({"quote": "I count.", "attribution": "A reader"}, "I count.\n\nA reader"),
        "tips": (
            {"title": "Before bed", "tips": [tip]},
            "Before bed\n\nWrite it down\n\nOn paper.",
        ),
        "callout": (
            {"tone": "urgent", "title": "In danger", "content": "<p>Call.</p>"},
            "In danger\n\nCall.",
        ),
        "embed": (
            {"url": "https://example.org/a", "caption": "A page"},
            "example.org\n\nA page",
        ),
        "faq": (
            {"title": "Ask", "items": [{"question": "Why?", "answer": "<p>So.</p>"}]},
            "Ask\n\nWhy?\n\nSo.",
        ),
        "related_posts": ({"title": "Read on", "posts": [make.post("Next").pk]}, "Read on\n\nNext"),
        "contact": (
            {
                "title": "",
                "contact": make.contact(phone="+15035550142").pk,
                "note": "We call back.",
            },
            "Front desk\n(503) 555-0142\nWe call back.",
        ),
        "crisis": (
            {"resources": [make.crisis_resource().pk], "note": "Call now."},
            "Help in a crisis\n\nCall now.\n\nLifeline, Oregon\nCall 988\n24 hours",
        ),
        "call_to_action": ({"label": "Book", "url": "https://example.org/"}, "Book"),
        "document": ({"title": "", "document": make.document().pk}, "Diary"),
        "table": (
            {"caption": "Sleep", "table": {"data": rows, "first_row_is_table_header": True}},
            "Age Hours\n\n18 7-9\n\nSleep",
        ),
        "sources": (
            {"title": "From", "sources": [{"title": "Sleep", "publisher": "WHO", "year": 2024}]},
            "From\n\nSleep, WHO (2024)",
        ),
    }


@pytest.mark.parametrize("kind", PostBodyBlock().child_blocks)
def test_plain_text_holds_the_words_of_each_block(kind, bodies, graphql):
    value, words = bodies[kind]
    make.post("Sleep", body=[(kind, value)])

    assert graphql('{ post(slug: "sleep") { body { plainText } } }')["data"] == {
        "post": {"body": [{"plainText": words}]}
    }


SCRIPTS = (
    '<p onclick="x()">a<script>x()</script><a href="javascript:x()">b</a></p><img onerror=x()>'
)


def poisoned(value):
    if isinstance(value, dict):
        return {name: poisoned(one) for name, one in value.items()}
    if isinstance(value, list):
        return [poisoned(one) for one in value]
    return value if isinstance(value, int) else SCRIPTS


LINKS = ("javascript:x()", " JaVa\tScript:x()", "data:text/html,x")


@pytest.mark.parametrize("kind", PostBodyBlock().child_blocks)
def test_html_of_no_block_runs_a_script(kind, bodies, graphql):
    value = poisoned(bodies[kind][0])
    linked = [{**value, "url": link} for link in LINKS] if isinstance(value, dict) else []
    make.post("Sleep", body=[(kind, one) for one in (value, *linked)])

    answer = graphql('{ post(slug: "sleep") { body { html } } }')

    assert [unsafe(block["html"]) for block in answer["data"]["post"]["body"]] == [
        [] for _value in (value, *linked)
    ]


def unsafe(html):
    """Return the elements and attributes that would run something."""
    return [
        (element.tag, name, value)
        for element in lxml.html.fragment_fromstring(html, create_parent="div").iter()
        for name, value in (*element.attrib.items(), ("", ""))
        if element.tag == "script"
        or name.startswith("on")
        or "".join(value.split()).lower().startswith(("javascript:", "data:"))
    ]


BROKEN = [None, True, 5, 2**70, "text", [], {}, [None, 5, "text", {}, []]]


@pytest.mark.parametrize("kind", PostBodyBlock().child_blocks)
def test_no_stored_value_of_our_blocks_is_an_error(kind, graphql):
    names = getattr(PostBodyBlock().child_blocks[kind], "child_blocks", {})
    values = [*BROKEN, *(dict.fromkeys(names, value) for value in BROKEN)]
    raw = Value([{"type": kind, "value": value} for value in values], JSONField())
    PostPage.objects.filter(pk=make.post("Sleep").pk).update(body=raw)

    answer = graphql(f'{{ post(slug: "sleep") {{ body {{ id html plainText {OUR_FIELDS} }} }} }}')

    assert "errors" not in answer
    assert len(answer["data"]["post"]["body"]) == len(values)


OUR_FIELDS = """
    ... on HeadingBlock { text level anchor }
    ... on EmbedBlock { url caption provider embedHtml }
    ... on CallToActionBlock { label href url email phone phoneDisplay page { title } }
    ... on ContactBlock { title note contact { name } }
    ... on CrisisBlock { note resources { name } }
    ... on ImageBlock { image { title } alt isDecorative caption }
    ... on GalleryBlock { images { alt image { title } } }
    ... on TipsBlock { tips { title content { markdown } image { title } post { title } } }
    ... on RelatedPostsBlock { posts { title } }
    ... on DocumentBlock { title document { title } }
    ... on TableBlock { caption table { caption rows } }
    ... on SourcesBlock { sources { title year } }
    ... on FaqBlock { items { question } }
"""


@pytest.mark.parametrize(
    ("stored", "read"),
    [
        (None, []),
        ("", []),
        ('{"a": [1, "é", null]}', {"a": [1, "é", None]}),
        (r'["a\ud800b"]', ["a?b"]),
        (r'["\ud83d\ude00"]', ["\N{GRINNING FACE}"]),
        ("[NaN, -Infinity, 1]", [None, None, 1]),
        (f"[{10**400}, 1e400]", [None, float("inf")]),
    ],
    ids=["null", "empty", "plain", "half", "whole", "no number", "too large"],
)
def test_reads_json_that_only_lenient_parsers_take(stored, read):
    assert parse(stored) == read
