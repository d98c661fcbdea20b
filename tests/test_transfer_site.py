"""A whole site in a folder and back: every answer is the same, and nothing is made by halves."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Page,
    PageViewRestriction,
    ReferenceIndex,
    Revision,
)

from api import ids
from blog.models import (
    Author,
    BlogIndexPage,
    Category,
    PostAuthor,
    PostBlock,
    PostPage,
    PostTip,
)
from home.models import Contact, CrisisResource, Document, HomePage, Image, SiteSettings
from tests import factories as make
from tests import people
from tests.conftest import Endpoint
from tests.transfers import blank, contents, export, load, passing, rights

pytestmark = pytest.mark.django_db

CONTRACT = {path.stem: path.read_text() for path in (Path(__file__).parent / "contract").iterdir()}
#: All that the contract asks of a post, asked of the draft at a path.
DRAFT = (
    CONTRACT["post"]
    .replace("$slug: String!", "$path: String!")
    .replace("post(slug: $slug) {", "page(path: $path, version: DRAFT) {\n...on Post {", 1)
    .replace("\n}\n\nfragment Picture", "\n}\n}\n\nfragment Picture", 1)
)
#: The types whose objects have global ids, and where their keys come from.
NODES = {
    "Post": PostPage,
    "Home": HomePage,
    "BlogIndex": BlogIndexPage,
    "Author": Author,
    "Category": Category,
    "Contact": Contact,
    "CrisisResource": CrisisResource,
    "Image": Image,
    "Document": Document,
}
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
SEARCHES = [
    "sleep",
    "anxiety",
    "breath*",
    "sueño",
    '"when sleep"',
    "slep",
    "archived",
    "nothing-at-all",
]


def fill():
    """The demo, and all that is out of the ordinary."""
    call_command("load_demo", stdout=StringIO())
    # What migrations make is found by searches when somebody saves it.
    Page.get_first_root_node().save()
    posts = list(PostPage.objects.live().order_by("pk"))
    blog = BlogIndexPage.objects.earliest("pk")
    # Drafts: of a published post, of a page that never was public, of snippets.
    draft = PostPage.objects.get(pk=posts[0].pk)
    gone = make.author("Somebody Who Left")
    draft.title, draft.intro = "Another title", "Two\nlines & <b>no markup</b>"
    draft.category = make.category("Gone")
    draft.post_authors = [
        PostAuthor(author=gone, sort_order=0),
        PostAuthor(author=Author.objects.first(), sort_order=1),
    ]
    draft.tags.set(["new", "fresh"])
    draft.save_revision()
    draft.category.delete()
    gone.delete()
    make.post("Never published", live=False, under=blog).save_revision()
    contact = Contact.objects.first()
    contact.note = "Only in the draft"
    contact.save_revision()
    # Copies that follow their source, pages that were moved, the same slug in two trees and sites.
    second = blog.get_parent().add_child(instance=BlogIndexPage(title="Archive", slug="archive"))
    posts[1].create_alias(parent=second, update_slug="mirrored")
    moved = make.post("Moved around", under=second, tags=["archived"])
    moved.move(blog, pos="first-child")
    make.post(posts[2].title, slug=posts[2].slug, under=second)
    other = make.site("other.example")
    make.post(posts[2].title, slug=posts[2].slug, under=make.blog(under=other.root_page))
    SiteSettings.objects.create(site=other, name="Other", frontend_url="https://www.other.example")
    Redirect.objects.create(old_path="/old", redirect_page=posts[1], site=other)
    Redirect.objects.create(
        old_path="/away", redirect_link="https://example.org/", is_permanent=False
    )
    posts = [PostPage.objects.get(pk=post.pk) for post in posts]
    # What is not for everybody.
    people.restrict(posts[3], PageViewRestriction.PASSWORD, password="open sesame")
    people.restrict(posts[4], PageViewRestriction.GROUPS, groups=["Book club"])
    people.restrict(posts[4].hero_image, "login")
    posts[5].unpublish()
    CrisisResource.objects.filter(pk=CrisisResource.objects.first().pk).update(live=False)
    # Plans, locks and owners.
    posts[6].go_live_at = timezone.now() + timedelta(days=3)
    posts[6].title = "From next week on"
    posts[6].save_revision().publish()
    Page.objects.filter(pk=posts[7].pk).update(owner=people.member("mia"), locked=True)
    Page.objects.filter(pk=posts[8].pk).update(owner=people.member("only here"))
    posts[9].expire_at = timezone.now() + timedelta(days=9)
    posts[9].save_revision().publish()
    # Gaps in the numbers, pictures with a focus and tags, and another picture in the same file.
    Image.objects.last().delete()
    picture = make.image("Lamp", size=(60, 40), focal_point_x=9, focal_point_y=8)
    picture.focal_point_width = picture.focal_point_height = 4
    picture.save()
    picture.tags.add("light", "night")
    Image.objects.create(title="Lamp again", file=picture.file.name)
    Document.objects.last().tags.add("paper")


class Asker:
    """Asks the contract's operations and keeps what is sent, by what was asked."""

    def __init__(self):
        self.client = Client()
        self.answers = {}
        self.token = people.bearer(people.member("root", is_superuser=True, pk=9001))

    def ask(self, query, headers=None, /, **variables):
        body = {"query": query, "variables": variables}
        answer = self.client.post("/graphql/", body, "application/json", headers=headers)
        asked = {**self.client.defaults, **variables, "with a token": headers is not None}
        self.answers[query[:80], json.dumps(asked)] = answer.content
        return answer.json()["data"]

    def follow(self, name, field, **variables):
        """Ask for page after page of a list."""
        more = {"hasNextPage": True, "endCursor": None}
        while more["hasNextPage"]:
            answer = self.ask(CONTRACT[name], after=more["endCursor"], **variables)
            more = answer[field]["pageInfo"]

    def ask_lists(self, orders):
        self.ask(CONTRACT["site"])
        for order in orders:
            self.follow("blog_list", "posts", first=12, orderBy=order)
        self.follow("tips", "tips", first=20)
        for words in SEARCHES:
            self.follow("search", "search", query=words, first=6)

    def ask_paths(self):
        urls = Page.objects.exclude(depth=1).values_list("url_path", flat=True)
        paths = sorted({f"/{url.split('/', 2)[-1]}" for url in urls})
        paths += [f"/es{path}" for path in paths if path.count("/") < 3 or "que-es" in path]
        for path in [*paths, "/old", "/away", "/nowhere/"]:
            self.ask(CONTRACT["route"], path=path)
            self.ask(DRAFT, self.token, path=path)

    def ask_nodes(self):
        for name, model in NODES.items():
            for key in model.objects.order_by("pk").values_list("pk", flat=True):
                self.ask(CONTRACT["node"], id=ids.encode(name, key))
                self.ask(CONTRACT["node"], self.token, id=ids.encode(name, key))


