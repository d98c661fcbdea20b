"""The roles of a practice: what each does in the admin, and what it is refused.

Each role sends every form. What it may do is done; what it may not leaves the database as it was.
"""

from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Site, Workflow

from blog.models import AdviceWord, Author, Category, PostPage
from home.models import Contact, CrisisResource, Document, Image, SiteSettings, User
from tests.desk import (
    WORDS,
    Desk,
    account_form,
    everything,
    post_form,
    resource_form,
    settings_form,
)

pytestmark = pytest.mark.django_db

WRITER, EDITOR, REVIEWER, MANAGER = ROLES = (
    *("Writers", "Editors"),
    *("Clinical reviewers", "Practice manager"),
)
EVERYBODY = set(ROLES)
#: Each form that somebody sends, with the roles that may: it returns whether it was done.
DEEDS = {}


def by(*roles):
    """Note who may do what the function does."""

    def note(deed):
        DEEDS[deed.__name__.replace("_", " ")] = deed, set(roles)
        return deed

    return note


def is_there(model, **fields):
    return model.objects.filter(**fields).exists()


def spanish_draft_of(source):
    found = source.get_translation_or_none(Locale.objects.get(language_code="es"))
    return found if found and not found.live else None


@by(WRITER, EDITOR, MANAGER)
def adds_a_post(desk):
    args = ["blog", "postpage", desk.post.get_parent().pk]
    desk.sends("wagtailadmin_pages:add", *args, **post_form("New", "new"))
    return is_there(PostPage, slug="new", live=False, owner=desk.user)


@by(EDITOR, MANAGER)
def publishes_a_new_post(desk):
    args = ["blog", "postpage", desk.post.get_parent().pk]
    form = post_form("New", "new", **{"action-publish": "yes"})
    desk.sends("wagtailadmin_pages:add", *args, **form)
    return is_there(PostPage, slug="new", live=True)


@by(WRITER, EDITOR, MANAGER)
def edits_their_own(desk):
    return desk.saves(desk.draft)


@by(EDITOR, MANAGER)
def edits_anothers(desk):
    return desk.saves(desk.post)


@by(EDITOR, MANAGER)
def publishes_their_own(desk):
    desk.saves(desk.draft, **{"action-publish": "yes"})
    return is_there(PostPage, pk=desk.draft.pk, live=True)


@by(EDITOR, MANAGER)
def publishes_anothers(desk):
    desk.saves(desk.post, **{"action-publish": "yes"})
    return is_there(PostPage, pk=desk.post.pk, title="Changed")


@by(EDITOR, MANAGER)
def unpublishes(desk):
    desk.sends("wagtailadmin_pages:unpublish", desk.post.pk)
    return is_there(PostPage, pk=desk.post.pk, live=False)


@by(WRITER, EDITOR, MANAGER)
def submits_their_own(desk):
    desk.saves(desk.draft, **{"action-submit": "yes"})
    return PostPage.objects.get(pk=desk.draft.pk).workflow_in_progress


@by(WRITER, EDITOR, MANAGER)
def deletes_their_own_draft(desk):
    desk.sends("wagtailadmin_pages:delete", desk.draft.pk)
    return not is_there(PostPage, pk=desk.draft.pk)


@by(EDITOR, MANAGER)
def deletes_anothers(desk):
    desk.sends("wagtailadmin_pages:delete", desk.post.pk)
    return not is_there(PostPage, pk=desk.post.pk)


@by(MANAGER)
def locks_a_post(desk):
    desk.sends("wagtailadmin_pages:lock", desk.post.pk)
    return is_there(PostPage, pk=desk.post.pk, locked=True)


@by(WRITER, EDITOR, MANAGER)
def looks_at_their_draft(desk):
    response = desk.client.get(reverse("wagtailadmin_pages:view_draft", args=[desk.draft.pk]))
    return urlsplit(response.get("Location", "")).path == "/preview/"


@by(WRITER, EDITOR, MANAGER)
def translates_their_own(desk):
    spanish = Locale.objects.get(language_code="es")
    args = ["simple_translation:submit_page_translation", desk.draft.pk]
    desk.sends(*args, locales=[spanish.pk])
    found = spanish_draft_of(desk.draft)
    return found is not None and found.owner == desk.user


@by(EDITOR, MANAGER)
def translates_anothers(desk):
    spanish = Locale.objects.get(language_code="es")
    args = ["simple_translation:submit_page_translation", desk.post.pk]
    desk.sends(*args, locales=[spanish.pk])
    return spanish_draft_of(desk.post) is not None


