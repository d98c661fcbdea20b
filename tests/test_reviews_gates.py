"""What stops a post from being published, and where the editor says so."""

import json
from datetime import date, timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from blog.gates import PublicationRefused
from blog.models import PostPage
from blog.reviews import record, withdraw
from tests import factories as make

pytestmark = pytest.mark.django_db

TODAY = date.today()
PARAGRAPH = ("paragraph", rich_text("<p>Breathe out.</p>"))
CRISIS = ("crisis", {"resources-count": "0", "note": ""})
BODY = [("paragraph", "<p>Breathe out.</p>"), ("crisis", {"resources": [], "note": ""})]
SENSITIVE = {"sensitive_topics": ["grief"], "body": BODY}


@pytest.fixture(autouse=True)
def crisis_resources(db):
    """A line that the block “Help in a crisis” shows."""
    return [make.crisis_resource()]


def form(action, *body, authors=(), topics=(), **fields):
    """What the browser sends with a post."""
    rows = [{"author": author.pk} for author in authors]
    data = nested_form_data(
        {
            "title": "Sleep well",
            "slug": "sleep-well",
            "intro": "How to.",
            "audience": "everyone",
            "body": streamfield(body or [PARAGRAPH]),
            "sources": streamfield([]),
            "post_authors": inline_formset(rows),
            "comments": inline_formset([]),
            **({f"action-{action}": "yes"} if action else {}),
            **fields,
        }
    )
    return {**data, "sensitive_topics": list(topics)}


def add(client, action, *body, **fields):
    """The answer to sending a new post."""
    blog = make.blog()
    url = reverse("wagtailadmin_pages:add", args=["blog", "postpage", blog.pk])
    return client.post(url, form(action, *body, **fields))


def edit(client, post, action, *body, **fields):
    """The answer to sending a post that was there."""
    url = reverse("wagtailadmin_pages:edit", args=[post.pk])
    return client.post(url, form(action, *body, **fields))


def errors(response):
    """The errors beside the fields of the form that came back, and those of the whole form."""
    found = response.context["form"].errors
    rows = response.context["form"].formsets["post_authors"].errors
    return {name: list(texts) for row in (found, *rows) for name, texts in row.items()}


