"""Phone numbers: any common notation in, E.164 stored, a readable form out."""

from typing import Any

import phonenumbers
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

INVALID = _(
    "This is not a phone number we can dial. Write it with its area code, "
    "for example (503) 555-0142, or with the country code, for example +44 20 7946 0018."
)


def parse_phone(text: str) -> str:
    """Return the number in E.164, or its bare digits if it is a short code such as 988.

    A number without a country code is read in `HEARTH_PHONE_REGION`.
    Raises `ValidationError` for anything that cannot be dialled.
    """
    region = settings.HEARTH_PHONE_REGION
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        raise ValidationError(INVALID, code="invalid_phone") from None
    if phonenumbers.is_valid_number(number):
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not text.strip().startswith("+") and phonenumbers.is_valid_short_number_for_region(
        number, region
    ):
        return str(number.national_number)
    raise ValidationError(INVALID, code="invalid_phone")


def display_phone(stored: str) -> str:
    """Return a stored number as people write it: national at home, international abroad."""
    if not stored.startswith("+"):
        return stored
    try:
        number = phonenumbers.parse(stored)
    except phonenumbers.NumberParseException:
        return stored
    at_home = phonenumbers.country_code_for_region(settings.HEARTH_PHONE_REGION)
    form = (
        phonenumbers.PhoneNumberFormat.NATIONAL
        if number.country_code == at_home
        else phonenumbers.PhoneNumberFormat.INTERNATIONAL
    )
    return phonenumbers.format_number(number, form)


class PhoneField(models.CharField):
    """A phone number: normalised by `clean`, so that what is stored can be dialled as it is."""

    description = _("Phone number")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 32)
        super().__init__(*args, **kwargs)

    def clean(self, value: Any, model_instance: models.Model | None) -> str:
        """Return the number in the form that is stored; raise `ValidationError` otherwise."""
        text: str = super().clean(value, model_instance)
        return parse_phone(text) if text else ""
