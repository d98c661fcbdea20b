"""A publication that is refused in the admin: what it says, and that it leaves nothing behind."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowTask

from blog.models import BlogIndexPage, PostPage
from blog.reviews import record
from home.editing import receipts
from tests import factories as make
from tests.test_reviews_gates import SENSITIVE, draft, said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def crisis_resources(db):
    make.crisis_resource()


@pytest.fixture
def moderated():
    """A sensitive draft that nobody reviewed, waiting for moderators who know no reviews."""
    task = GroupApprovalTask.objects.create(name="Look")
    task.groups.add(Group.objects.create(name="Lookers"))
    workflow = Workflow.objects.create(name="Look")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    post = draft(**SENSITIVE)
    workflow.start(post, None)
    return post


@pytest.fixture
def reviewed_blog():
    """A blog with an ordinary post before and a reviewed, sensitive one after; all are live."""
    make.post("Ordinary")
    post = draft(**SENSITIVE)
    record(post, make.author("Rea"), None)
    post.save_revision().publish()
    return BlogIndexPage.objects.get()


def approve(client, post, **headers):
    state = post.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[post.pk, "approve", state.pk])
    return client.post(url, {receipts.FIELD: "a-copy"}, headers=headers)


def copy_below_home(client, page):
    data = {
        "new_title": "Copy",
        "new_slug": "copy",
        "new_parent_page": make.home().pk,
        "copy_subpages": "on",
        "publish_copies": "on",
    }
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)


def copy_by_api(client, page):
    url = reverse("wagtailadmin_api:pages:action", args=[page.pk, "copy"])
    data = {"recursive": True, "keep_live": True, "slug": "copy"}
    return client.post(url, data, content_type="application/json")


def test_a_dialogue_that_publishes_what_must_not_be_says_why(admin_client, moderated):
    response = approve(admin_client, moderated)
    assert "needs a clinical review" in said(response)
    assert response.url == reverse("wagtailadmin_pages:edit", args=[moderated.pk])


def test_a_refused_dialogue_leaves_the_post_waiting(admin_client, moderated):
    approve(admin_client, moderated)
    assert PostPage.objects.get().workflow_in_progress


def test_a_refused_dialogue_leads_the_script_that_showed_it_to_the_message(admin_client, moderated):
    answer = approve(admin_client, moderated, **{"x-requested-with": "XMLHttpRequest"}).json()
    assert answer["redirect"] == reverse("wagtailadmin_pages:edit", args=[moderated.pk])


def test_the_browser_keeps_its_copy_of_a_form_that_was_refused(admin_client, moderated):
    assert receipts.COOKIE not in approve(admin_client, moderated).cookies


def test_a_program_that_speaks_json_gets_the_reasons_as_an_error(admin_client, moderated):
    # The post has a revision, so whoever saves without a form has to name it.
    url = reverse(
        "wagtailadmin_pages:workflow_action",
        args=[moderated.pk, "approve", moderated.current_workflow_task_state.pk],
    )
    data = {"loaded_revision_id": moderated.latest_revision_id}
    response = admin_client.post(url, data, headers={"accept": "application/json"})
    assert response.status_code == 400
    assert "needs a clinical review" in response.json()["error_message"]


@pytest.mark.parametrize("copy", [copy_below_home, copy_by_api])
def test_a_refused_copy_of_several_pages_makes_none(admin_client, reviewed_blog, copy):
    before = set(Page.objects.values_list("pk", "numchild"))
    copy(admin_client, reviewed_blog)
    assert set(Page.objects.values_list("pk", "numchild")) == before


@pytest.mark.parametrize("copy", [copy_below_home, copy_by_api])
def test_a_refused_copy_leaves_the_tree_sound(admin_client, reviewed_blog, copy):
    copy(admin_client, reviewed_blog)
    assert not any(Page.find_problems())


def test_a_program_that_copies_what_must_not_be_live_leaves_the_tree_sound(reviewed_blog):
    with pytest.raises(Exception, match="needs a clinical review"):
        reviewed_blog.copy(recursive=True, update_attrs={"slug": "copy"})
    assert not any(Page.find_problems())
    assert not Page.objects.filter(slug="copy").exists()


def test_a_refused_copy_says_why(admin_client, reviewed_blog):
    assert "needs a clinical review" in said(copy_below_home(admin_client, reviewed_blog))
