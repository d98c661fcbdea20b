"""How PostgreSQL answers the contract's operations over a hundred thousand posts: by its indexes.

Every statement that an operation sends is captured over HTTP and explained with its own values, so
this knows nothing of how the statements are made.
"""

import json
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api import ids
from blog.models import PostPage
from tests import factories as make

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="explains plans of PostgreSQL"),
]

CONTRACT = Path(__file__).parent / "contract"
POSTS = {"en": 90_000, "es": 10_000}

#: Tables that grow with the number of posts.
LARGE = {
    "blog_postpage",
    "wagtailcore_page",
    "blog_posttip",
    "blog_postblock",
    "blog_posttag",
    "blog_postauthor",
    "wagtailsearch_indexentry",
}

DIGIT = "substr('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', 1 + n / {} %% 36, 1)"
DIGITS = " || ".join(DIGIT.format(36**power) for power in (3, 2, 1, 0))
FILL = f"""
CREATE TEMPORARY TABLE many ON COMMIT DROP AS SELECT
    n,
    %(first)s::int + n AS id,
    %(path)s || {DIGITS} AS path,
    timestamptz '2026-01-01' - n * interval '25 minutes' AS published,
    n::bigint * 7919 %% 100003 AS mixed
FROM generate_series(2, %(count)s + 1) n;

INSERT INTO wagtailcore_page (
    id, path, depth, numchild, title, draft_title, slug, live, has_unpublished_changes, url_path,
    seo_title, show_in_menus, search_description, expired, content_type_id, locked,
    first_published_at, last_published_at, latest_revision_created_at, translation_key, locale_id)
SELECT
    id, path, %(depth)s, 0,
    'Post ' || mixed || ' about something', 'Post ' || mixed, 'post-' || n, n %% 50 <> 0, false,
    %(url)s || 'post-' || n || '/', '', false, repeat('What to know. ', 10), false, %(type)s, false,
    published,
    published + mixed * interval '1 minute', published, gen_random_uuid(), %(locale)s
FROM many;

INSERT INTO blog_postpage (
    page_ptr_id, intro, body, sources, audience, sensitive_topics, word_count, category_id)
SELECT
    id, 'What to know about ' || mixed, %(body)s, '[]',
    (ARRAY['everyone', 'everyone', 'everyone', 'parents', 'carers'])[1 + n %% 5], '[]', 80,
    (%(categories)s)[1 + n %% array_length(%(categories)s, 1)]
FROM many;

INSERT INTO blog_postauthor (sort_order, post_id, author_id)
SELECT 0, id, (%(authors)s)[1 + mixed %% array_length(%(authors)s, 1)] FROM many;

INSERT INTO blog_posttag (content_object_id, tag_id)
SELECT id, (%(tags)s)[1 + (mixed + 13 * k) %% array_length(%(tags)s, 1)]
FROM many, generate_series(1, 3) k;

INSERT INTO blog_postblock (post_id, kind)
SELECT id, kind FROM many, unnest(
    ARRAY['paragraph', 'tips'] || CASE WHEN n %% 40 = 0 THEN '{{gallery}}'::text[] END) kind;

INSERT INTO blog_posttip (post_id, position, item_id, text, value)
SELECT id, 0, 'tip-' || id, 'Read word' || n %% 997 || ' tonight', jsonb_build_object(
    'title', 'Tip ' || n, 'content', '<p>Read word' || n %% 997 || ' tonight.</p>', 'image', null)
FROM many;

INSERT INTO wagtailsearch_indexentry (
    content_type_id, object_id, title_norm, autocomplete, title, body, title_text, body_text)
SELECT %(type)s, id, 1, to_tsvector('hearth', title), setweight(to_tsvector('hearth', title), 'B'),
    to_tsvector('hearth', text), title, text
FROM many, LATERAL (SELECT
    'Post ' || mixed AS title,
    'Some word' || n %% 997 || ' and name' || n %% 991
        || CASE WHEN n %% 500 = 7 THEN ' breathing' ELSE ' everything' END AS text) texts;

DROP TABLE many;
"""  # noqa: S608 - numbers of our own


