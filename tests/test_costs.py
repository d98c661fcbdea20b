"""What an answer costs: exact numbers of SQL statements, the same for one post and for twenty."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from wagtail.contrib.redirects.models import Redirect

from api import prepared
from blog.models import BlogIndexPage
from home.models import Image, Rendition
from tests import factories as make

pytestmark = pytest.mark.django_db

CONTRACT = Path(__file__).parent / "contract"
MANY = 20


@pytest.fixture(scope="module", autouse=True)
def content(shared_content):
    """Posts, each with objects of its own at every place that can refer to something."""
    make.spanish(make.home())
    blog = make.blog()
    pictures = iter(copies(make.image(focal_point_x=10, focal_point_y=10), 9 * MANY))
    linked = [
        make.post(f"Linked {n}", under=blog, hero_image=next(pictures)) for n in range(2 * MANY)
    ]
    for n in range(MANY):
        target, other = linked[2 * n], linked[2 * n + 1]
        contact = make.contact(f"Contact {n}")
        document = make.document(f"Paper {n}")
        links = (
            f'<p><a linktype="page" id="{other.pk}">p</a> '
            f'<a linktype="document" id="{document.pk}">d</a></p>'
        )
        make.post(
            f"Post {n}",
            under=blog,
            hero_image=next(pictures),
            category=make.category(f"Category {n}"),
            tags=[f"tag {n}", "all"],
            authors=[
                make.author(f"Author {n}", photo=next(pictures), bio=links),
                make.author(f"Second {n}", photo=next(pictures)),
            ],
            reviewer=make.author(f"Reviewer {n}"),
            reviewed_on=date(2026, 1, 1),
            sources=make.stream([("source", {"title": f"Work {n}"})]),
            body=[
                ("heading", {"text": f"Heading {n}", "level": "h2"}),
                ("paragraph", links),
                ("image", {"image": picture(next(pictures)), "caption": "Seen"}),
                ("gallery", {"images": [{"image": picture(next(pictures))}] * 2}),
                (
                    "tips",
                    {
                        "title": "Tips",
                        "tips": [
                            {"title": f"Tip {n}", "content": links, "image": picture(one)}
                            for one in (next(pictures), next(pictures))
                        ],
                    },
                ),
                ("callout", {"tone": "info", "title": "Note", "content": links}),
                ("faq", {"items": [{"question": "Why?", "answer": links}]}),
                ("embed", {"url": "https://www.youtube.com/watch?v=hearthDemo1"}),
                ("related_posts", {"posts": [target.pk, other.pk]}),
                ("contact", {"contact": contact.pk}),
                ("call_to_action", {"label": "Go", "page": target.pk}),
                ("document", {"document": document.pk}),
            ],
        )
        make.crisis_resource(f"Line {n}")
    entry = {"page": blog.pk, "children": [{"page": page.pk} for page in linked[:5]]}
    make.site_settings(
        contact=contact,
        disclaimer=links,
        main_menu=make.stream([("item", entry)] * 5),
    )
    Redirect.objects.create(old_path="/old", redirect_page=blog)


def copies(image, count):
    """More pictures of the same file, made at once."""
    values = {
        field.attname: getattr(image, field.attname)
        for field in Image._meta.concrete_fields
        if not field.primary_key
    }
    return Image.objects.bulk_create(Image(**values) for _number in range(count))


def picture(image):
    return {"image": image.pk, "alt_text": "", "decorative": False}


@pytest.fixture
def cost(graphql, count_sql):
    """The SQL statements that an answer takes; an answer with errors fails the test."""

    def run(query, /, **variables):
        answers = []
        statements = count_sql(lambda: answers.append(graphql(query, **variables)))
        assert list(answers[0]) == ["data"]
        return statements

    return run


def operation(name):
    return (CONTRACT / f"{name}.graphql").read_text()


def posts_in_full():
    """The contract's query of one post, for the newest ones."""
    one = operation("post")
    many = one.replace("query PostPage($slug: String!)", "query Posts($first: Int!)")
    many = many.replace("post(slug: $slug) {", "posts(first: $first) { nodes {")
    many = many.replace("\n}\n\nfragment Picture", "\n}}\n\nfragment Picture")
    assert many.count("{") == one.count("{") + 1 == many.count("}")
    return many


@pytest.mark.parametrize(
    ("name", "variables", "statements"),
    [
        ("post", {"slug": "post-1"}, 14),
        ("search", {"query": "Breathe"}, 2),
        ("site", {}, 10),
        ("route", {"path": "/blog/"}, 6),
        ("route", {"path": "/blog/post-1/"}, 5),
        ("route", {"path": "/old/"}, 4),
        ("route", {"path": "/nowhere/"}, 3),
    ],
)
def test_the_cost_of_an_operation(cost, name, variables, statements):
    assert len(cost(operation(name), **variables)) == statements


