"""What a reader may see: every way to hide a thing, by every edge that leads to it."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from django.utils import timezone
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from api import ids
from tests import factories as make
from tests.edges import EDGES, PATH, SPANISH, THINGS

pytestmark = pytest.mark.django_db

CONTRACT = Path(__file__).parent / "contract"


def never_published(thing):
    type(thing).objects.filter(pk=thing.pk).update(
        live=False,
        first_published_at=None,
        last_published_at=None,
        live_revision=None,
        has_unpublished_changes=True,
    )


def unpublished(thing):
    thing.unpublish()


def scheduled(thing):
    thing.unpublish()
    thing.go_live_at = timezone.now() + timedelta(days=1)
    thing.save_revision().publish()


def expired(thing):
    """Past its time, though no task has unpublished it yet."""
    thing.expire_at = timezone.now() - timedelta(seconds=1)
    thing.save()


def for_members(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def with_a_password(page):
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="open"
    )


def for_a_group(page):
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.GROUPS)


def below_a_page_for_members(page):
    for_members(page.get_parent())


def on_another_site(page):
    page.move(make.site().root_page, pos="last-child")


def on_no_site(page):
    page.move(Page.get_first_root_node(), pos="last-child")


def in_a_collection_for_members(medium):
    _restrict(medium, CollectionViewRestriction.LOGIN)


def in_a_collection_with_a_password(medium):
    _restrict(medium, CollectionViewRestriction.PASSWORD)


def in_a_collection_for_a_group(medium):
    _restrict(medium, CollectionViewRestriction.GROUPS)


def below_a_collection_for_members(medium):
    _restrict(medium, CollectionViewRestriction.LOGIN, depth=2)


def _restrict(medium, kind, depth=0):
    restricted = collection = make.collection()
    for level in range(depth):
        collection = make.collection(f"Level {level}", under=collection)
    CollectionViewRestriction.objects.create(
        collection=restricted, restriction_type=kind, password="open"
    )
    type(medium).objects.filter(pk=medium.pk).update(collection=collection)


NOT_PUBLISHED = [never_published, unpublished, scheduled, expired]
RESTRICTED = [for_members, with_a_password, for_a_group]
ELSEWHERE = [below_a_page_for_members, on_another_site, on_no_site]
IN_COLLECTIONS = [
    in_a_collection_for_members,
    in_a_collection_with_a_password,
    in_a_collection_for_a_group,
    below_a_collection_for_members,
]
WAYS = {
    "secret": [*NOT_PUBLISHED, *RESTRICTED, *ELSEWHERE],
    "translation": [*NOT_PUBLISHED, *RESTRICTED, *ELSEWHERE],
    "index": [*NOT_PUBLISHED, *RESTRICTED],
    "parent": NOT_PUBLISHED,
    "spanish home": [*NOT_PUBLISHED, *RESTRICTED],
    "spanish blog": [*NOT_PUBLISHED, *RESTRICTED],
    "author": NOT_PUBLISHED,
    "category": NOT_PUBLISHED,
    "contact": NOT_PUBLISHED,
    "spanish contact": NOT_PUBLISHED,
    "line": NOT_PUBLISHED,
    "image": IN_COLLECTIONS,
    "document": IN_COLLECTIONS,
}
COLUMNS = [
    pytest.param(thing, hide, id=f"{thing}-{hide.__name__}")
    for thing, ways in WAYS.items()
    for hide in ways
]


@pytest.fixture(scope="module")
def keys(shared_content):
    """A site on which every edge leads to its thing: model and primary key of each, by name."""
    things = {
        "author": make.author("Falconer", job_title="Falconer"),
        "category": make.category("Raptors", description="Raptors"),
        "contact": make.contact("Aerie"),
        "line": make.crisis_resource("Mobbing"),
        "image": make.image("Plumage", description="Plumage seen"),
        "document": make.document("Fieldnotes"),
    }
    things["spanish contact"] = make.spanish(things["contact"], name="Nido")
    make.crisis_resource("Lifeline")
    home = make.home()
    home.hero_image = things["image"]
    home.save()
    things["spanish home"] = make.spanish(home, title="Casa")
    blog = make.blog()
    things["spanish blog"] = make.spanish(blog, title="Bitacora", slug="blog")
    things["index"] = things["parent"] = make.blog("Nook", slug="corner")
    make.post("Fledgling", under=things["index"])
    things["secret"] = make_secret(things["category"])
    make_album(blog, things["image"], things["document"])
    witness = make_witness(blog, things)
    things["translation"] = make.spanish(witness, title="Cernicalo", slug="cernicalo")
    fill_settings(things, witness)
    Redirect.objects.create(old_path="/old", redirect_page=things["secret"])
    return {name: (type(thing), thing.pk) for name, thing in things.items()}


def make_secret(category):
    shelf = make.blog("Shelf", under=make.blog("Library"))
    return make.post(
        "Kestrel",
        under=shelf,
        intro="Kestrel",
        category=category,
        tags=["kestrel", "rest"],
        body=[
            ("quote", {"quote": "Kestrel"}),
            ("tips", {"tips": [{"title": "Kestrel tip", "content": "<p>Kestrel wings</p>"}]}),
        ],
    )


def make_album(blog, image, document):
    picture = {"image": image.pk, "alt_text": "", "decorative": False}
    embed = f'<embed embedtype="image" id="{image.pk}" format="fullwidth" alt="">'
    download = f'<p><a linktype="document" id="{document.pk}">Read</a></p>'
    tip = {"title": "Album tip", "content": "<p>Look.</p>", "image": picture}
    make.post(
        "Album",
        under=blog,
        hero_image=image,
        body=[
            ("paragraph", embed),
            ("image", {"image": picture}),
            ("gallery", {"images": [{"image": picture}]}),
            ("tips", {"tips": [tip]}),
            ("callout", {"tone": "info", "content": download}),
            ("document", {"document": document.pk}),
        ],
    )


def make_witness(blog, things):
    secret, text = things["secret"], link(things["secret"])
    ada = make.author("Ada", photo=things["image"], bio=text)
    return make.post(
        "Witness",
        under=blog,
        category=things["category"],
        tags=["rest"],
        authors=[things["author"], ada],
        reviewer=things["author"],
        reviewed_on=timezone.localdate(),
        body=[
            ("paragraph", text),
            ("callout", {"tone": "info", "content": text}),
            ("faq", {"items": [{"question": "Where?", "answer": text}]}),
            ("tips", {"tips": [{"title": "Witness tip", "content": text}]}),
            ("related_posts", {"posts": [secret.pk]}),
            ("call_to_action", {"label": "Go", "page": secret.pk}),
            ("contact", {"contact": things["contact"].pk}),
        ],
    )


def fill_settings(things, witness):
    secret = {"page": things["secret"].pk}
    menu = [
        secret,
        {"title": "More", "url": "https://example.org/", "children": listed(secret)},
        {"title": "Deep", **secret, "children": listed({"page": witness.pk})},
        {"page": things["index"].pk},
        {"page": witness.pk},
    ]
    make.site_settings(
        contact=things["contact"],
        disclaimer=link(things["secret"]),
        main_menu=make.stream([("item", entry) for entry in menu]),
    )


def listed(*values):
    return [{"type": "item", "value": value} for value in values]


def link(page):
    return f'<p>See <a linktype="page" id="{page.pk}">this</a>.</p>'


class Reader:
    """Asks about things by the name of the thing."""

    def __init__(self, graphql, keys):
        self.graphql = graphql
        self.keys = keys

    def thing(self, name):
        model, key = self.keys[name]
        return model.objects.get(pk=key)

    def column(self, name):
        """What each edge of a thing gives, and with it whether that has the thing's mark."""
        return {edge: self.ask(name, row) for edge, row in EDGES[name].items()}

    def ask(self, name, row):
        response = self.response(name, row)
        found = ... if row.shown is ... else gist(response.json()["data"])
        return found, has_mark(response, THINGS[name][0])

    def response(self, name, row, **headers):
        variables = {"id": self.id(name)} if "$id" in row.query else {}
        response = self.graphql.response(row.query, variables, {**row.headers, **headers})
        assert list(response.json()) == ["data"], response.json()
        return response

    def id(self, name):
        return ids.encode(THINGS[name][1], self.keys[name][1])


