"""What readers are told of a review, and of help in a crisis, over the API."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from blog.models import PostPage
from blog.reviews import record, withdraw
from tests import factories as make
from tests import people
from tests.test_admin import BLOCKS
from tests.test_reviews_gates import edit

pytestmark = pytest.mark.django_db

TODAY = date.today()
REVIEW = """{post(slug: "sleep-well") {review {
    reviewer {name} reviewedOn nextReviewOn isOverdue state editedSinceReview
}}}"""


def review(graphql):
    return graphql(REVIEW)["data"]["post"]["review"]


def test_a_post_that_nobody_reviewed_has_no_review(graphql):
    make.post()
    assert review(graphql) is None


def test_a_review_says_who_when_and_whether_it_holds(graphql):
    record(make.post(), make.author("Rea"), None, on=TODAY, next_on=TODAY + timedelta(200))
    assert review(graphql) == {
        "reviewer": {"name": "Rea"},
        "reviewedOn": TODAY.isoformat(),
        "nextReviewOn": (TODAY + timedelta(200)).isoformat(),
        "isOverdue": False,
        "state": "CURRENT",
        "editedSinceReview": False,
    }


@pytest.mark.parametrize(("days", "state"), [(-1, "OVERDUE"), (10, "DUE_SOON")])
def test_a_review_says_when_it_is_late(graphql, days, state):
    record(make.post(), make.author(), None, next_on=TODAY + timedelta(days))
    assert review(graphql)["state"] == state


def test_a_withdrawn_review_has_its_state_alone(graphql):
    post = make.post()
    record(post, make.author(), None)
    withdraw(post, None, "New evidence.")
    assert review(graphql) == {
        "reviewer": None,
        "reviewedOn": None,
        "nextReviewOn": None,
        "isOverdue": False,
        "state": "WITHDRAWN",
        "editedSinceReview": False,
    }


def test_a_post_that_is_edited_after_its_review_says_so(graphql):
    post = make.post()
    record(post, make.author(), None)
    post.intro = "Anew."
    post.save_revision().publish()
    assert review(graphql)["editedSinceReview"] is True


@pytest.mark.parametrize("name", ["slug", "seo_title", "audience"])
def test_what_is_not_advice_can_change(graphql, name):
    post = make.post()
    record(post, make.author(), None)
    value = {"slug": "sleep-well", "seo_title": "Sleep", "audience": "parents"}[name]
    setattr(post, name, value)
    post.save_revision().publish()
    assert review(graphql)["editedSinceReview"] is False


def test_saving_in_the_editor_without_a_change_is_no_edit(admin_client, graphql):
    post = make.post()
    record(post, make.author(), None)
    edit(admin_client, post, "publish")
    assert PostPage.objects.get().latest_revision is not None
    assert review(graphql)["editedSinceReview"] is False


def test_a_review_whose_reviewer_is_gone_is_not_told(graphql):
    rea = make.author("Rea")
    record(make.post(), rea, None)
    rea.delete()
    assert review(graphql) is None


@pytest.fixture
def scheduled():
    """A version of a live, reviewed post that somebody else approved for tomorrow."""
    make.post(live=False).save_revision().publish()
    post = PostPage.objects.get()
    record(post, make.author("Ada"), None)
    post.title, post.go_live_at = "Anew", timezone.now() + timedelta(days=1)
    revision = post.save_revision()
    record(post, make.author("Rea"), None, revision=revision)
    revision.publish()
    return revision


def test_the_review_of_a_scheduled_version_waits_for_it(scheduled, graphql):
    told = review(graphql)
    assert (told["reviewer"]["name"], told["editedSinceReview"]) == ("Ada", False)


def test_the_review_of_a_scheduled_version_comes_with_it(scheduled, graphql):
    due = timezone.now() - timedelta(minutes=1)
    scheduled.content["go_live_at"] = scheduled.approved_go_live_at = due
    scheduled.save()
    call_command("publish_scheduled", stdout=StringIO())
    told = review(graphql)
    assert (told["reviewer"]["name"], told["editedSinceReview"]) == ("Rea", False)


def test_the_comments_of_reviewers_stay_in_the_house(graphql):
    record(make.post(), make.author(), None, comment="Between us.")
    assert "Between us." not in str(graphql(REVIEW))


# Help in a crisis.

LINES = """query($slug: String!, $locale: String, $version: ContentVersion = LIVE) {
    post(slug: $slug, locale: $locale, version: $version) {
        body {html ... on CrisisBlock {note resources {name phone}}}
    }
}"""


def block(graphql, slug="sleep-well", **variables):
    return graphql(LINES, slug=slug, **variables)["data"]["post"]["body"][0]


def names(graphql, slug="sleep-well", **variables):
    return [line["name"] for line in block(graphql, slug, **variables)["resources"]]


def crisis_post(*lines, **fields):
    return make.post(
        body=[("crisis", {"resources": [line.pk for line in lines], "note": "Now."})], **fields
    )


def test_a_block_shows_the_lines_that_it_chooses_in_their_order(graphql):
    one, _two, three = [make.crisis_resource(name) for name in ("One", "Two", "Three")]
    crisis_post(three, one)
    assert names(graphql) == ["Three", "One"]


def test_a_block_that_chooses_no_line_shows_all_in_the_order_of_the_site(graphql):
    make.crisis_resource("Second", sort_order=2)
    make.crisis_resource("First", sort_order=1)
    crisis_post()
    assert names(graphql) == ["First", "Second"]


def test_a_line_that_is_not_published_is_not_shown(graphql):
    make.crisis_resource("Gone", live=False)
    make.crisis_resource("There")
    crisis_post()
    assert names(graphql) == ["There"]


def test_readers_get_all_lines_when_the_chosen_one_is_gone(graphql):
    gone = make.crisis_resource("Gone")
    make.crisis_resource("There")
    crisis_post(gone)
    gone.live = False
    gone.save()
    assert names(graphql) == ["There"]


def test_the_lines_are_in_the_language_of_the_post(graphql):
    make.spanish(make.home())
    line = make.crisis_resource("Lifeline")
    make.spanish(line, name="Línea")
    post = crisis_post()
    make.spanish(post.get_parent())
    make.spanish(post)
    assert names(graphql, post.slug, locale="es") == ["Línea"]
    assert names(graphql, post.slug, locale="en") == ["Lifeline"]


def test_the_block_as_html_leads_to_the_lines(graphql):
    make.crisis_resource("Lifeline", sms="741741", url="javascript:x()")
    crisis_post()
    html = block(graphql)["html"]
    assert '<a href="tel:988">Call 988</a>' in html
    assert '<a href="sms:741741">' in html
    assert "javascript" not in html


def test_a_draft_shows_the_lines_too(graphql):
    make.crisis_resource("Lifeline")
    post = crisis_post(live=False)
    post.save_revision()
    headers = people.bearer(people.editor(post))
    variables = {"slug": "sleep-well", "version": "DRAFT"}
    answer = graphql.response(LINES, variables, headers).json()
    assert [line["name"] for line in answer["data"]["post"]["body"][0]["resources"]] == ["Lifeline"]


def test_the_preview_of_the_block_shows_the_lines_of_the_site(admin_client):
    make.crisis_resource("Lifeline")
    url = reverse("wagtailadmin_block_preview")
    page = admin_client.get(url, {"id": BLOCKS["crisis"].definition_prefix})
    assert "Lifeline" in page.content.decode()
