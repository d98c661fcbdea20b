"""Filters of lists."""

from datetime import UTC, date, datetime, timedelta

import pytest

from blog.models import PostPage
from blog.reviews import record
from tests import factories

pytestmark = pytest.mark.django_db

START = datetime(2026, 1, 1, 12, tzinfo=UTC)


def tips(*titles):
    return "tips", {
        "title": "Tonight",
        "tips": [{"title": one, "content": "<p>Read.</p>"} for one in titles],
    }


def add(title, day=0, **fields):
    return factories.post(title, first_published_at=START + timedelta(days=day), **fields)


@pytest.fixture(scope="module", autouse=True)
def library(shared_content):
    """Four posts that differ in everything that they can be filtered by."""
    sleep, food = factories.category("Sleep"), factories.category("Food")
    ada, bea = factories.author("Ada"), factories.author("Bea")
    paragraph = ("paragraph", "<p>Breathe out.</p>")
    quote = ("quote", {"quote": "Rest.", "attribution": ""})
    add("One", 1, category=sleep, authors=[ada], tags=["night"], body=[paragraph, tips("a1")])
    add(
        "Two",
        2,
        category=sleep,
        authors=[ada, bea],
        tags=["night", "day"],
        body=[paragraph, quote],
        audience="parents",
    )
    add("Three", 3, category=food, authors=[bea], tags=["day"], body=[quote], audience="carers")
    add("Four", 4, body=[tips("b1", "b2")], tags=["noon"])


def moment(day):
    return (START + timedelta(days=day)).isoformat()


FILTERS = [
    ({}, "Four Three Two One"),
    ({"category": {"eq": "sleep"}}, "Two One"),
    ({"category": {"in": ["sleep", "food"]}}, "Three Two One"),
    ({"category": {"eq": "sleep", "in": ["food"]}}, ""),
    ({"category": {"in": []}}, ""),
    ({"category": {"eq": "none"}}, ""),
    ({"category": {"eq": ""}}, ""),
    ({"category": {"eq": "Sleep"}}, ""),
    ({"tag": {"eq": "night"}}, "Two One"),
    ({"tag": {"in": ["night", "day"]}}, "Three Two One"),
    ({"tag": {"in": ["night", "none"]}}, "Two One"),
    ({"author": {"eq": "bea"}}, "Three Two"),
    ({"author": {"in": ["ada", "bea"]}}, "Three Two One"),
    ({"publishedAt": {"after": moment(2)}}, "Four Three"),
    ({"publishedAt": {"before": moment(2)}}, "One"),
    ({"publishedAt": {"after": moment(1), "before": moment(4)}}, "Three Two"),
    ({"publishedAt": {"after": "2026-01-02T13:00:00+01:00"}}, "Four Three Two"),
    ({"publishedAt": {"after": "2026-01-02T12:00:00Z"}}, "Four Three Two"),
    ({"publishedAt": {"after": "2026-01-02T12:00:00"}}, "Four Three Two"),
    ({"audience": {"eq": "PARENTS"}}, "Two"),
    ({"audience": {"in": ["PARENTS", "CARERS"]}}, "Three Two"),
    ({"audience": {"in": []}}, ""),
    ({"locale": {"eq": "en"}}, "Four Three Two One"),
    ({"locale": {"eq": "es"}}, ""),
    ({"locale": {"in": ["es", "en"]}}, "Four Three Two One"),
    ({"hasBlock": ["QUOTE"]}, "Three Two"),
    ({"hasBlock": ["PARAGRAPH", "QUOTE"]}, "Two"),
    ({"hasBlock": ["TIPS"]}, "Four One"),
    ({"hasBlock": []}, "Four Three Two One"),
    ({"category": {"eq": "sleep"}, "tag": {"eq": "day"}, "hasBlock": ["QUOTE"]}, "Two"),
    ({"author": {"eq": "ada"}, "audience": {"eq": "EVERYONE"}}, "One"),
    ({"author": {"eq": "ada"}, "tag": {"eq": "none"}}, ""),
    (
        dict.fromkeys(
            ("category", "tag", "author", "publishedAt", "audience", "locale", "hasBlock")
        ),
        "Four Three Two One",
    ),
    (
        {name: {"eq": None, "in": None} for name in ("category", "tag", "author", "audience")},
        "Four Three Two One",
    ),
    ({"audience": {"eq": None, "in": None}}, "Four Three Two One"),
    ({"locale": {"eq": None, "in": None}}, "Four Three Two One"),
    ({"publishedAt": {"after": None, "before": None}}, "Four Three Two One"),
    ({"tag": {"eq": None, "in": ["day"]}}, "Three Two"),
]


@pytest.mark.parametrize(("where", "titles"), FILTERS)
def test_posts_can_be_filtered(graphql, where, titles):
    query = "query($where: PostFilter) {posts(filter: $where) {totalCount nodes {title}}}"
    expected = titles.split()
    assert graphql(query, where=where) == {
        "data": {
            "posts": {
                "totalCount": len(expected),
                "nodes": [{"title": title} for title in expected],
            }
        }
    }