def gist(value):
    """An answer without its scaffolding: an object of one field is that field, of none is None."""
    if isinstance(value, list):
        return [gist(entry) for entry in value if entry != {}]
    if isinstance(value, dict) and len(value) < 2:
        return gist(next(iter(value.values()), None))
    return value


def has_mark(response, mark):
    return mark.encode() in response.content.lower()


@pytest.fixture
def reader(graphql, keys):
    return Reader(graphql, keys)


@pytest.mark.parametrize("name", EDGES)
def test_every_edge_leads_to_what_is_visible(reader, name):
    mark = THINGS[name][0]
    assert reader.column(name) == {
        edge: (row.shown, row.shown is ... or mark in str(row.shown).lower())
        for edge, row in EDGES[name].items()
    }


@pytest.mark.parametrize(("name", "hide"), COLUMNS)
def test_no_edge_leads_to_what_is_hidden(reader, name, hide):
    hide(reader.thing(name))
    assert reader.column(name) == {edge: (row.hidden, False) for edge, row in EDGES[name].items()}


@pytest.fixture
def tell_tales(graphql):
    """The operations of the contract that have the mark of a thing in their answers."""

    def tell_tales(name):
        mark, told = THINGS[name][0], []
        for operation, variables, headers in OPERATIONS:
            query = (CONTRACT / f"{operation}.graphql").read_text()
            if has_mark(graphql.response(query, variables, headers), mark):
                told.append((operation, *variables.values()))
        return told

    return tell_tales