@by(EDITOR, MANAGER)
def translates_a_contact(desk):
    spanish = Locale.objects.get(language_code="es")
    args = ["home", "contact", desk.contact.pk]
    desk.sends("simple_translation:submit_snippet_translation", *args, locales=[spanish.pk])
    return spanish_draft_of(desk.contact) is not None


@by(REVIEWER)
def approves_what_waits(desk):
    return desk.decides("approve", **desk.signature()).live


@by(REVIEWER)
def asks_for_changes(desk):
    decided = desk.decides("reject", comment="Name the source.")
    return decided.current_workflow_state.status == "needs_changes"


@by(REVIEWER)
def withdraws_a_review(desk):
    desk.sends("hearth_review_withdraw", desk.reviewed.pk, comment="New evidence.")
    return PostPage.objects.get(pk=desk.reviewed.pk).review_state == "withdrawn"


def publish(**form):
    return {**form, "action-publish": "yes"}


@by(EDITOR, MANAGER)
def adds_a_contact(desk):
    desk.sends("wagtailsnippets_home_contact:add", **publish(name="Night desk"))
    return is_there(Contact, name="Night desk", live=True)


@by(EDITOR, MANAGER)
def changes_a_contact(desk):
    name = "wagtailsnippets_home_contact:edit"
    desk.sends(name, desk.contact.pk, **publish(name="Night desk"))
    return is_there(Contact, pk=desk.contact.pk, name="Night desk")


@by(EDITOR, MANAGER)
def deletes_a_contact(desk):
    desk.sends("wagtailsnippets_home_contact:delete", desk.contact.pk)
    return not is_there(Contact, pk=desk.contact.pk)


@by(EDITOR, MANAGER)
def adds_a_crisis_resource(desk):
    desk.sends("wagtailsnippets_home_crisisresource:add", **publish(**resource_form("Night line")))
    return is_there(CrisisResource, name="Night line", live=True)


@by(EDITOR, MANAGER)
def changes_a_crisis_resource(desk):
    name = "wagtailsnippets_home_crisisresource:edit"
    desk.sends(name, desk.resource.pk, **publish(**resource_form("Night line")))
    return is_there(CrisisResource, pk=desk.resource.pk, name="Night line")


@by(EDITOR, MANAGER)
def takes_a_crisis_resource_down(desk):
    desk.sends("wagtailsnippets_home_crisisresource:unpublish", desk.resource.pk)
    return is_there(CrisisResource, pk=desk.resource.pk, live=False)


@by(EDITOR, MANAGER)
def adds_an_author(desk):
    form = {"name": "Ada Reed", "slug": "ada-reed", "bio": "null"}
    desk.sends("wagtailsnippets_blog_author:add", **publish(**form))
    return is_there(Author, name="Ada Reed", live=True)


@by(EDITOR, MANAGER)
def adds_a_category(desk):
    desk.sends("wagtailsnippets_blog_category:add", **publish(name="Sleep", slug="sleep"))
    return is_there(Category, name="Sleep", live=True)


@by(EDITOR, MANAGER)
def deletes_a_category(desk):
    desk.sends("wagtailsnippets_blog_category:delete", desk.category.pk)
    return not is_there(Category, pk=desk.category.pk)


@by(EDITOR, MANAGER)
def adds_a_word_to_avoid(desk):
    form = {"language": "en", "kind": "absolute", "phrase": "never ever"}
    desk.sends("wagtailsnippets_blog_adviceword:add", **form)
    return is_there(AdviceWord, phrase="never ever")


@by(EDITOR, MANAGER)
def deletes_a_word_to_avoid(desk):
    desk.sends("wagtailsnippets_blog_adviceword:delete", desk.word.pk)
    return not is_there(AdviceWord, pk=desk.word.pk)


@by(EDITOR, MANAGER)
def changes_the_settings(desk):
    args = ["home", "sitesettings", desk.settings.site_id]
    desk.sends("wagtailsettings:edit", *args, **settings_form("By the river"))
    return is_there(SiteSettings, name="By the river")


@by(WRITER, EDITOR, MANAGER)
def uploads_a_picture(desk):
    file = BytesIO()
    Pillow.new("RGB", (40, 30), "teal").save(file, "PNG")
    upload = SimpleUploadedFile("door.png", file.getvalue(), "image/png")
    desk.sends("wagtailimages:add", title="Door", file=upload)
    return is_there(Image, title="Door", uploaded_by_user=desk.user)


@by(WRITER, EDITOR, MANAGER)
def describes_their_own_picture(desk):
    form = {"title": "Mine", "description": "A door."}
    desk.sends("wagtailimages:edit", desk.picture.pk, **form)
    return is_there(Image, pk=desk.picture.pk, description="A door.")


