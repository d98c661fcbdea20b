"""Each kind of block: its field, what clients read of a stored value, and of a broken one."""

import pytest
from django import forms
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from tests import factories as make
from tests.streams import StreamSchema

pytestmark = pytest.mark.django_db

SIZES = [("s", "Small"), ("l", "Large"), ("2", "Twice")]


class ColorBlock(blocks.FieldBlock):
    """A block of a project's own, of no kind that the engine knows."""

    def __init__(self, **kwargs):
        self.field = forms.CharField()
        super().__init__(**kwargs)


STRUCT = [("words", blocks.CharBlock()), ("size", blocks.ChoiceBlock(choices=SIZES))]
KINDS = {
    "char": blocks.CharBlock(),
    "lines": blocks.TextBlock(),
    "regex": blocks.RegexBlock(regex=r"x+"),
    "email": blocks.EmailBlock(),
    "url": blocks.URLBlock(),
    "embed": EmbedBlock(),
    "raw_html": blocks.RawHTMLBlock(),
    "block_quote": blocks.BlockQuoteBlock(),
    "rule": blocks.StaticBlock(),
    "integer": blocks.IntegerBlock(),
    "float": blocks.FloatBlock(),
    "decimal": blocks.DecimalBlock(),
    "date": blocks.DateBlock(),
    "time": blocks.TimeBlock(),
    "date_time": blocks.DateTimeBlock(),
    "boolean": blocks.BooleanBlock(),
    "choice": blocks.ChoiceBlock(choices=SIZES),
    "grouped": blocks.ChoiceBlock(choices=[("", "-"), ("Usual", SIZES)]),
    "called": blocks.ChoiceBlock(choices=lambda: SIZES),
    "choices": blocks.MultipleChoiceBlock(choices=SIZES),
    "called_choices": blocks.MultipleChoiceBlock(choices=lambda: SIZES),
    "rich_text": blocks.RichTextBlock(),
    "picture": ImageBlock(),
    "picture_chooser": ImageChooserBlock(),
    "page": blocks.PageChooserBlock(),
    "snippet": SnippetChooserBlock("home.Contact"),
    "document": DocumentChooserBlock(),
    "texts": blocks.ListBlock(blocks.CharBlock()),
    "numbers": blocks.ListBlock(blocks.IntegerBlock()),
    "sizes": blocks.ListBlock(blocks.ChoiceBlock(choices=SIZES)),
    "pages": blocks.ListBlock(blocks.PageChooserBlock()),
    "structs": blocks.ListBlock(blocks.StructBlock(STRUCT)),
    "grid": blocks.ListBlock(blocks.ListBlock(blocks.IntegerBlock())),
    "streams": blocks.ListBlock(blocks.StreamBlock([("char", blocks.CharBlock())])),
    "stream": blocks.StreamBlock(
        [("char", blocks.CharBlock()), ("integer", blocks.IntegerBlock())]
    ),
    "struct": blocks.StructBlock(
        [*STRUCT, ("picture", ImageBlock()), ("inner", blocks.StructBlock(STRUCT))]
    ),
    "table": TableBlock(),
    "typed_table": TypedTableBlock(
        [("char", blocks.CharBlock()), ("page", blocks.PageChooserBlock())]
    ),
    "color": ColorBlock(),
}


@pytest.fixture(scope="module")
def all_kinds():
    return StreamSchema(list(KINDS.items()))


def type_of(name):
    return "".join(part.capitalize() for part in name.split("_")) + "Block"