def said(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def draft(**fields):
    post = make.post(live=False, **fields)
    post.save_revision()
    return post


def is_live():
    return PostPage.objects.get().live


# The form of the editor.


def test_an_expired_licence_of_an_author_stops_at_the_author(admin_client):
    author = make.author(licence_expires_on=TODAY - timedelta(1))
    response = add(admin_client, "publish", authors=[author])
    [message] = errors(response)["author"]
    assert "licence of Ada Reed expired" in message
    assert not PostPage.objects.exists()


def test_a_licence_holds_until_the_end_of_its_last_day(admin_client):
    add(admin_client, "publish", authors=[make.author(licence_expires_on=TODAY)])
    assert is_live()


def test_a_sensitive_topic_without_a_crisis_block_stops_at_the_body(admin_client):
    [message] = errors(add(admin_client, "publish", topics=["grief"]))["body"]
    assert "needs a block “Help in a crisis”" in message


def test_a_sensitive_topic_without_a_review_stops_at_the_topics(admin_client):
    response = add(admin_client, "publish", PARAGRAPH, CRISIS, topics=["grief"])
    [message] = errors(response)["sensitive_topics"]
    assert "needs a clinical review" in message


def test_the_messages_are_shown_beside_their_fields(admin_client):
    response = add(admin_client, "publish", PARAGRAPH, topics=["grief"])
    document = BeautifulSoup(response.content, "html.parser")
    shown = [error.get_text(" ", strip=True) for error in document.select(".error-message")]
    assert any("needs a clinical review" in text for text in shown)
    body = json.loads(document.find(id="body")["data-w-block-arguments-value"])[1]
    assert "Help in a crisis" in body["messages"][0]


def test_a_draft_is_saved_whatever_stops_its_publication(admin_client):
    author = make.author(licence_expires_on=TODAY - timedelta(1))
    add(admin_client, None, authors=[author], topics=["suicide"])
    assert PostPage.objects.get().get_latest_revision_as_object().sensitive_topics == ["suicide"]


def test_nothing_typed_is_lost_when_the_publication_is_stopped(admin_client):
    response = add(admin_client, "publish", topics=["grief"], intro="Words that took an hour.")
    assert "Words that took an hour." in response.content.decode()


@pytest.mark.parametrize("state", ["overdue", "withdrawn"])
def test_a_review_that_no_longer_holds_stops_a_sensitive_post(admin_client, state):
    post = draft(**SENSITIVE)
    record(post, make.author("Rea"), None, next_on=TODAY - timedelta(1))
    if state == "withdrawn":
        withdraw(post, None, "New evidence.")
    response = edit(admin_client, post, "publish", PARAGRAPH, CRISIS, topics=["grief"])
    assert "sensitive_topics" in errors(response)


def test_an_edit_of_a_reviewed_sensitive_post_is_published_and_marked(admin_client):
    post = draft(**SENSITIVE)
    record(post, make.author("Rea"), None)
    edit(admin_client, post, "publish", PARAGRAPH, CRISIS, topics=["grief"], intro="Anew.")
    assert is_live()
    assert PostPage.objects.get().edited_since_review


def test_an_expired_licence_of_the_reviewer_stops_the_publication(admin_client):
    post = draft()
    record(post, make.author("Rea", licence_expires_on=TODAY - timedelta(1)), None)
    [message] = errors(edit(admin_client, post, "publish"))["__all__"]
    assert "licence of Rea expired" in message


def test_the_reviewer_cannot_become_an_author(admin_client):
    post, rea = draft(), make.author("Rea")
    record(post, rea, None)
    [message] = errors(edit(admin_client, post, "publish", authors=[rea]))["__all__"]
    assert "Rea is one of the authors" in message


def test_a_post_is_submitted_without_a_review_but_not_without_a_crisis_block(admin_client):
    assert "body" in errors(add(admin_client, "submit", topics=["grief"]))


def test_an_ordinary_post_needs_no_review(admin_client):
    add(admin_client, "publish")
    assert is_live()


# Every other way to the readers.


def test_a_publication_in_the_future_is_checked_when_it_is_asked_for(admin_client):
    later = timezone.localtime() + timedelta(days=1)
    response = add(
        admin_client,
        "publish",
        PARAGRAPH,
        CRISIS,
        topics=["grief"],
        go_live_at=later.strftime("%Y-%m-%d %H:%M"),
    )
    assert "sensitive_topics" in errors(response)


def test_a_scheduled_version_is_checked_again_when_its_time_has_come():
    author = make.author()
    post = draft(authors=[author])
    ordinary = make.post("Ordinary", live=False)
    for page in (post, ordinary):
        page.go_live_at = timezone.now() + timedelta(hours=1)
        page.save_revision().publish()
        revision, due = page.latest_revision, timezone.now() - timedelta(minutes=1)
        revision.content["go_live_at"] = revision.approved_go_live_at = due
        revision.save()
    author.licence_expires_on = TODAY - timedelta(1)
    author.save()
    call_command("publish_scheduled", stdout=StringIO())
    assert list(PostPage.objects.live().values_list("slug", flat=True)) == ["ordinary"]
    entry = PageLogEntry.objects.get(action="hearth.not_published")
    assert "licence of Ada Reed expired" in entry.message


def test_publishing_many_posts_at_once_stops_at_one_that_must_not_be(admin_client):
    fine = make.post("Ordinary", live=False)
    post = draft(**SENSITIVE)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = admin_client.post(f"{url}?id={fine.pk}&id={post.pk}&next=/admin/", {})
    assert response.status_code == 303
    assert "“Sleep well” was not published." in said(response)
    assert not PostPage.objects.live().exists()


def test_the_api_of_the_admin_refuses_it_too(admin_client):
    post = draft(**SENSITIVE)
    url = reverse("wagtailadmin_api:pages:action", args=[post.pk, "publish"])
    response = admin_client.post(url, {}, content_type="application/json")
    assert response.status_code == 400
    assert not is_live()


def test_a_copy_of_a_reviewed_post_is_not_published_with_its_review(admin_client):
    post = make.post(**SENSITIVE)
    record(post, make.author("Rea"), None)
    post.save_revision().publish()
    data = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": post.get_parent().pk,
        "publish_copies": "on",
    }
    response = admin_client.post(reverse("wagtailadmin_pages:copy", args=[post.pk]), data)
    assert "needs a clinical review" in said(response)
    assert not PostPage.objects.filter(slug="copy").exists()