@pytest.fixture(scope="module", autouse=True)
def library(shared_content):
    """Posts in two languages with all that they refer to."""
    # Indexes are sooner made than kept, and nothing here needs keys to be checked.
    run("SET LOCAL session_replication_role = replica")
    indexes = run(
        """SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)
        AND indexname NOT IN (SELECT conname FROM pg_constraint)""",
        [list(LARGE)],
    )
    image = make.image()
    spanish_home = make.spanish(make.home())
    blogs = [make.blog(), make.blog("Blog", under=spanish_home)]
    for name, _definition in indexes:
        run(f"DROP INDEX {name}")
    for blog in blogs:
        locale = blog.locale
        own = {"locale": locale}
        categories = [make.category(f"Category {n}", **own) for n in range(8)]
        authors = [make.author(f"Author {n}", photo=image, **own) for n in range(25)]
        sample = make.post("Sample", under=blog, tags=[f"tag {n}" for n in range(40)])
        fill(
            first=PostPage.objects.order_by("-pk").first().pk,
            count=POSTS[locale.language_code],
            path=blog.path,
            depth=blog.depth + 1,
            url=blog.url_path,
            type=ContentType.objects.get_for_model(PostPage).pk,
            locale=locale.pk,
            body=json.dumps(sample.body.get_prep_value()),
            categories=[one.pk for one in categories],
            authors=[one.pk for one in authors],
            tags=list(sample.tags.values_list("pk", flat=True)),
        )
    run("INSERT INTO hearth_search_word VALUES ('breathing'), ('everything')")
    for _name, definition in indexes:
        run(definition)
    run("SET LOCAL session_replication_role = DEFAULT")
    for table in LARGE:
        run(f"ANALYZE {table}")
    # A new index is kept from a transaction that has changed rows of its table, as this one has.
    run(
        "UPDATE pg_index SET indcheckxmin = false WHERE indrelid = ANY(%s::regclass[])",
        [list(LARGE)],
    )
    # What a VACUUM would have left, which no transaction can run.
    run("UPDATE pg_class SET relallvisible = relpages WHERE relname = ANY(%s)", [list(LARGE)])


def fill(**values):
    run(FILL, values)
    run(
        "SELECT setval(pg_get_serial_sequence('wagtailcore_page', 'id'), max(id))"
        " FROM wagtailcore_page"
    )