@pytest.fixture
def read(all_kinds):
    """Reads one block of a kind: everything that there is to select but its id."""

    def run(name, value):
        selected = all_kinds.everything(type_of(name)).removeprefix("id ")
        [answer] = all_kinds.ask(
            [{"type": name, "value": value, "id": "x"}], f"... on {type_of(name)} {{ {selected} }}"
        )
        return answer

    return run


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("char", {"text": "String!"}),
        ("lines", {"text": "String!"}),
        ("regex", {"text": "String!"}),
        ("email", {"text": "String!"}),
        ("url", {"url": "String!"}),
        ("embed", {"url": "String!"}),
        ("raw_html", {"text": "String!"}),
        ("block_quote", {"text": "String!"}),
        ("rule", {}),
        ("integer", {"intValue": "Int"}),
        ("float", {"floatValue": "Float"}),
        ("decimal", {"decimalValue": "Decimal"}),
        ("date", {"dateValue": "Date"}),
        ("time", {"timeValue": "Time"}),
        ("date_time", {"dateTimeValue": "DateTime"}),
        ("boolean", {"booleanValue": "Boolean!"}),
        ("choice", {"choice": "ChoiceChoice"}),
        ("grouped", {"grouped": "GroupedChoice"}),
        ("called", {"called": "String!"}),
        ("choices", {"choices": "[ChoicesChoices!]!"}),
        ("called_choices", {"calledChoices": "[String!]!"}),
        ("rich_text", {"content": "RichText!"}),
        ("picture", {"image": "Thing", "alt": "String!", "isDecorative": "Boolean!"}),
        ("picture_chooser", {"image": "Thing"}),
        ("page", {"page": "Thing"}),
        ("snippet", {"snippet": "Thing"}),
        ("document", {"document": "Thing"}),
        ("texts", {"texts": "[String!]!"}),
        ("numbers", {"numbers": "[Int!]!"}),
        ("sizes", {"sizes": "[SizesItems!]!"}),
        ("pages", {"pages": "[Thing!]!"}),
        ("structs", {"structs": "[StructsItems!]!"}),
        ("grid", {"grid": "[[Int!]!]!"}),
        ("streams", {"streams": "[[Block!]!]!"}),
        ("stream", {"stream": "[Block!]!"}),
        (
            "struct",
            {
                "words": "String!",
                "size": "StructSize",
                "picture": "Thing",
                "pictureAlt": "String!",
                "pictureIsDecorative": "Boolean!",
                "inner": "StructInner!",
            },
        ),
        ("table", {"table": "Table!"}),
        ("typed_table", {"typedTable": "TypedTable!"}),
        ("color", {"json": "JSON"}),
    ],
)
def test_gives_each_kind_a_field_that_is_null_only_where_empty_has_no_word(all_kinds, name, fields):
    assert all_kinds.fields(type_of(name)) == fields


