"""Lists: pages after the Relay specification, orders and filters."""

from datetime import UTC, datetime, timedelta

import pytest

from blog.models import PostPage
from tests import factories

pytestmark = pytest.mark.django_db

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
LISTS = ["posts()", "tips()", 'search(query: "sleep")', "blog()"]
ORDERS = ["NEWEST", "OLDEST", "RECENTLY_UPDATED", "TITLE"]


def tips(*titles):
    return "tips", {
        "title": "Tonight",
        "tips": [{"title": one, "content": "<p>Read.</p>"} for one in titles],
    }


def add(title, day=0, **fields):
    moment = START + timedelta(days=day)
    return factories.post(
        title, **{"first_published_at": moment, "last_published_at": moment, **fields}
    )


@pytest.fixture(scope="module", autouse=True)
def five(shared_content):
    """Five posts about sleep with a tip each; the second and the third share every moment."""
    for number, day in enumerate([1, 2, 2, 3, 4]):
        add(f"Sleep {number}", day, body=[tips(f"Tip {number}")])


@pytest.fixture
def no_posts():
    PostPage.objects.all().delete()


class List:
    """A list of the API, asked for in parts."""

    def __init__(self, graphql, field):
        self.graphql = graphql
        self.field = field

    def page(self, **arguments):
        written = ", ".join(
            f"{name}: {value}" if name in ("first", "last", "orderBy") else f'{name}: "{value}"'
            for name, value in arguments.items()
            if value is not None
        )
        name, _parenthesis, own = self.field.removesuffix(")").partition("(")
        inside = ", ".join(part for part in (own, written) if part)
        call = f"{'posts' if name == 'blog' else name}{f'({inside})' if inside else ''}"
        query = call + (
            " {totalCount pageInfo {hasNextPage hasPreviousPage startCursor endCursor}"
            " edges {cursor node {id title}} nodes {id title}}"
        )
        if name == "blog":
            found = self.graphql(f'{{page(path: "/blog/") {{... on BlogIndex {{{query}}}}}}}')
            return found["data"]["page"]["posts"]
        return self.graphql(f"{{{query}}}")["data"][name]

    def titles(self, **arguments):
        return [node["title"] for node in self.page(**arguments)["nodes"]]

    def forward(self, size, **arguments):
        """All titles, read in pages from the start."""
        found, cursor = [], None
        for _page in range(50):
            page = self.page(first=size, after=cursor, **arguments)
            assert len(page["nodes"]) <= size
            found += [node["title"] for node in page["nodes"]]
            cursor = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                return found
        raise AssertionError("The list has no end.")

    def backward(self, size, **arguments):
        """All titles, read in pages from the end."""
        found, cursor = [], None
        for _page in range(50):
            page = self.page(last=size, before=cursor, **arguments)
            assert len(page["nodes"]) <= size
            found = [node["title"] for node in page["nodes"]] + found
            cursor = page["pageInfo"]["startCursor"]
            if not page["pageInfo"]["hasPreviousPage"]:
                return found
        raise AssertionError("The list has no start.")


@pytest.fixture(params=LISTS)
def entries(request, graphql):
    """Each list in turn."""
    return List(graphql, request.param)


@pytest.fixture
def posts(graphql):
    return List(graphql, "posts()")


# Pages.


@pytest.mark.parametrize("size", [1, 2, 4, 5, 100])
def test_pages_forward_make_the_whole_list(entries, size):
    assert entries.forward(size) == entries.titles()
    assert len(entries.titles()) == 5


@pytest.mark.parametrize("size", [1, 2, 4, 5, 100])
def test_pages_backward_make_the_whole_list(entries, size):
    assert entries.backward(size) == entries.titles()


def test_a_page_says_where_it_starts_and_ends(entries):
    page = entries.page(first=2)
    assert page["pageInfo"] == {
        "hasNextPage": True,
        "hasPreviousPage": False,
        "startCursor": page["edges"][0]["cursor"],
        "endCursor": page["edges"][1]["cursor"],
    }


@pytest.mark.parametrize(
    ("size", "index", "more"), [(2, 0, True), (2, 1, True), (2, 2, False), (1, 3, False)]
)
def test_a_page_after_a_cursor_knows_both_sides(entries, size, index, more):
    cursor = entries.page()["edges"][index]["cursor"]
    info = entries.page(first=size, after=cursor)["pageInfo"]
    assert (info["hasPreviousPage"], info["hasNextPage"]) == (True, more)


@pytest.mark.parametrize(
    ("size", "index", "more"), [(2, 4, True), (2, 3, True), (2, 2, False), (1, 1, False)]
)
def test_a_page_before_a_cursor_knows_both_sides(entries, size, index, more):
    cursor = entries.page()["edges"][index]["cursor"]
    info = entries.page(last=size, before=cursor)["pageInfo"]
    assert (info["hasPreviousPage"], info["hasNextPage"]) == (more, True)