def run(sql, params=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall() if cursor.description else []


def steps(plan):
    """Every step of a plan."""
    yield plan
    for inner in plan.get("Plans", ()):
        yield from steps(inner)


def scans(sql):
    """The large tables that a statement reads from one end to the other."""
    ((found,),) = run(f"EXPLAIN (FORMAT JSON) {sql}")
    return [
        step["Relation Name"]
        for step in steps(found[0]["Plan"])
        if step["Node Type"] == "Seq Scan" and step["Relation Name"] in LARGE
    ]


def asked(graphql, operation, variables, headers=None):
    """The statements that an operation sends."""
    query = (CONTRACT / f"{operation}.graphql").read_text()
    with CaptureQueriesContext(connection) as captured:
        answer = graphql.response(query, variables, headers).json()
    assert list(answer) == ["data"], answer
    return answer["data"], [found["sql"] for found in captured]


def explained(sql):
    return "\n".join(line for (line,) in run(f"EXPLAIN (ANALYZE, BUFFERS) {sql}"))


def check(statements, but=()):
    """Fail with each statement that reads a large table from one end to the other, and its plan.

    Tables in `but` may be read so.
    """
    failures = [
        f"\n\nreads all of {', '.join(sorted(tables))}:\n{sql}\n\n{explained(sql)}"
        for sql in statements
        if sql.startswith("SELECT") and (tables := set(scans(sql)).difference(but))
    ]
    assert not failures, "".join(failures)


DATES = {"after": "2024-01-01T00:00:00Z", "before": "2025-01-01T00:00:00Z"}
FILTERS = [
    {},
    {"category": {"eq": "category-3"}},
    {"category": {"in": ["category-3", "category-5"]}},
    {"tag": {"eq": "tag-7"}},
    {"author": {"eq": "author-9"}},
    {"audience": {"eq": "CARERS"}},
    {"locale": {"eq": "es"}},
    {"locale": {"in": ["es", "en"]}},
    {"hasBlock": ["GALLERY"]},
    {"publishedAt": DATES},
    {"category": {"eq": "category-3"}, "tag": {"eq": "tag-7"}, "publishedAt": DATES},
    {"category": {"eq": "nothing"}},
]
ORDERS = ["NEWEST", "OLDEST", "RECENTLY_UPDATED", "TITLE"]


@pytest.mark.parametrize("found", FILTERS, ids=json.dumps)
def test_a_list_of_posts_reads_no_table_of_posts_from_end_to_end(graphql, found):
    for order in ORDERS:
        variables = {"filter": found, "orderBy": order}
        data, statements = asked(graphql, "blog_list", variables)
        check(statements)
        if data["posts"]["pageInfo"]["hasNextPage"]:
            after = data["posts"]["pageInfo"]["endCursor"]
            check(asked(graphql, "blog_list", {**variables, "after": after})[1])


@pytest.mark.parametrize("order", ORDERS)
def test_posts_by_blocks_that_all_have_read_the_list_of_blocks_at_most(graphql, order):
    # To count what nearly every post has, no index is quicker than the narrow table itself.
    variables = {"filter": {"hasBlock": ["TIPS", "PARAGRAPH"]}, "orderBy": order}
    check(asked(graphql, "blog_list", variables)[1], but=["blog_postblock"])


@pytest.mark.parametrize("order", ORDERS)
def test_a_deep_page_and_a_page_from_the_end_read_no_table_of_posts_from_end_to_end(graphql, order):
    query = """query($order: PostOrder!, $before: String) {posts(last: 20, before: $before,
      orderBy: $order) {pageInfo {startCursor} nodes {id title}}}"""
    before = None
    for _page in range(2):
        with CaptureQueriesContext(connection) as captured:
            page = graphql(query, order=order, before=before)["data"]["posts"]
        assert len(page["nodes"]) == 20
        check(found["sql"] for found in captured)
        before = page["pageInfo"]["startCursor"]
    check(asked(graphql, "blog_list", {"after": before, "orderBy": order})[1])


TIPS = [
    {},
    {"category": {"eq": "category-3"}},
    {"tag": {"eq": "tag-7"}},
    {"text": "word55"},
    {"text": "nowhere"},
    {"category": {"eq": "category-3"}, "tag": {"eq": "tag-7"}, "text": "word55 read"},
]


@pytest.mark.parametrize("found", TIPS, ids=json.dumps)
def test_a_list_of_tips_reads_no_table_of_posts_from_end_to_end(graphql, found):
    data, statements = asked(graphql, "tips", {"filter": found})
    check(statements)
    if data["tips"]["pageInfo"]["hasNextPage"]:
        after = data["tips"]["pageInfo"]["endCursor"]
        check(asked(graphql, "tips", {"filter": found, "after": after})[1])


SEARCHES = [
    "word55",
    "word55 name",
    '"some word55"',
    "word55 -name8",
    "word55 or name66",
    "braething",
]


@pytest.mark.parametrize("query", SEARCHES)
def test_a_search_reads_no_table_of_posts_from_end_to_end(graphql, query):
    data, statements = asked(graphql, "search", {"query": query})
    assert data["search"]["totalCount"]
    check(statements)


def test_what_every_page_of_a_site_needs_reads_no_table_of_posts_from_end_to_end(graphql):
    data, statements = asked(graphql, "site", {})
    assert all(category["postCount"] > 10_000 for category in data["categories"])
    check(statements)


@pytest.mark.parametrize("path", ["/", "/blog/", "/blog/post-777/", "/nowhere/", "/es/blog/"])
def test_a_route_reads_no_table_of_posts_from_end_to_end(graphql, path):
    check(asked(graphql, "route", {"path": path})[1])


@pytest.mark.parametrize("slug", ["post-777", "nothing"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_post_reads_no_table_of_posts_from_end_to_end(graphql, slug, language):
    headers = {"Accept-Language": language}
    check(asked(graphql, "post", {"slug": slug}, headers)[1])


def test_a_node_reads_no_table_of_posts_from_end_to_end(graphql):
    post = PostPage.objects.get(slug="post-777", locale__language_code="en")
    data, statements = asked(graphql, "node", {"id": ids.encode("Post", post.pk)})
    assert data["node"]["title"] == post.title
    check(statements)
