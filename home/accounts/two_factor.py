"""The second step: an app's codes (TOTP), and recovery codes for the day the phone is gone.

An account has the second step from the moment a device is confirmed. From then on a session
counts only if it has passed it; django-otp keeps the devices, their secrets and wrong tries.
"""

import secrets
from typing import Any

from django.db import transaction
from django_otp import match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

RECOVERY_CODES = 10
#: Without letters and digits that look alike.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
NAME = "Authenticator app"


def has_device(user: Any) -> bool:
    """Tell whether an account has a second step."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def device_of_code(user: Any, code: str) -> Any:
    """Return the device that a code is of, which is used up by that; None for a wrong one."""
    plain = "".join(code.split()).replace("-", "").lower()
    return match_token(user, plain) if plain else None


def new_device(user: Any) -> TOTPDevice:
    """Return the device that a user is setting up; it counts for nothing until confirmed."""
    device: TOTPDevice = TOTPDevice.objects.get_or_create(
        user=user, confirmed=False, defaults={"name": NAME}
    )[0]
    return device


def confirm(device: TOTPDevice, code: str) -> bool:
    """Make a device count, if the code is its own."""
    if not device.verify_is_allowed()[0] or not device.verify_token("".join(code.split())):
        return False
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    return True


def new_recovery_codes(user: Any) -> list[str]:
    """Return fresh recovery codes, each good for one log-in; earlier ones end."""
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    with transaction.atomic():
        StaticDevice.objects.filter(user=user).delete()
        device = StaticDevice.objects.create(user=user, name="Recovery codes", confirmed=True)
        StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def recovery_codes_left(user: Any) -> int:
    """Return how many recovery codes are not used yet."""
    return StaticToken.objects.filter(device__user=user).count()


def forget(user: Any) -> None:
    """Take the second step off an account, for example because its phone is lost."""
    with transaction.atomic():
        TOTPDevice.objects.filter(user=user).delete()
        StaticDevice.objects.filter(user=user).delete()
