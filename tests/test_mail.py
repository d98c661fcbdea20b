"""Mail that editors and reviewers get: when it leaves, and when it does not."""

import pytest
from django.core import mail
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from tests import factories as make
from tests import people
from tests.test_reviews_gates import SENSITIVE, draft, edit

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def as_installed(settings):
    """The mail of an installation, with a mail server that keeps what it gets."""
    settings.EMAIL_BACKEND = "home.mail.AfterCommitBackend"
    settings.HEARTH_MAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def reviewer():
    return people.member("rea", groups=["Clinical reviewers"], email="rea@example.org")


def ask(client, post):
    return client.post(reverse("hearth_review_ask", args=[post.pk]))


def test_reviewers_are_written_to_after_the_post_is_stored(
    admin_client, reviewer, django_capture_on_commit_callbacks
):
    post = draft()
    with django_capture_on_commit_callbacks(execute=True):
        ask(admin_client, post)
        assert mail.outbox == []
    assert ["rea@example.org"] in [message.to for message in mail.outbox]


def test_nobody_is_written_to_about_what_was_not_stored():
    with transaction.atomic():
        send_mail("Reviewed", "It is.", None, ["rea@example.org"])
        transaction.set_rollback(True)
    assert mail.outbox == []


def test_a_form_that_is_refused_writes_to_nobody(
    admin_client, reviewer, django_capture_on_commit_callbacks
):
    post = make.post(live=False, **SENSITIVE)
    with django_capture_on_commit_callbacks(execute=True):
        edit(admin_client, post, "submit", topics=["grief"])
    assert mail.outbox == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_mail_outside_of_a_transaction_leaves_at_once():
    send_mail("Reviewed", "It is.", None, ["rea@example.org"])
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_mail_server_that_fails_undoes_nothing(settings, caplog):
    settings.HEARTH_MAIL_BACKEND = "tests.test_mail.Broken"
    with transaction.atomic():
        send_mail("Reviewed", "It is.", None, ["rea@example.org"])
        person = people.member("mia")
    assert type(person).objects.filter(pk=person.pk).exists()
    assert "Error calling" in caplog.text


class Broken:
    """A mail server that is not there."""

    def __init__(self, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionError
