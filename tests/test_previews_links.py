"""The promises of links for reviewers: one revision, for a while, until somebody ends them."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.utils import timezone
from wagtail.models import ModelLogEntry, PageLogEntry

from api import ids
from api.models import PreviewLink
from blog.models import PostPage
from tests import factories as make
from tests import people
from tests.panels import handed_over
from tests.test_previews import POST, PUBLISHED, REFUSED, logged_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def post():
    """A published post with a draft."""
    post = make.post()
    post.intro = "The draft."
    post.save_revision()
    return post


@pytest.fixture
def editor(post):
    return logged_in(make.home())


def page_of(obj):
    meta = obj._meta
    return f"/admin/preview-links/new/{meta.app_label}/{meta.model_name}/{obj.pk}/"


def shared(client, obj, label="Dr. Okafor", days=7):
    """Make a link; return what the page says of it."""
    response = client.post(page_of(obj), {"label": label, "days": days})
    document = BeautifulSoup(response.content, "html.parser")
    field = document.select_one("#hearth-link")
    return field and field["value"]


@pytest.fixture
def link(editor, post):
    return shared(editor, post)


@pytest.fixture
def ask(graphql):
    def ask(query, url=None):
        headers = {"Preview-Token": handed_over(url)["token"]} if url else None
        return graphql.response(query, headers=headers).json()

    return ask


DRAFT = {"title": "Sleep well", "intro": "The draft."}


def test_a_link_leads_to_the_front_end_with_a_token_in_the_fragment(link, post):
    address = urlsplit(link)
    assert (address.netloc, address.path, address.query) == ("testserver", "/preview/", "")
    given = handed_over(link)
    assert given.pop("token").startswith("hearth_link_")
    assert given == {
        "type": "Post",
        "id": ids.encode("Post", post.pk),
        "path": "/blog/sleep-well/",
    }


def test_a_link_leads_to_the_front_end_of_the_site_if_there_is_one(editor, post):
    make.site_settings(frontend_url="https://www.example.org")
    assert shared(editor, post).startswith("https://www.example.org/preview/#token=")


def test_whoever_has_it_sees_the_draft_without_an_account(ask, link, post):
    assert ask(POST, link) == {
        "data": {"post": DRAFT},
        "extensions": {"preview": {"drafts": [ids.encode("Post", post.pk)]}},
    }
    assert ask(POST) == PUBLISHED


def test_it_shows_the_revision_that_it_was_made_for(ask, link, post):
    post.intro = "A newer draft."
    post.save_revision().publish()
    assert ask(POST, link)["data"]["post"] == DRAFT


def test_a_page_without_a_revision_is_given_one_and_stays_as_it_is(editor, ask):
    other = make.post("Wake well")
    link = shared(editor, other)
    assert ask('{post(slug: "wake-well") {title}}', link)["data"]["post"]["title"] == "Wake well"
    assert not PostPage.objects.get(pk=other.pk).has_unpublished_changes


def test_a_snippet_is_shared_in_the_same_way(editor, ask):
    author = make.author("Ada Reed", job_title="Sleep coach")
    author.job_title = "Psychologist"
    author.save_revision()
    query = '{author(slug: "ada-reed") {jobTitle}}'
    assert ask(query, shared(editor, author))["data"] == {"author": {"jobTitle": "Psychologist"}}


@pytest.mark.parametrize("days", [1, 90])
def test_it_expires_when_the_editor_says(editor, ask, post, days):
    link = shared(editor, post, days=days)
    made = PreviewLink.objects.get()
    assert made.expires_at - made.created_at - timedelta(days=days) < timedelta(seconds=5)
    PreviewLink.objects.update(expires_at=timezone.now() + timedelta(seconds=60))
    assert ask(POST, link)["data"]["post"] == DRAFT
    PreviewLink.objects.update(expires_at=timezone.now())
    assert ask(POST, link) == REFUSED


@pytest.mark.parametrize("wrong", [{"days": 0}, {"days": 91}, {"days": "x"}, {"label": ""}])
def test_what_is_entered_wrong_makes_no_link(editor, post, wrong):
    assert shared(editor, post, **wrong) is None
    assert not PreviewLink.objects.exists()


def test_it_ends_when_somebody_who_may_edit_the_page_ends_it(link, ask, post):
    other = logged_in(make.home(), "ana")
    url = f"/admin/preview-links/{PreviewLink.objects.get().pk}/end/"
    assert "Dr. Okafor" in other.get(url).content.decode()
    assert ask(POST, link)["data"]["post"] == DRAFT
    assert other.post(url).status_code == 302
    assert ask(POST, link) == REFUSED


def test_it_ends_with_the_rights_of_whoever_made_it(link, ask):
    Group.objects.get(name="editors eve").delete()
    assert ask(POST, link) == REFUSED


def test_it_ends_when_whoever_made_it_leaves(link, ask):
    get_user_model().objects.update(is_active=False)
    assert ask(POST, link) == REFUSED


def test_it_ends_with_its_page(link, ask, post):
    PostPage.objects.get(pk=post.pk).delete()
    assert ask(POST, link) == REFUSED
    assert not PreviewLink.objects.exists()


def test_the_secret_is_told_once_and_kept_nowhere(link, editor, post):
    secret = handed_over(link)["token"]
    kept = PreviewLink.objects.values_list().get()
    assert secret not in str(kept)
    for url in (page_of(post), "/admin/reports/preview-links/"):
        html = editor.get(url).content.decode()
        assert "Dr. Okafor" in html
        assert secret not in html


def test_its_use_is_noted_once_a_minute(link, ask):
    assert PreviewLink.objects.get().last_used_at is None
    ask(POST, link)
    first = PreviewLink.objects.get().last_used_at
    ask(POST, link)
    assert PreviewLink.objects.get().last_used_at == first
    minute_ago = first - timedelta(seconds=61)
    PreviewLink.objects.update(last_used_at=minute_ago)
    ask(POST, link)
    assert PreviewLink.objects.get().last_used_at > minute_ago


def test_the_history_tells_that_links_were_made_and_ended(link, editor, post):
    author = make.author()
    shared(editor, author, "Ida")
    editor.post(f"/admin/preview-links/{PreviewLink.objects.get(label='Dr. Okafor').pk}/end/")
    told = PageLogEntry.objects.filter(action__startswith="hearth.").order_by("pk")
    assert [(one.action, one.user.username, one.data) for one in told] == [
        ("hearth.preview_link_made", "eve", {"label": "Dr. Okafor"}),
        ("hearth.preview_link_ended", "eve", {"label": "Dr. Okafor"}),
    ]
    assert ModelLogEntry.objects.get(action="hearth.preview_link_made").data == {"label": "Ida"}


# Who may.


def test_whoever_may_not_edit_something_makes_no_link_to_it(post):
    other = make.blog("Other")
    stranger = logged_in(other, "ana")
    assert stranger.get(page_of(post)).status_code == 302
    assert shared(stranger, post) is None
    assert not PreviewLink.objects.exists()


def test_whoever_may_not_edit_the_page_does_not_end_its_links(link, post):
    stranger = logged_in(make.blog("Other"), "ana")
    stranger.post(f"/admin/preview-links/{PreviewLink.objects.get().pk}/end/")
    assert PreviewLink.objects.get().works


def test_the_list_shows_links_to_what_somebody_may_edit(link, editor):
    other = make.blog("Other")
    stranger = logged_in(other, "ana")
    shared(stranger, other, "Ida")
    listed = {
        client: [
            row.find_all("td")[1].get_text(strip=True)
            for row in BeautifulSoup(
                client.get("/admin/reports/preview-links/").content, "html.parser"
            ).select("table.listing tbody tr")
        ]
        for client in (editor, stranger)
    }
    assert listed == {editor: ["Ida", "Dr. Okafor"], stranger: ["Ida"]}


@pytest.mark.parametrize("what", ["auth/user/1", "wagtailcore/page/1", "blog/nothing/1", "x/y/1"])
def test_nothing_else_can_be_shared(admin_client, what):
    assert admin_client.get(f"/admin/preview-links/new/{what}/").status_code == 404


def test_the_editor_of_a_page_leads_to_its_links(editor, post):
    html = editor.get(f"/admin/pages/{post.pk}/edit/").content.decode()
    assert page_of(post) in html


def test_the_list_of_snippets_leads_to_their_links(editor):
    author = make.author()
    html = editor.get("/admin/snippets/blog/author/").content.decode()
    assert page_of(author) in html


def test_nobody_keeps_the_page_that_tells_a_link(editor, post):
    response = editor.post(page_of(post), {"label": "Ida", "days": 7})
    assert "no-store" in response["Cache-Control"]


def test_a_visitor_is_asked_to_log_in_first(client, post):
    for url in (page_of(post), "/admin/reports/preview-links/", "/admin/preview-links/1/end/"):
        assert client.get(url)["Location"].startswith("/admin/login/")


def test_a_member_of_nothing_sees_no_links(link, client):
    client.force_login(people.member("zoe"))
    assert client.get("/admin/reports/preview-links/").status_code == 302


def test_each_page_says_at_its_head_what_it_is_for(link, editor, post):
    pages = page_of(post), f"/admin/preview-links/{PreviewLink.objects.get().pk}/end/"
    heads = [
        BeautifulSoup(editor.get(page).content, "html.parser").h1.get_text(strip=True)
        for page in pages
    ]
    assert heads == [f"Share the draft of “{post}”", f"End the link to “{post}”"]