def test_an_alias_shows_the_review_of_its_source():
    post = make.post(**SENSITIVE)
    record(post, make.author("Rea"), None)
    post.save_revision().publish()
    alias = post.create_alias(update_slug="alias")
    withdraw(post, None, "New evidence.")
    alias.refresh_from_db()
    assert (alias.live, alias.review_state) == (True, "withdrawn")


def test_a_program_is_told_why():
    with pytest.raises(PublicationRefused) as refused:
        draft(**SENSITIVE).get_latest_revision().publish()
    assert list(refused.value.message_dict) == ["sensitive_topics"]


@pytest.mark.parametrize("only", [None, ["live"], ["live", "live_revision"]])
def test_a_post_without_a_version_passes_the_gates_too(only):
    post = make.post(live=False, **SENSITIVE)
    post.live = True
    with pytest.raises(PublicationRefused):
        post.save(update_fields=only)
    assert not is_live()


def test_a_new_post_is_not_live_from_the_start_without_a_review():
    parent = make.blog()
    post = PostPage(title="Sleep well", slug="sleep-well", intro="How to.", **SENSITIVE)
    with pytest.raises(PublicationRefused):
        parent.add_child(instance=post)


def test_what_is_live_stays_live_when_it_is_saved_again():
    post = make.post(**SENSITIVE)
    post.save()
    post.save(update_fields=["live"])
    assert is_live()


def test_a_topic_that_is_added_late_asks_for_a_review_of_that_risk(admin_client):
    post = draft()
    record(post, make.author("Rea"), None, on=TODAY - timedelta(250))
    response = edit(admin_client, post, "publish", PARAGRAPH, CRISIS, topics=["grief"])
    [message] = errors(response)["sensitive_topics"]
    assert "review is overdue" in message


def test_a_review_without_its_reviewer_stops_a_sensitive_post(admin_client):
    post, rea = draft(**SENSITIVE), make.author("Rea")
    record(post, rea, None)
    rea.delete()
    response = edit(admin_client, post, "publish", PARAGRAPH, CRISIS, topics=["grief"])
    assert "sensitive_topics" in errors(response)


def test_a_crisis_block_without_any_line_stops_at_the_body(admin_client, crisis_resources):
    crisis_resources[0].delete()
    response = add(admin_client, "publish", PARAGRAPH, CRISIS, topics=["grief"])
    [message] = errors(response)["body"]
    assert "has nothing to show" in message


def test_a_line_that_readers_do_not_see_is_none(admin_client, crisis_resources):
    crisis_resources[0].unpublish()
    response = add(admin_client, "publish", PARAGRAPH, CRISIS, topics=["grief"])
    assert "body" in errors(response)


def test_a_post_in_another_language_may_show_the_lines_of_the_site():
    post = draft(**SENSITIVE)
    record(post, make.author("Rea"), None)
    post.get_latest_revision().publish()
    make.spanish(make.home())
    make.spanish(post.get_parent())
    translated = make.spanish(post, live=False)
    record(translated, make.author("Una"), None)
    translated.save_revision().publish()
    assert translated.__class__.objects.get(pk=translated.pk).live
