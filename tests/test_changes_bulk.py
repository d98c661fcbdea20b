"""A change of very much is settled in small steps, and nobody waits for all of them."""

import pytest
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from api.changes import following, log, settling, touches
from api.deliveries.models import Webhook
from api.models import Change, LogState, Touch
from blog.models import PostPage
from home.models import Contact, Image
from tests import factories

pytestmark = pytest.mark.django_db

MANY = 12
CHUNK = 3
#: What one transaction writes at the most: objects that were touched, and as many that show them.
MOST = 2 * CHUNK
POLL = "query ($since: String) {changes(since: $since) {cursor hasMore changes {id}}}"


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(touches, "CHUNK", CHUNK)


@pytest.fixture
def steps():
    """How many changes each transaction wrote."""
    found = []

    def note(first, last, **kwargs):
        found.append(last - first + 1)

    settling.changed.connect(note)
    log.position()
    found.clear()
    yield found
    settling.changed.disconnect(note)


@pytest.fixture
def impatient(monkeypatch):
    """Nobody settles more than one step."""
    monkeypatch.setattr(log, "PATIENCE", 0)
    monkeypatch.setattr(following, "PATIENCE", 0)


def posts(**fields):
    blog = factories.blog()
    return [factories.post(f"Post {number}", under=blog, **fields) for number in range(MANY)]


def changed_after(number, kind):
    return sorted(log.after(number).filter(kind=kind).values_list("key", flat=True))


def keys(several):
    return sorted(str(one.pk) for one in several)


@pytest.fixture
def told(steps, django_capture_on_commit_callbacks):
    """A callable that does something and settles; returns the number that the log had before."""

    def run(action):
        number = log.position().number
        with django_capture_on_commit_callbacks(execute=True):
            action()
            settling.settle()
        assert max(steps, default=0) <= MOST
        assert not Touch.objects.exists()
        return number

    return run


def test_a_restriction_of_many_pages(told):
    several = posts()
    blog = several[0].get_parent()
    log.position()
    restrict = {"page": blog, "restriction_type": "login"}
    number = told(lambda: PageViewRestriction.objects.create(**restrict))
    assert changed_after(number, "updated") == keys([blog, *several])


def test_a_collection_of_many_files(told):
    shelf = factories.collection()
    several = [factories.image(f"Room {number}", collection=shelf) for number in range(MANY)]
    log.position()
    restrict = {"collection": shelf, "restriction_type": "login"}
    number = told(lambda: CollectionViewRestriction.objects.create(**restrict))
    assert changed_after(number, "updated") == keys(several)
    assert {bool(one.after["hidden"]) for one in log.after(number)} == {True}
    assert Image.objects.count() == MANY


def test_collections_in_each_other_are_looked_at_once(told, count_sql):
    outer = factories.collection("Outer")
    inner = factories.collection("Inner", under=outer)
    image = factories.image(collection=inner)
    log.position()

    def rename():
        outer.name, inner.name = "A", "B"
        outer.save()
        inner.save()
        assert sum("INSERT INTO" in sql for sql in count_sql(settling._settle_some)) == 2

    number = told(rename)
    assert changed_after(number, "updated") == []
    assert Image.objects.get() == image


def test_what_many_posts_show(told):
    contact = factories.contact()
    several = posts(body=[("contact", {"contact": contact.pk})])
    log.position()
    number = told(lambda: Contact.objects.update(name="Reception"))
    assert changed_after(number, "updated") == [str(contact.pk)]
    assert changed_after(number, "affected") == keys(several)


def test_many_rows_at_once(told):
    several = posts()
    log.position()
    number = told(lambda: PostPage.objects.update(intro="Another."))
    assert changed_after(number, "updated") == keys(several)


def test_what_was_noted_very_often_is_one_change(told, count_sql):
    post = factories.post("Sleep well")
    log.position()
    touch = Touch(label="wagtailcore.page", key=str(post.pk))

    def note():
        Touch.objects.bulk_create([touch] * 1000)
        # None of them is read but the first few, nor deleted by its own key.
        told = [sql for sql in count_sql(settling._settle_some) if "api_touch" in sql]
        assert len(told) == 2
        assert all(len(sql) < 300 for sql in told)

    number = told(note)
    assert log.after(number).count() == 1


@pytest.mark.usefixtures("impatient")
def test_a_reader_does_not_wait_and_sees_what_is_committed(client, settings):
    settings.HEARTH_ANSWER_CACHE = True
    posts()
    settling.settle()
    ask = {"query": "{posts(first: 20) {nodes {intro}}}"}

    def intros():
        nodes = client.get("/graphql/", ask).json()["data"]["posts"]["nodes"]
        return {node["intro"] for node in nodes}

    intros()
    PostPage.objects.update(intro="Another.")
    assert intros() == {"Another."}
    assert Touch.objects.exists()
    assert not log.position().is_settled
    while not log.position().is_settled:
        pass
    assert intros() == {"Another."}
    number = LogState.objects.get().number
    assert Change.objects.filter(number__lte=number, kind="updated").count() >= MANY


@pytest.mark.usefixtures("impatient")
def test_a_client_asks_again_until_it_has_all(graphql):
    several = posts()
    settling.settle()
    page = graphql(POLL)["data"]["changes"]
    while page["hasMore"]:
        page = graphql(POLL, since=page["cursor"])["data"]["changes"]
    PostPage.objects.update(intro="Another.")
    found = set()
    page["hasMore"] = True
    while page["hasMore"]:
        page = graphql(POLL, since=page["cursor"])["data"]["changes"]
        found |= {one["id"] for one in page["changes"]}
    assert len(found) == len(several)


@pytest.mark.usefixtures("impatient")
def test_an_editor_does_not_wait_for_what_others_did(django_capture_on_commit_callbacks):
    post, *_others = posts()
    settling.settle()
    PostPage.objects.update(intro="Another.")
    with django_capture_on_commit_callbacks(execute=True):
        post.save()
    assert Touch.objects.exists()


@pytest.mark.usefixtures("impatient")
def test_a_webhook_hears_nothing_of_what_was_before_it():
    posts()
    webhook = Webhook.objects.create(name="New", url="https://example.org/", events=["published"])
    assert not Touch.objects.exists()
    assert Change.objects.latest("number").at < webhook.since