def answers():
    """Everything that the contract's operations can say, at two sites and in two languages."""
    asker = Asker()
    asker.ask_lists(["NEWEST", "OLDEST", "TITLE"])
    for slug in PostPage.objects.values_list("slug", flat=True).distinct().order_by("slug"):
        asker.ask(CONTRACT["post"], slug=slug)
    asker.ask_paths()
    asker.ask_nodes()
    asker.client.defaults["HTTP_ACCEPT_LANGUAGE"] = "es"
    asker.ask_lists(["NEWEST"])
    asker.client.defaults["SERVER_NAME"] = "other.example"
    asker.ask_lists(["NEWEST"])
    asker.ask_paths()
    return asker.answers


def indexed():
    """What is derived from the content, counted."""
    models = [ReferenceIndex, PostTip, PostBlock, apps.get_model("wagtailsearch.IndexEntry")]
    return {model.__name__: model.objects.count() for model in models}


@pytest.fixture(scope="module")
def travelled(django_db_setup, django_db_blocker, tmp_path_factory):
    """A site that was exported and imported: its folder, and what is known of it then and now."""
    folder, files = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("files")
    unlimited = override_settings(HEARTH_RATE_POINTS=0, HEARTH_RATE_TOKEN_POINTS=0)
    # Grants in the addresses of restricted pictures tell the time.
    clock = mock.patch("api.grants.timezone", SimpleNamespace(now=lambda: NOON))
    found = {"folder": folder, "files": files}
    with django_db_blocker.unblock(), unlimited, clock, transaction.atomic():
        with passing(), override_settings(MEDIA_ROOT=files / "before"):
            found["rights"] = rights()
            fill()
            found["said"] = export(folder / "first", "--with-passwords")
            call_command("rebuild_references_index", stdout=StringIO())
            found["indexed before"] = indexed()
            blank()
            found["before"] = answers()
        with override_settings(MEDIA_ROOT=files / "after"):
            people.member("mia")
            found["heard"] = load(folder / "first")
            export(folder / "second", "--with-passwords")
            found["indexed after"] = indexed()
            found["after"] = answers()
            blank()
            yield found
        transaction.set_rollback(True)
    blank()


