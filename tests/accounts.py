"""People with accounts, and what they do to get in."""

import re

from django.contrib.auth.models import Group
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from home.accounts import two_factor
from home.models import User

PASSWORD = "correct horse battery"  # noqa: S105
LOGIN = "/admin/login/"
CODE = "/admin/login/code/"
SETUP = "/admin/account/two-factor/"


def editor(name="robin", **fields):
    """A member of the Editors."""
    user = User.objects.create_user(name, f"{name}@example.org", PASSWORD, **fields)
    user.groups.add(Group.objects.get(name="Editors"))
    return user


def with_second_step(user):
    """The same, with a confirmed device."""
    TOTPDevice.objects.create(user=user, name="app", confirmed=True)
    return user


def log_in(client, name="robin", password=PASSWORD, **data):
    extra = data.pop("extra", {})
    return client.post(LOGIN, {"username": name, "password": password, **data}, **extra)


def code_of(user, drift=0):
    """The code that the app of a user shows, now or some steps later, used or not."""
    device = TOTPDevice.objects.get(user=user)
    device.throttle_reset(commit=False)
    device.last_t = -1
    device.save()
    return f"{totp(device.bin_key, device.step, device.t0, device.digits, device.drift + drift):06}"


def recovery_codes(user):
    return two_factor.new_recovery_codes(user)


def is_in(client):
    """Whether the admin lets a client in."""
    return client.get(reverse("wagtailadmin_home")).status_code == 200


def words(response):
    """The visible words of a page, on one line, without what differs by the token of its form."""
    text = re.sub(
        r"<(script|style|svg)\b.*?</\1>|<[^>]*>", " ", response.content.decode(), flags=re.DOTALL
    )
    return " ".join(text.split())