@by(EDITOR, MANAGER)
def describes_anothers_picture(desk):
    form = {"title": "Theirs", "description": "A door."}
    desk.sends("wagtailimages:edit", desk.their_picture.pk, **form)
    return is_there(Image, pk=desk.their_picture.pk, description="A door.")


@by(EDITOR, MANAGER)
def deletes_anothers_picture(desk):
    desk.sends("wagtailimages:delete", desk.their_picture.pk)
    return not is_there(Image, pk=desk.their_picture.pk)


@by(WRITER, EDITOR, MANAGER)
def uploads_a_document(desk):
    desk.sends("wagtaildocs:add", title="Diary", file=SimpleUploadedFile("diary.txt", b"A line."))
    return is_there(Document, title="Diary")


@by(MANAGER)
def adds_an_account(desk):
    form = account_form("wren", password1=WORDS, password2=WORDS)
    desk.sends("wagtailusers_users:add", **form)
    return is_there(User, username="wren")


@by(MANAGER)
def changes_an_account(desk):
    desk.sends("wagtailusers_users:edit", desk.colleague.pk, **account_form("kim"))
    return is_there(User, username="kim", email="x@example.org")


@by(MANAGER)
def deletes_an_account(desk):
    desk.sends("wagtailusers_users:delete", desk.colleague.pk)
    return not is_there(User, username="kim")


@by(MANAGER)
def adds_a_redirect(desk):
    form = {"old_path": "/old/", "is_permanent": "on", "redirect_link": "https://example.org/"}
    desk.sends("wagtailredirects:add", **form)
    return is_there(Redirect, old_path="/old")


@by()
def adds_a_group(desk):
    form = {"name": "Friends"}
    for formset in ("page", "collection"):
        form |= {f"{formset}_permissions-{key}_FORMS": "0" for key in ("TOTAL", "INITIAL")}
    desk.sends("wagtailusers_groups:add", **form)
    return is_there(Group, name="Friends")


@by()
def ends_the_clinical_review(desk):
    workflow = Workflow.objects.get(name="Clinical review")
    desk.sends("wagtailadmin_workflows:disable", workflow.pk)
    return not is_there(Workflow, pk=workflow.pk, active=True)


@by()
def moves_the_site(desk):
    site = Site.objects.get()
    form = {"hostname": "elsewhere.example", "port": 80, "root_page": site.root_page_id}
    desk.sends("wagtailsites:edit", site.pk, is_default_site="on", **form)
    return is_there(Site, hostname="elsewhere.example")


@by()
def adds_a_language(desk):
    desk.sends("wagtaillocales:add", language_code="fr")
    return is_there(Locale, language_code="fr")


def opens(name, *args):
    return lambda desk: desk.opens(name, *args)


PLACES = {
    "chooses a picture": (opens("wagtailimages_chooser:choose"), EVERYBODY),
    "enters the admin": (opens("wagtailadmin_home"), EVERYBODY),
    "reads of reviews": (opens("hearth_report_reviews"), {EDITOR, REVIEWER, MANAGER}),
    "reads of links": (opens("hearth_report_links"), {EDITOR, MANAGER}),
    "reads of crisis resources": (opens("hearth_report_crisis-resources"), {EDITOR, MANAGER}),
    "reads of pictures": (opens("hearth_report_pictures"), {WRITER, EDITOR, MANAGER}),
    "reads of contacts": (opens("hearth_report_contacts"), {EDITOR, MANAGER}),
}
CASES = {**DEEDS, **PLACES}
DRAFTS = {(WRITER, "publishes a new post"), (WRITER, "publishes their own")}
ABLE = [(role, name) for name, (_does, able) in CASES.items() for role in ROLES if role in able]
UNABLE = [
    (role, name) for name, (_does, able) in CASES.items() for role in ROLES if role not in able
]


@pytest.mark.parametrize(("role", "deed"), ABLE)
def test_a_role_does_what_it_may(client, role, deed):
    does, _able = CASES[deed]
    assert does(Desk(client, role))


@pytest.mark.parametrize(("role", "deed"), UNABLE)
def test_a_role_leaves_what_it_may_not_do_as_it_was(client, role, deed):
    does, _able = CASES[deed]
    desk = Desk(client, role)
    before = everything()
    assert not does(desk)
    # A writer who asks for a publication has saved a draft, which they may.
    if (role, deed) not in DRAFTS:
        assert everything() == before


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_there_from_the_start(role):
    assert Group.objects.filter(name=role).exists()