@pytest.mark.parametrize("first", [1, MANY])
@pytest.mark.parametrize(
    ("query", "statements"),
    [
        pytest.param(operation("blog_list"), 6, id="blog_list"),
        pytest.param(operation("tips"), 6, id="tips"),
        pytest.param(posts_in_full(), 14, id="posts in full"),
    ],
)
def test_the_cost_of_a_list_does_not_grow_with_it(cost, query, statements, first):
    assert len(cost(query, first=first)) == statements


def test_twenty_hits_cost_what_one_hit_costs(cost):
    one, many = [len(cost(operation("search"), query="Breathe", first=n)) for n in (1, MANY)]
    assert one == many


def test_a_total_count_costs_one_statement(cost):
    with_count = operation("blog_list")
    without = with_count.replace("totalCount", "")
    assert len(cost(with_count)) == len(cost(without)) + 1


def test_a_total_count_alone_loads_no_posts(cost):
    statements = cost("{posts {totalCount}}")
    assert len(statements) == 2
    assert "COUNT(*)" in statements[-1]


BODY_COLUMN = '"blog_postpage"."body"'


@pytest.mark.parametrize(
    ("name", "variables"),
    [
        ("blog_list", {}),
        ("tips", {}),
        ("search", {"query": "Breathe"}),
        ("route", {"path": "/blog/post-1/"}),
        ("site", {}),
    ],
)
def test_the_body_is_not_read_unless_it_is_asked_for(cost, name, variables):
    assert [sql for sql in cost(operation(name), **variables) if BODY_COLUMN in sql] == []


def test_the_bodies_of_all_posts_are_read_at_once(cost):
    statements = cost("{posts {nodes {body {id}}}}")
    assert sum(BODY_COLUMN in sql for sql in statements) == 1


def test_no_rendition_is_looked_up_or_made(cost):
    table = Rendition._meta.db_table
    assert [sql for sql in cost(posts_in_full(), first=MANY) if table in sql] == []


def test_an_answer_only_reads(cost):
    verbs = {sql.lstrip("(").split()[0] for sql in cost(posts_in_full(), first=MANY)}
    assert verbs == {"SELECT"}


def test_no_file_is_written(cost):
    before = files()
    cost(posts_in_full(), first=MANY)
    assert before
    assert files() == before


def files():
    """Every file of the storage with the moment of its last change."""
    found = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return {path: path.stat().st_mtime_ns for path in found}


def test_a_total_count_is_made_once_for_a_version_of_the_content(cost):
    first, second = [len(cost("{posts {totalCount}}")) for _time in range(2)]
    assert (first, second) == (2, 1)


def test_a_change_of_content_makes_a_new_count(cost):
    cost("{posts {totalCount}}")
    make.post("One more", under=BlogIndexPage.objects.get(slug="blog"))
    assert "COUNT(*)" in cost("{posts {totalCount}}")[-1]


def test_a_list_reads_the_columns_that_are_asked_for_and_no_others(cost):
    [_context, posts] = cost("{posts {nodes {title}}}")
    columns = re.findall(r'"(\w+)" AS', posts.partition(" FROM ")[0])
    assert columns == ["first_published_at", "page_ptr_id", "title"]


def test_a_reference_reads_the_columns_that_are_asked_for_and_no_others(cost):
    [_context, _posts, authors] = cost("{posts {nodes {authors {name}}}}")
    columns = re.findall(r'"(\w+)" AS', authors.partition(" FROM ")[0])
    assert columns == ["post_id", "author_id", "name"]


@pytest.mark.parametrize("count", [1, MANY])
def test_help_in_a_crisis_costs_two_statements_however_many_ask_for_it(cost, count):
    for n in range(count):
        make.post(f"Crisis {n}", body=[("crisis", {"resources": []})], tags=["crisis"])
    ask = """{posts(first: 100, filter: {tag: {eq: "crisis"}}) {
        nodes {body {... on CrisisBlock {%s}}}
    }}"""
    assert len(cost(ask % "resources {name}")) == len(cost(ask % "note")) + 2


def test_a_category_comes_with_its_posts(cost):
    assert len(cost("{posts {nodes {category {name}}}}")) == 2


def test_the_same_question_with_other_values_is_the_same_statement(cost):
    ask = "query($slug: String!) {post(slug: $slug) {title}}"
    before = prepared.prepared.cache_info().currsize
    cost(ask, slug="post-1")
    known = prepared.prepared.cache_info().currsize
    cost(ask, slug="post-2")
    assert prepared.prepared.cache_info().currsize == known >= before