@pytest.mark.parametrize(
    ("name", "value", "answer"),
    [
        ("char", "A & b", {"html": "<p>A &amp; b</p>", "plainText": "A & b", "text": "A & b"}),
        ("lines", "a", {"html": "<p>a</p>", "plainText": "a", "text": "a"}),
        ("regex", "xx", {"html": "<p>xx</p>", "plainText": "xx", "text": "xx"}),
        ("email", "a@b.org", {"html": "<p>a@b.org</p>", "plainText": "a@b.org", "text": "a@b.org"}),
        (
            "url",
            "https://b.org/",
            {
                "html": '<p><a href="https://b.org/">https://b.org/</a></p>',
                "plainText": "https://b.org/",
                "url": "https://b.org/",
            },
        ),
        (
            "embed",
            "https://b.org/",
            {
                "html": '<p><a href="https://b.org/">https://b.org/</a></p>',
                "plainText": "https://b.org/",
                "url": "https://b.org/",
            },
        ),
        (
            "raw_html",
            "<b onclick=x()>a</b><script>x()</script>",
            {
                "html": "<strong>a</strong>",
                "plainText": "a",
                "text": "<b onclick=x()>a</b><script>x()</script>",
            },
        ),
        (
            "block_quote",
            "a",
            {"html": "<blockquote><p>a</p></blockquote>", "plainText": "a", "text": "a"},
        ),
        ("rule", None, {"html": "", "plainText": ""}),
        ("integer", 7, {"html": "<p>7</p>", "plainText": "7", "intValue": 7}),
        ("float", 0.5, {"html": "<p>0.5</p>", "plainText": "0.5", "floatValue": 0.5}),
        ("decimal", "1.50", {"html": "<p>1.50</p>", "plainText": "1.50", "decimalValue": "1.50"}),
        (
            "date",
            "2026-02-03",
            {"html": "<p>2026-02-03</p>", "plainText": "2026-02-03", "dateValue": "2026-02-03"},
        ),
        (
            "time",
            "04:05:00",
            {"html": "<p>04:05:00</p>", "plainText": "04:05:00", "timeValue": "04:05:00"},
        ),
        (
            "date_time",
            "2026-02-03T04:05:00Z",
            {
                "html": "<p>2026-02-03 04:05:00+00:00</p>",
                "plainText": "2026-02-03 04:05:00+00:00",
                "dateTimeValue": "2026-02-03T04:05:00+00:00",
            },
        ),
        ("boolean", True, {"html": "", "plainText": "", "booleanValue": True}),
        ("choice", "l", {"html": "", "plainText": "", "choice": "L"}),
        ("grouped", "2", {"html": "", "plainText": "", "grouped": "VALUE_2"}),
        ("called", "l", {"html": "", "plainText": "", "called": "l"}),
        ("choices", ["s", "2"], {"html": "", "plainText": "", "choices": ["S", "VALUE_2"]}),
        ("called_choices", ["s"], {"html": "", "plainText": "", "calledChoices": ["s"]}),
        (
            "rich_text",
            "<p>a</p>",
            {
                "html": "<p>a</p>",
                "plainText": "a",
                "content": {
                    "html": "<p>a</p>",
                    "plainText": "a",
                    "markdown": "a",
                    "ast": {
                        "type": "root",
                        "children": [
                            {"type": "paragraph", "children": [{"type": "text", "value": "a"}]}
                        ],
                    },
                },
            },
        ),
        (
            "texts",
            ["a", "b"],
            {
                "html": "<ul><li><p>a</p></li><li><p>b</p></li></ul>",
                "plainText": "a\n\nb",
                "texts": ["a", "b"],
            },
        ),
        (
            "numbers",
            [{"type": "item", "id": "i", "value": 1}, {"type": "item", "id": "j", "value": 2}],
            {
                "html": "<ul><li><p>1</p></li><li><p>2</p></li></ul>",
                "plainText": "1\n\n2",
                "numbers": [1, 2],
            },
        ),
        ("sizes", ["s", "gone", "l"], {"html": "", "plainText": "", "sizes": ["S", "L"]}),
        ("color", {"rgb": [1, 2]}, {"html": "", "plainText": "", "json": {"rgb": [1, 2]}}),
    ],
)
def test_reads_a_stored_value(read, name, value, answer):
    assert read(name, value) == answer


@pytest.mark.parametrize(
    "value",
    [
        [{"words": "a", "size": "s"}],
        [{"type": "item", "id": "i", "value": {"words": "a", "size": "s"}}],
    ],
    ids=["old", "new"],
)
def test_reads_lists_of_structs_in_both_stored_formats(all_kinds, value):
    query = "... on StructsBlock { structs { words size html } }"

    assert all_kinds.ask([{"type": "structs", "value": value}], query) == [
        {"structs": [{"words": "a", "size": "S", "html": "<p>a</p>"}]}
    ]


def test_reads_lists_of_lists_in_both_stored_formats(all_kinds):
    value = [
        [1, 2],
        {"type": "item", "id": "i", "value": [{"type": "item", "id": "j", "value": 3}]},
    ]

    assert all_kinds.ask([{"type": "grid", "value": value}], "... on GridBlock { grid }") == [
        {"grid": [[1, 2], [3]]}
    ]


def test_reads_lists_of_streams(all_kinds):
    value = [[{"type": "char", "value": "a"}], [{"type": "char", "value": "b"}]]
    query = "... on StreamsBlock { streams { ... on CharBlock { text } } }"

    assert all_kinds.ask([{"type": "streams", "value": value}], query) == [
        {"streams": [[{"text": "a"}], [{"text": "b"}]]}
    ]