def test_the_last_entries_come_in_the_same_order(entries):
    assert entries.titles(last=2) == entries.titles()[-2:]


def test_first_counts_from_the_start_of_what_lies_before_a_cursor(entries):
    cursor = entries.page()["edges"][3]["cursor"]
    assert entries.titles(first=2, before=cursor) == entries.titles()[:2]


def test_last_counts_from_the_end_of_what_lies_after_a_cursor(entries):
    cursor = entries.page()["edges"][0]["cursor"]
    assert entries.titles(last=2, after=cursor) == entries.titles()[-2:]


def test_a_page_between_two_cursors(entries):
    edges = entries.page()["edges"]
    between = entries.titles(after=edges[0]["cursor"], before=edges[3]["cursor"])
    assert between == entries.titles()[1:3]


def test_nothing_lies_between_a_cursor_and_itself(entries):
    cursor = entries.page()["edges"][2]["cursor"]
    assert entries.titles(after=cursor, before=cursor) == []


def test_nodes_are_the_nodes_of_the_edges(entries):
    page = entries.page(first=3)
    assert page["nodes"] == [edge["node"] for edge in page["edges"]]


def test_each_entry_has_a_cursor_of_its_own(entries):
    assert len({edge["cursor"] for edge in entries.page()["edges"]}) == 5


def test_an_entry_keeps_its_cursor_on_every_page(entries):
    whole = [edge["cursor"] for edge in entries.page()["edges"]]
    assert [edge["cursor"] for edge in entries.page(last=3)["edges"]] == whole[-3:]
    assert [edge["cursor"] for edge in entries.page(first=2, after=whole[0])["edges"]] == whole[1:3]


@pytest.mark.parametrize("size", ["first", "last"])
def test_a_page_of_no_entries_still_knows_the_list(entries, size):
    page = entries.page(**{size: 0})
    assert page == {
        "totalCount": 5,
        "pageInfo": {
            "hasNextPage": size == "first",
            "hasPreviousPage": size == "last",
            "startCursor": None,
            "endCursor": None,
        },
        "edges": [],
        "nodes": [],
    }


@pytest.mark.parametrize("arguments", [{}, {"first": 5}, {"last": 5}, {"first": 0}])
def test_an_empty_list_is_an_empty_page(no_posts, entries, arguments):
    assert entries.page(**arguments) == {
        "totalCount": 0,
        "pageInfo": {
            "hasNextPage": False,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        },
        "edges": [],
        "nodes": [],
    }


def test_a_page_has_twenty_entries_unless_told(entries):
    for number in range(16):
        add(f"Sleep more {number}", number, body=[tips(f"Tip more {number}")])
    page = entries.page()
    assert (len(page["nodes"]), page["pageInfo"]["hasNextPage"]) == (20, True)
    assert len(entries.titles(first=100)) == 21


def test_explicit_nulls_are_no_arguments(graphql):
    query = """query($none: Int, $text: String, $filter: PostFilter) {
      posts(first: $none, last: $none, after: $text, before: $text, filter: $filter, locale: $text)
      { totalCount }
    }"""
    assert graphql(query, none=None, text=None, filter=None) == {
        "data": {"posts": {"totalCount": 5}}
    }


@pytest.mark.parametrize("arguments", [{"first": 1}, {"last": 2}, {"first": 0}])
def test_the_total_counts_the_whole_list(entries, arguments):
    cursor = entries.page()["edges"][2]["cursor"]
    assert entries.page(**arguments, after=cursor)["totalCount"] == 5


# What happens between two pages.


def test_an_entry_that_is_added_before_moves_nothing(entries):
    whole = entries.titles()
    cursor = entries.page(first=2)["pageInfo"]["endCursor"]
    add("Sleep newest", 9, body=[tips("Tip newest")])
    rest = entries.titles(after=cursor)
    assert [title for title in rest if "newest" not in title] == whole[2:]


@pytest.mark.parametrize("gone", [0, 1, 3])
@pytest.mark.parametrize("order", [None, *ORDERS])
def test_an_entry_that_goes_leaves_no_gap(posts, order, gone):
    whole = posts.titles(orderBy=order)
    cursor = posts.page(first=2, orderBy=order)["pageInfo"]["endCursor"]
    PostPage.objects.get(title=whole[gone]).delete()
    assert posts.titles(after=cursor, orderBy=order) == [
        title for title in whole[2:] if title != whole[gone]
    ]


@pytest.mark.parametrize("field", LISTS)
def test_the_entry_of_the_cursor_may_go(graphql, field):
    entries = List(graphql, field)
    whole = entries.titles()
    edges = entries.page()["edges"]
    number = whole[2].rpartition(" ")[2]
    PostPage.objects.get(title=f"Sleep {number}").delete()
    assert entries.titles(after=edges[2]["cursor"]) == whole[3:]
    assert entries.titles(before=edges[2]["cursor"]) == whole[:2]