def test_every_answer_is_the_same_to_the_byte(travelled):
    before, after = travelled["before"], travelled["after"]
    assert before.keys() == after.keys()
    assert [key for key in before if before[key] != after[key]] == []


def test_the_answers_that_were_compared_say_something(travelled):
    answers = travelled["before"].values()
    said = b"".join(answers)
    for word in (b"Another title", b"From next week on", b"Never published", b"RestrictedPage"):
        assert word in said
    assert not any(b'"errors"' in answer for answer in answers)
    assert len(answers) > 300


def test_an_export_of_the_imported_site_is_the_same_folder(travelled):
    first = contents(travelled["folder"] / "first")
    second = contents(travelled["folder"] / "second")
    assert first.keys() == second.keys()
    changed = [name for name in first if first[name] != second[name]]
    # The owner of one page has an account in the old installation only.
    assert [name.partition("/")[0] for name in changed] == ["manifest.json", "pages"]
    assert b'"owner": "only here"' in first[changed[1]]
    assert b'"owner": null' in second[changed[1]]


def test_files_are_the_same_under_the_same_names(travelled):
    before, after = (contents(travelled["files"] / name) for name in ("before", "after"))
    assert after
    assert {name: before[name] for name in after} == after


def test_searches_references_and_tips_are_indexed_again(travelled):
    assert travelled["indexed after"] == travelled["indexed before"]
    assert all(travelled["indexed after"].values())


def test_a_page_opens_with_the_password_that_it_had(travelled):
    path = PageViewRestriction.objects.get(restriction_type="password").page.specific.url_path
    answer = people.grant(Endpoint(Client()), path.removeprefix("/home"), "open sesame")
    assert answer


def test_a_group_that_pages_are_restricted_to_is_made_without_rights(travelled):
    group = Group.objects.get(name="Book club")
    assert PageViewRestriction.objects.filter(groups=group).count() == 1
    assert not group.permissions.exists()
    assert "There was no group Book club. It is made, without rights." in travelled["heard"]


def test_the_rights_of_the_new_installation_stay(travelled):
    assert rights() == travelled["rights"] != []


def test_an_owner_with_an_account_stays_the_owner(travelled):
    assert Page.objects.get(owner__username="mia", locked=True)


def test_what_is_made_later_gets_a_key_of_its_own(travelled):
    known = max(Author.objects.values_list("pk", flat=True))
    with transaction.atomic():
        made = make.author("Newcomer"), make.post("A new post"), make.image("New")
        transaction.set_rollback(True)
    assert made[0].pk > known


def test_a_scheduled_version_waits_for_its_day(travelled):
    waiting = Revision.objects.get(
        approved_go_live_at__isnull=False, object_str="From next week on"
    )
    assert waiting.approved_go_live_at > timezone.now()
    assert waiting.as_object().first_published_at