def test_reads_nested_streams(all_kinds):
    value = [{"type": "integer", "value": 1}, {"type": "char", "value": "a"}]
    query = (
        "... on StreamBlock { html stream { __typename "
        "... on CharBlock { text } ... on IntegerBlock { intValue } } }"
    )

    assert all_kinds.ask([{"type": "stream", "value": value}], query) == [
        {
            "html": "<p>1</p><p>a</p>",
            "stream": [
                {"__typename": "IntegerBlock", "intValue": 1},
                {"__typename": "CharBlock", "text": "a"},
            ],
        }
    ]


def test_reads_structs_in_structs(all_kinds):
    value = {"words": "a", "size": "s", "inner": {"words": "b", "size": "l"}}
    query = "... on StructBlock { words size inner { words size } }"

    assert all_kinds.ask([{"type": "struct", "value": value}], query) == [
        {"words": "a", "size": "S", "inner": {"words": "b", "size": "L"}}
    ]


PICTURE = "... on PictureBlock { image { title } alt isDecorative }"


def test_reads_a_picture_with_the_words_that_fit_here(all_kinds):
    value = {"image": make.image("Room").pk, "alt_text": "A bright room", "decorative": False}

    assert all_kinds.ask([{"type": "picture", "value": value}], PICTURE) == [
        {"image": {"title": "Room"}, "alt": "A bright room", "isDecorative": False}
    ]


def test_gives_a_decorative_picture_no_words(all_kinds):
    value = {"image": make.image("Room").pk, "alt_text": "A bright room", "decorative": True}

    assert all_kinds.ask([{"type": "picture", "value": value}], PICTURE) == [
        {"image": {"title": "Room"}, "alt": "", "isDecorative": True}
    ]


def test_reads_a_picture_that_was_stored_before_it_had_words(all_kinds):
    value = make.image("Room", description="The room").pk

    assert all_kinds.ask([{"type": "picture", "value": value}], PICTURE) == [
        {"image": {"title": "Room"}, "alt": "The room", "isDecorative": False}
    ]


@pytest.mark.parametrize("name", ["picture", "picture_chooser"])
def test_shows_a_picture_as_html(read, name):
    answer = read(name, make.image("Room").pk)["html"]

    assert answer.startswith('<img src="http://testserver/')
    assert answer.endswith(' width="40" height="30" alt="Room" loading="lazy">')


@pytest.mark.parametrize(
    ("name", "target", "field"),
    [
        ("page", make.home, "page"),
        ("snippet", make.contact, "snippet"),
        ("document", make.document, "document"),
        ("picture_chooser", make.image, "image"),
    ],
)
def test_reads_what_a_block_chooses(all_kinds, name, target, field):
    chosen = target()
    query = f"... on {type_of(name)} {{ {field} {{ title }} }}"

    assert all_kinds.ask([{"type": name, "value": chosen.pk}], query) == [
        {field: {"title": str(chosen)}}
    ]


@pytest.mark.parametrize(
    ("name", "field"),
    [("page", "page"), ("snippet", "snippet"), ("document", "document")],
)
def test_gives_null_for_what_is_gone(read, name, field):
    assert read(name, 999) == {"html": "", "plainText": "", field: None}


def test_leaves_what_is_gone_out_of_a_list(all_kinds):
    value = [999, make.home().pk, 998]

    assert all_kinds.ask(
        [{"type": "pages", "value": value}], "... on PagesBlock { pages { title } }"
    ) == [{"pages": [{"title": "Home"}]}]


def test_reads_a_table(read):
    value = {
        "data": [["Age", "Hours"], ["18", None]],
        "first_row_is_table_header": True,
        "first_col_is_header": False,
        "table_caption": "Sleep",
    }

    assert read("table", value) == {
        "html": "<table><caption>Sleep</caption><tr><th>Age</th><th>Hours</th></tr>"
        "<tr><td>18</td><td></td></tr></table>",
        "plainText": "Sleep\n\nAge Hours\n\n18",
        "table": {
            "caption": "Sleep",
            "hasHeaderRow": True,
            "hasHeaderColumn": False,
            "rows": [["Age", "Hours"], ["18", ""]],
        },
    }