@pytest.mark.parametrize(("where", "titles"), FILTERS)
def test_the_posts_of_a_blog_can_be_filtered_alike(graphql, where, titles):
    query = """query($where: PostFilter) {
      page(path: "/blog/") { ... on BlogIndex { posts(filter: $where) { nodes { title } } } }
    }"""
    found = graphql(query, where=where)["data"]["page"]["posts"]["nodes"]
    assert [node["title"] for node in found] == titles.split()


@pytest.mark.parametrize(
    ("where", "titles"),
    [
        ({}, ["b1", "b2", "a1"]),
        ({"category": {"eq": "sleep"}}, ["a1"]),
        ({"category": {"in": ["sleep", "food"]}}, ["a1"]),
        ({"tag": {"in": ["night", "noon"]}}, ["b1", "b2", "a1"]),
        ({"tag": {"eq": "noon"}}, ["b1", "b2"]),
        ({"text": "b2"}, ["b2"]),
        ({"text": "B2"}, ["b2"]),
        ({"text": "read a1"}, ["a1"]),
        ({"text": "a1 b1"}, []),
        ({"text": ""}, ["b1", "b2", "a1"]),
        ({"text": "%"}, []),
        ({"text": "b", "category": {"eq": "sleep"}}, []),
        ({"category": None, "tag": None, "text": None}, ["b1", "b2", "a1"]),
        ({"category": {"eq": None}, "tag": {"in": None}}, ["b1", "b2", "a1"]),
    ],
)
def test_tips_can_be_filtered(graphql, where, titles):
    query = "query($where: TipFilter) {tips(filter: $where) {totalCount nodes {title}}}"
    assert graphql(query, where=where) == {
        "data": {"tips": {"totalCount": len(titles), "nodes": [{"title": one} for one in titles]}}
    }


def test_a_filtered_list_is_paged_like_any_other(graphql):
    query = """query($after: String) {
      posts(filter: {tag: {in: ["night", "day"]}}, first: 1, after: $after) {
        nodes { title }
        pageInfo { endCursor hasNextPage }
      }
    }"""
    titles, cursor = [], None
    for _page in range(3):
        page = graphql(query, after=cursor)["data"]["posts"]
        titles += [node["title"] for node in page["nodes"]]
        cursor = page["pageInfo"]["endCursor"]
    assert (titles, page["pageInfo"]["hasNextPage"]) == (["Three", "Two", "One"], False)


@pytest.fixture
def spanish():
    one = PostPage.objects.get(title="One")
    factories.spanish(factories.home(), slug="inicio")
    factories.spanish(one.get_parent().specific)
    return factories.spanish(one, title="Uno")


@pytest.mark.parametrize(
    ("arguments", "titles"),
    [
        ("", {"One", "Two", "Three", "Four"}),
        ('(locale: "es")', {"Uno"}),
        ('(filter: {locale: {eq: "es"}})', {"Uno"}),
        ('(filter: {locale: {in: ["en", "es"]}})', {"One", "Uno", "Two", "Three", "Four"}),
        ('(locale: "en", filter: {locale: {eq: "es"}})', set()),
    ],
)
def test_posts_come_in_the_languages_asked_for(graphql, spanish, arguments, titles):
    found = graphql(f"{{posts{arguments} {{nodes {{title}}}}}}")["data"]["posts"]["nodes"]
    assert {node["title"] for node in found} == titles


def test_posts_come_in_the_language_that_the_client_prefers(graphql, spanish):
    headers = {"Accept-Language": "fr, es-MX;q=0.9, en;q=0.5"}
    answer = graphql.response("{posts {nodes {title}}}", headers=headers).json()
    assert answer == {"data": {"posts": {"nodes": [{"title": "Uno"}]}}}


# How the clinical review stands.


@pytest.fixture
def reviewed(library):
    """The four posts, each in another state."""
    rea, today = factories.author("Rea"), date.today()
    ahead = {"One": 31, "Two": 30, "Three": -1}
    for title, days in ahead.items():
        post = PostPage.objects.get(title=title)
        record(post, rea, None, next_on=today + timedelta(days))


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"eq": "CURRENT"}, "One"),
        ({"eq": "DUE_SOON"}, "Two"),
        ({"eq": "OVERDUE"}, "Three"),
        ({"eq": "NEVER_REVIEWED"}, "Four"),
        ({"eq": "WITHDRAWN"}, ""),
        ({"in": ["OVERDUE", "NEVER_REVIEWED"]}, "Four Three"),
        ({"eq": "OVERDUE", "in": ["CURRENT"]}, ""),
        ({"in": []}, ""),
        ({}, "Four Three Two One"),
    ],
)
def test_posts_are_found_by_how_their_review_stands(graphql, reviewed, asked, found):
    data = graphql(STATES, filter={"reviewState": asked})["data"]["posts"]
    assert " ".join(post["title"] for post in data["nodes"]) == found
    assert data["totalCount"] == len(found.split())


def test_the_state_that_posts_are_found_by_is_the_one_that_they_have(graphql, reviewed):
    for state in ("CURRENT", "DUE_SOON", "OVERDUE"):
        found = graphql(STATES, filter={"reviewState": {"eq": state}})["data"]["posts"]["nodes"]
        assert [post["review"]["state"] for post in found] == [state]


STATES = """query($filter: PostFilter) {
    posts(filter: $filter) {nodes {title review {state}} totalCount}
}"""