OPERATIONS = [
    ("blog_list", {}, {}),
    ("tips", {}, {}),
    ("site", {}, {}),
    ("site", {}, SPANISH),
    ("post", {"slug": "witness"}, {}),
    ("post", {"slug": "album"}, {}),
    ("route", {"path": "/corner/fledgling/"}, {}),
    ("search", {"query": "kestrel"}, {}),
]


@pytest.mark.parametrize("name", ["secret", "author", "category", "contact", "line", "image"])
def test_the_operations_of_the_contract_show_what_is_visible(tell_tales, keys, name):
    assert tell_tales(name)


@pytest.mark.parametrize(("name", "hide"), COLUMNS)
def test_no_operation_of_the_contract_tells_of_what_is_hidden(reader, tell_tales, name, hide):
    hide(reader.thing(name))
    assert tell_tales(name) == []


@pytest.mark.parametrize("name", ["secret", "author", "category", "contact", "line"])
def test_changes_that_are_not_published_are_not_seen(reader, tell_tales, name):
    thing = reader.thing(name)
    attribute = "title" if name == "secret" else "name"
    setattr(thing, attribute, "Draftling")
    thing.save_revision()
    answers = [reader.response(name, row).content for row in EDGES[name].values()]
    assert not [answer for answer in answers if b"draftling" in answer.lower()]


@pytest.mark.parametrize("hide", WAYS["secret"])
def test_a_tag_is_seen_only_while_a_visible_post_has_it(reader, hide):
    key = ids.encode("Tag", Tag.objects.get(name="kestrel").pk)
    query = "query($id: ID!) {node(id: $id) {... on Tag {name}}}"
    assert reader.graphql(query, id=key) == {"data": {"node": {"name": "kestrel"}}}
    hide(reader.thing("secret"))
    assert reader.graphql(query, id=key) == {"data": {"node": None}}


# Pages that need more rights: a route may give the reason.

ROUTE = f"""{{
    route(path: "{PATH}") {{
        __typename
        ... on Page {{id title slug path url}}
        ... on RestrictedPage {{reason}}
    }}
}}"""


@pytest.mark.parametrize(
    ("hide", "reason"),
    [
        (for_members, "LOGIN"),
        (with_a_password, "PASSWORD"),
        (for_a_group, "GROUPS"),
        (below_a_page_for_members, "LOGIN"),
    ],
)
def test_a_route_to_a_restricted_page_gives_the_reason_and_no_more(reader, hide, reason):
    hide(reader.thing("secret"))
    assert reader.graphql(ROUTE) == {
        "data": {"route": {"__typename": "RestrictedPage", "reason": reason}}
    }