def test_reads_a_typed_table_as_blocks(all_kinds):
    value = {
        "columns": [
            {"type": "char", "heading": "Word"},
            {"type": "gone", "heading": "Old"},
            {"type": "page", "heading": "Page"},
        ],
        "rows": [{"values": ["a", 1, make.home().pk]}, {"values": ["b"]}],
        "caption": "Words",
    }
    query = (
        "... on TypedTableBlock { html typedTable { caption headings rows { __typename "
        "... on CharBlock { text } ... on PageBlock { page { title } } } } }"
    )

    assert all_kinds.ask([{"type": "typed_table", "value": value}], query) == [
        {
            "html": "<table><caption>Words</caption><tr><th>Word</th><th>Page</th></tr>"
            '<tr><td><p>a</p></td><td><p><a href="http://testserver/">Home</a></p></td></tr>'
            "<tr><td><p>b</p></td></tr></table>",
            "typedTable": {
                "caption": "Words",
                "headings": ["Word", "Page"],
                "rows": [
                    [
                        {"__typename": "CharBlock", "text": "a"},
                        {"__typename": "PageBlock", "page": {"title": "Home"}},
                    ],
                    [{"__typename": "CharBlock", "text": "b"}],
                ],
            },
        }
    ]


EMPTY = {
    "char": {"text": ""},
    "lines": {"text": ""},
    "regex": {"text": ""},
    "email": {"text": ""},
    "url": {"url": ""},
    "embed": {"url": ""},
    "raw_html": {"text": ""},
    "block_quote": {"text": ""},
    "rule": {},
    "integer": {"intValue": None},
    "float": {"floatValue": None},
    "decimal": {"decimalValue": None},
    "date": {"dateValue": None},
    "time": {"timeValue": None},
    "date_time": {"dateTimeValue": None},
    "boolean": {"booleanValue": False},
    "choice": {"choice": None},
    "grouped": {"grouped": None},
    "called": {"called": ""},
    "choices": {"choices": []},
    "called_choices": {"calledChoices": []},
    "rich_text": {
        "content": {
            "html": "",
            "plainText": "",
            "markdown": "",
            "ast": {"type": "root", "children": []},
        }
    },
    "picture": {"image": None, "alt": "", "isDecorative": False},
    "picture_chooser": {"image": None},
    "page": {"page": None},
    "snippet": {"snippet": None},
    "document": {"document": None},
    "texts": {"texts": []},
    "numbers": {"numbers": []},
    "sizes": {"sizes": []},
    "pages": {"pages": []},
    "structs": {"structs": []},
    "grid": {"grid": []},
    "streams": {"streams": []},
    "stream": {"stream": []},
    "color": {"json": None},
}


@pytest.mark.parametrize("name", EMPTY)
def test_a_missing_value_is_empty_or_null(read, name):
    assert read(name, None) == {"html": "", "plainText": "", **EMPTY[name]}


def test_the_table_of_a_missing_value_is_empty(read):
    assert read("table", None)["table"] == {
        "caption": "",
        "hasHeaderRow": False,
        "hasHeaderColumn": False,
        "rows": [],
    }


def test_the_typed_table_of_a_missing_value_is_empty(read):
    assert read("typed_table", None)["typedTable"] == {"caption": "", "headings": [], "rows": []}


@pytest.mark.parametrize("value", [None, {}, "text", 5, ["a"]])
def test_a_struct_of_broken_values_has_empty_fields(all_kinds, value):
    query = "... on StructBlock { words size picture { title } pictureAlt inner { words size } }"

    assert all_kinds.ask([{"type": "struct", "value": value}], query) == [
        {
            "words": "",
            "size": None,
            "picture": None,
            "pictureAlt": "",
            "inner": {"words": "", "size": None},
        }
    ]