@pytest.mark.parametrize("field", LISTS)
def test_the_entry_of_the_cursor_may_be_hidden(graphql, field):
    entries = List(graphql, field)
    whole = entries.titles()
    cursor = entries.page()["edges"][2]["cursor"]
    number = whole[2].rpartition(" ")[2]
    PostPage.objects.get(title=f"Sleep {number}").unpublish()
    assert entries.titles(after=cursor) == whole[3:]


# Cursors.


@pytest.mark.parametrize(
    ("given_by", "sent_to"),
    [
        ("posts()", "tips()"),
        ("tips()", "posts()"),
        ("posts()", 'search(query: "sleep")'),
        ('search(query: "sleep")', "posts()"),
        ('search(query: "sleep")', "tips()"),
        ('search(query: "sleep")', 'search(query: "tip")'),
        *(
            (f"posts(orderBy: {one})", f"posts(orderBy: {other})")
            for one in ORDERS
            for other in ORDERS
            if one != other
        ),
    ],
)
@pytest.mark.parametrize("argument", ["after", "before"])
def test_a_cursor_of_another_list_is_refused(graphql, given_by, sent_to, argument):
    cursor = List(graphql, given_by).page()["edges"][1]["cursor"]
    start = sent_to.removesuffix(")")
    comma = "" if start.endswith("(") else ", "
    answer = graphql(f'{{{start}{comma}{argument}: "{cursor}") {{nodes {{id}}}}}}')
    (error,) = answer["errors"]
    assert error["message"] == "This cursor belongs to another list."
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": argument}


def test_a_cursor_does_not_show_what_it_holds(posts):
    assert "2026" not in posts.page()["edges"][0]["cursor"]


def test_a_page_backwards_and_one_in_the_other_order_are_two_questions(no_posts, posts):
    for day, title in enumerate("abcd"):
        add(title, first_published_at=START + timedelta(days=day))
    newest = posts.page(orderBy="NEWEST")["edges"][1]["cursor"]
    oldest = posts.page(orderBy="OLDEST")["edges"][1]["cursor"]
    assert posts.titles(orderBy="NEWEST", last=2, after=newest) == ["b", "a"]
    assert posts.titles(orderBy="OLDEST", first=2, after=oldest) == ["c", "d"]


# Orders.


@pytest.mark.parametrize(
    ("order", "titles"),
    [
        ("NEWEST", ["d", "c", "B", "a", "É"]),
        ("OLDEST", ["É", "a", "B", "c", "d"]),
        ("RECENTLY_UPDATED", ["a", "B", "c", "d", "É"]),
    ],
)
def test_posts_come_in_the_order_asked_for(no_posts, posts, order, titles):
    for day, title in enumerate(["É", "a", "B", "c", "d"]):
        published = START + timedelta(days=day)
        add(
            title,
            slug=f"post-{day}",
            first_published_at=published,
            last_published_at=START + timedelta(days=99 - day) if title != "É" else published,
        )
    assert posts.titles(orderBy=order) == titles


def test_the_newest_posts_come_first_unless_asked(posts):
    assert posts.titles() == posts.titles(orderBy="NEWEST")
    assert posts.titles()[0] == "Sleep 4"


def test_posts_come_by_title(no_posts, posts):
    for title in ("Cool room", "Airing", "Bedtime"):
        add(title)
    assert posts.titles(orderBy="TITLE") == ["Airing", "Bedtime", "Cool room"]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_ties_share_no_place(no_posts, graphql, order, size):
    for number in range(7):
        add("Sleep", slug=f"sleep-{number}")
    ids = [node["id"] for node in List(graphql, "posts()").page(orderBy=order)["nodes"]]
    posts = List(graphql, "posts()")
    seen, cursor = [], None
    while len(seen) < 20:
        page = posts.page(first=size, after=cursor, orderBy=order)
        seen += [node["id"] for node in page["nodes"]]
        cursor = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert seen == ids
    assert len(set(seen)) == 7


@pytest.mark.parametrize("direction", ["forward", "backward"])
def test_titles_of_any_writing_are_paged_without_gaps(no_posts, posts, direction):
    for number, title in enumerate(["a", "A", "Á", "b", "ß", "ss", "-", "_", "日", "a a", "a-b"]):
        add(title, slug=f"post-{number}")
    found = getattr(posts, direction)(2, orderBy="TITLE")
    assert found == posts.titles(orderBy="TITLE")
    assert len(found) == 11


def test_tips_come_by_post_and_then_as_in_its_body(no_posts, graphql):
    add("Old", 1, body=[tips("o1", "o2"), tips("o3")])
    add("New", 2, body=[tips("n1"), ("paragraph", "<p>Rest.</p>"), tips("n2", "n3")])
    assert List(graphql, "tips()").forward(2) == ["n1", "n2", "n3", "o1", "o2", "o3"]
