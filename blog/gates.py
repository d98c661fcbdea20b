"""What stops a post from being published. Drafts are always saved."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from blog.review_states import ReviewState
from home.editing.refusals import Refused
from home.models import CrisisResource

#: A sensitive topic needs a review, and these are none.
MISSING = {ReviewState.NEVER_REVIEWED, ReviewState.OVERDUE, ReviewState.WITHDRAWN}

#: What the form's buttons are called that lead to readers, at once or after a review.
PUBLISH, SUBMIT, RESTART = "action-publish", "action-submit", "action-restart-workflow"


class PublicationRefused(Refused):
    """A post must not be published as it is; says why, by field."""

    def __init__(self, post: Any, refusals: dict[str, list[str]]) -> None:
        sentence = _("“%(title)s” was not published.") % {"title": post.title}
        super().__init__(post, sentence, refusals)


def refusals(post: Any, *, reviewed: bool = True) -> dict[str, list[str]]:
    """Return why `post` must not be published, by field: nothing if it may be.

    With `reviewed` false, nothing is said of its review: it is about to get one.
    """
    found = defaultdict(list)
    authors = [entry.author for entry in post.post_authors.all()]
    for author in authors:
        if message := licence_refusal(author):
            found["post_authors"].append(message)
    if message := crisis_refusal(post.sensitive_topics, post.body, post.get_parent()):
        found["body"].append(message)
    if reviewed:
        for message in reviewer_refusals(post.reviewer, authors):
            found["reviewer"].append(message)
        if message := review_refusal(post.sensitive_topics, post.review_state):
            found["sensitive_topics"].append(message)
    return dict(found)


def is_past(last_day: date | None) -> bool:
    """Whether the last day on which something holds has passed."""
    return last_day is not None and last_day < date.today()


def licence_refusal(author: Any) -> str | None:
    """Return what is wrong with the licence of an author or a reviewer."""
    if not author.is_licence_expired:
        return None
    return _(
        "The licence of %(name)s expired on %(day)s. Enter the renewed one in the author's profile."
    ) % {"name": author.name, "day": date_format(author.licence_expires_on)}


def crisis_refusal(topics: Any, body: Any, parent: Any) -> str | None:
    """Return what a body below a page lacks: on sensitive topics, readers find help in a crisis."""
    if not topics:
        return None
    found = [block.value for block in body or () if block.block_type == "crisis"]
    if not found:
        return _("A post on a sensitive topic needs a block “Help in a crisis”.")
    if any(_shows_lines(value, parent) for value in found):
        return None
    return _(
        "The block “Help in a crisis” has nothing to show. Publish a crisis resource in the "
        "language of the post first."
    )


def _shows_lines(value: Any, parent: Any) -> bool:
    """Whether a block has a line to show: chosen, or in the language of the post or the site."""
    if any(line and line.live for line in value.get("resources") or ()):
        return True
    site = parent.get_site()
    languages = {parent.locale_id, site.root_page.locale_id if site else None}
    return CrisisResource.objects.filter(live=True, locale__in=languages).exists()


def review_refusal(topics: Any, state: ReviewState) -> str | None:
    """Return what is wrong with the review of a post on sensitive topics."""
    if not topics or state not in MISSING:
        return None
    if state == ReviewState.OVERDUE:
        return _("The clinical review is overdue. Submit the post for a new one.")
    return _(
        "A post on a sensitive topic needs a clinical review. Submit it: it is published when "
        "a reviewer approves it."
    )


def reviewer_refusals(reviewer: Any, authors: list[Any]) -> list[str]:
    """Return why somebody cannot stand as the reviewer of what these authors wrote."""
    if reviewer is None:
        return []
    found = [licence_refusal(reviewer)]
    if is_among(reviewer, authors):
        found.append(
            _("%(name)s is one of the authors. Somebody else has to review the post.")
            % {"name": reviewer.name}
        )
    return [message for message in found if message]


def is_among(person: Any, people: list[Any]) -> bool:
    """Whether somebody is one of the people, in whatever language their profile is."""
    return person.translation_key in {one.translation_key for one in people}


def asks_to_publish(data: Any) -> bool:
    """Whether a form was sent to publish a post, or to have it reviewed and published."""
    approves = data.get("action-workflow-action") and (
        data.get("workflow-action-name") == "approve"
    )
    return bool(approves or any(data.get(name) for name in (PUBLISH, SUBMIT, RESTART)))