@pytest.mark.parametrize("hide", [*NOT_PUBLISHED, on_another_site, on_no_site])
def test_a_route_to_a_page_that_is_not_there_gives_no_reason(reader, hide):
    for_members(reader.thing("secret"))
    hide(reader.thing("secret"))
    assert reader.graphql(ROUTE) == {"data": {"route": None}}


# Other sites.


def test_a_site_shows_its_own_pages(reader):
    on_another_site(reader.thing("secret"))
    response = reader.graphql.response(
        "{posts {nodes {title path}}}", headers={"Host": "other.example"}
    )
    assert response.json() == {
        "data": {"posts": {"nodes": [{"title": "Kestrel", "path": "/kestrel/"}]}}
    }


@pytest.mark.parametrize("name", ["secret", "translation", "index", "parent", "spanish blog"])
def test_no_edge_of_a_site_leads_to_the_pages_of_another(reader, name):
    make.site()
    for edge, row in EDGES[name].items():
        response = reader.response(name, row, Host="other.example")
        assert not has_mark(response, THINGS[name][0]), edge


# Files.


@pytest.mark.parametrize("hide", IN_COLLECTIONS)
def test_the_signed_url_of_a_hidden_picture_leads_nowhere(reader, fetch, hide):
    answer = reader.graphql('{post(slug: "album") {heroImage {rendition(width: 160) {url}}}}')
    url = gist(answer["data"])
    assert fetch(url)[0] == 200
    hide(reader.thing("image"))
    assert fetch(url)[0] == 404


DOCUMENT = '{post(slug: "album") {body {... on DocumentBlock {document {url}}}}}'


@pytest.mark.parametrize("hide", IN_COLLECTIONS)
def test_the_url_of_a_hidden_document_does_not_give_it_out(reader, fetch, hide):
    (url,) = gist(reader.graphql(DOCUMENT)["data"])
    assert fetch(url) == (200, b"One line.")
    hide(reader.thing("document"))
    status, content = fetch(url)
    assert status == (200 if hide is in_a_collection_with_a_password else 302)
    assert b"One line." not in content


def test_the_url_of_a_document_for_members_leads_to_the_login(reader, client):
    (url,) = gist(reader.graphql(DOCUMENT)["data"])
    in_a_collection_for_members(reader.thing("document"))
    path = urlsplit(url).path
    response = client.get(path, follow=True)
    assert unquote(response.redirect_chain[-1][0]) == f"/admin/login/?next={path}"


@pytest.fixture
def fetch(client):
    """Status and content of a URL of this server."""

    def fetch(url):
        response = client.get(urlsplit(url).path)
        return response.status_code, response.getvalue()

    return fetch


# Aliases.

ALIAS = '{post(slug: "echo") {title seo {canonicalUrl jsonLd}}}'


@pytest.fixture
def original(keys):
    """A post with a mark in its address alone, and an alias of it."""
    shelf = Page.objects.get(slug="shelf").specific
    original = make.post("Whistle", under=shelf, slug="whinchat")
    original.create_alias(
        parent=Page.objects.get(slug="blog", depth=3, locale__language_code="en"),
        update_slug="echo",
    )
    return original


def test_an_alias_names_its_original(original, graphql):
    answer = graphql(ALIAS)["data"]["post"]
    assert answer["seo"]["canonicalUrl"] == "http://testserver/library/shelf/whinchat/"


@pytest.mark.parametrize("hide", [*RESTRICTED, *ELSEWHERE, never_published, expired])
def test_an_alias_does_not_name_an_original_that_is_hidden(original, graphql, hide):
    hide(original)
    response = graphql.response(ALIAS)
    assert response.json()["data"]["post"]["seo"]["canonicalUrl"] == "http://testserver/blog/echo/"
    assert not has_mark(response, "whinchat")


def test_an_alias_is_unpublished_with_its_original(original, graphql):
    original.unpublish()
    assert graphql(ALIAS) == {"data": {"post": None}}


# Who asks.


def test_who_is_logged_in_to_the_admin_sees_no_more(reader, admin_client):
    never_published(reader.thing("secret"))
    reader.graphql.client = admin_client
    assert reader.column("secret") == {
        edge: (row.hidden, False) for edge, row in EDGES["secret"].items()
    }
