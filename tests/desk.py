"""Somebody at their desk: a role, what there is to work on, and what the database holds."""

from datetime import date, timedelta

from django.apps import apps
from django.contrib.sessions.models import Session
from django.urls import reverse
from wagtail.admin.models import EditingSession
from wagtail.models import Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from blog.forms import version
from blog.models import AdviceWord, PostPage
from blog.reviews import record
from tests import factories as make
from tests import people

WORDS = "correct horse battery"
#: What changes because somebody is there, whatever they do.
PASSING = {Session, EditingSession}


class Desk:
    """Somebody in a role, logged in, with a draft of their own and the works of a colleague."""

    def __init__(self, client, role):
        self.client = client
        self.user = people.member("sam", groups=[role])
        self.colleague = people.member("kim")
        self.profile = make.author("Sam Ortiz", user=self.user)
        self.draft = make.post("My draft", owner=self.user, live=False)
        self.draft.save_revision()
        self.post = make.post("Their post", owner=self.colleague)
        self.post.save_revision()
        self.waiting = make.post("Waiting", owner=self.colleague, live=False)
        self.waiting.save_revision()
        Workflow.objects.get(name="Clinical review").start(self.waiting, self.colleague)
        self.reviewed = make.post("Reviewed", owner=self.colleague)
        record(self.reviewed, make.author("Rea"), None)
        make.spanish(make.home())
        make.spanish(self.post.get_parent())
        self.contact = make.contact()
        self.resource = make.crisis_resource()
        self.category = make.category("Worry")
        self.word = AdviceWord.objects.create(phrase="cure", kind="absolute")
        self.settings = make.site_settings(name="Wrenfield")
        self.picture = make.image("Mine", uploaded_by_user=self.user)
        self.their_picture = make.image("Theirs", uploaded_by_user=self.colleague)
        self.client.force_login(self.user)

    def opens(self, name, /, *args):
        return self.client.get(reverse(name, args=args)).status_code == 200

    def sends(self, name, /, *args, **data):
        return self.client.post(reverse(name, args=args), data)

    def saves(self, page, title="Changed", **data):
        self.sends("wagtailadmin_pages:edit", page.pk, **post_form(title, page.slug, **data))
        return PostPage.objects.get(pk=page.pk).get_latest_revision_as_object().title == title

    def decides(self, action, **entered):
        """Answer the review that waits, as its dialogue does."""
        state = self.waiting.current_workflow_task_state
        args = [self.waiting.pk, action, state.pk]
        self.client.post(
            reverse("wagtailadmin_pages:workflow_action", args=args),
            entered,
            headers={"x-requested-with": "XMLHttpRequest"},
        )
        return PostPage.objects.get(pk=self.waiting.pk)

    def signature(self):
        """What a reviewer enters."""
        day = (date.today() + timedelta(90)).isoformat()
        entered = {"next_review_on": day, "comment": "Sound.", "checked": "on"}
        seen = version(PostPage.objects.get(pk=self.waiting.pk).latest_revision)
        return {"reviewer": self.profile.pk, "version": seen, **entered}


def post_form(title, slug, **data):
    return nested_form_data(
        {
            "title": title,
            "slug": slug,
            "intro": "How to.",
            "audience": "everyone",
            "body": streamfield([("paragraph", rich_text("<p>Breathe out.</p>"))]),
            "sources": streamfield([]),
            "post_authors": inline_formset([]),
            "comments": inline_formset([]),
            **data,
        }
    )


def settings_form(name):
    texts = {"name": name, "disclaimer": rich_text(""), "main_menu": streamfield([])}
    return nested_form_data(texts)


def resource_form(name):
    return {
        "name": name,
        "region": "Oregon",
        "phone": "988",
        "availability": "24 hours",
        "verified_on": "2026-01-01",
        "verify_every": "90",
        "sort_order": "0",
    }


def account_form(username, **changes):
    return {
        "username": username,
        "email": "x@example.org",
        "first_name": "X",
        "last_name": "Y",
        "is_active": "on",
        **changes,
    }


def everything():
    """All that the database holds, by table."""
    return {
        model._meta.db_table: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models()
        if model not in PASSING and model._meta.managed
    }