BROKEN = [
    True,
    5,
    2**31,
    2**70,
    -(2**70),
    10**400,
    1.5,
    float("inf"),
    float("nan"),
    "",
    "abc",
    "2026-13-41",
    "NaN",
    "9" * 5000,
    "javascript:alert(1)",
    "<script>alert(1)</script>",
    [],
    {},
    [None, True, 5, 2**70, "abc", [], [5], [None], {}, {"type": "item"}],
    [{"type": "item", "id": [1], "value": {"words": [1], "size": {}}}],
    [{"type": ["char"], "value": 1}, {"type": "char", "id": {}, "value": {}}, {"value": 1}, None],
    {"image": 2**70, "alt_text": ["a"], "decorative": []},
    {"image": "x", "alt_text": {"a": 1}},
    {"words": [1], "size": [], "picture": [1], "inner": 5},
    {"data": 5, "table_caption": [1], "first_row_is_table_header": "yes"},
    {"data": ["row", None, 5, [None, 5, ["a"]]], "first_col_is_header": [1]},
    {"columns": 5, "rows": 5, "caption": 5},
    {"columns": [None, {"type": []}, {"type": "page"}], "rows": [None, 5, {"values": [1, 2, [3]]}]},
]


@pytest.mark.parametrize("name", KINDS)
def test_no_stored_value_is_an_error_or_runs_a_script(read, name):
    html = "".join(read(name, value)["html"] for value in BROKEN)

    assert "<script" not in html
    assert 'href="javascript' not in html


@pytest.mark.parametrize(
    ("name", "value", "field", "shown"),
    [
        ("char", 5, "text", "5"),
        ("char", ["a"], "text", ""),
        ("integer", 2**31 - 1, "intValue", 2**31 - 1),
        ("integer", 2**31, "intValue", None),
        ("integer", True, "intValue", None),
        ("float", 3, "floatValue", 3.0),
        ("float", "3", "floatValue", None),
        ("decimal", 1.5, "decimalValue", "1.5"),
        ("decimal", "Infinity", "decimalValue", None),
        ("date", "2026-13-41", "dateValue", None),
        ("choice", "gone", "choice", None),
        ("choices", ["gone", "s"], "choices", ["S"]),
        ("choices", "sl", "choices", []),
        ("page", True, "page", None),
        ("numbers", [1, "b", None, 3], "numbers", [1, 3]),
    ],
)
def test_falls_back_for_a_value_that_it_cannot_read(read, name, value, field, shown):
    assert read(name, value)[field] == shown


@pytest.mark.parametrize("raw", [None, "text", 5, {}, [None, 5, "text", ["char", "a"], {}]])
def test_a_stream_that_is_no_stream_has_no_blocks(all_kinds, raw):
    assert all_kinds.ask(raw, "id") == []


def test_leaves_out_blocks_of_a_kind_that_no_longer_exists(all_kinds):
    raw = [
        {"type": "gone", "value": 1},
        {"type": ["char"], "value": 2},
        {"type": "char", "value": "a"},
    ]

    assert all_kinds.ask(raw, "plainText") == [{"plainText": "a"}]


def test_blocks_without_ids_get_different_ones(all_kinds):
    raw = [
        {"type": "char", "value": "a"},
        {"type": "char"},
        {"type": "stream", "value": [{"type": "char"}, {"type": "char"}]},
        {"type": "structs", "value": [{}, {}]},
        {"type": "streams", "value": [[{"type": "char"}], [{"type": "char"}]]},
        {
            "type": "typed_table",
            "value": {"columns": [{"type": "char"}] * 2, "rows": [{"values": [1, 2]}] * 2},
        },
    ]
    query = """id
        ... on StreamBlock { stream { id } }
        ... on StructsBlock { structs { id } }
        ... on StreamsBlock { nested: streams { id } }
        ... on TypedTableBlock { typedTable { rows { id } } }"""

    found = ids_in(all_kinds.ask(raw, query))

    assert len(found) == len(set(found)) == 16


def ids_in(answer):
    if isinstance(answer, list):
        return [one for part in answer for one in ids_in(part)]
    own = [answer["id"]] if "id" in answer else []
    return own + [
        one for part in answer.values() if not isinstance(part, str) for one in ids_in(part)
    ]
