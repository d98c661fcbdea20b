"""Whom to call."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import strawberry_django
from django.conf import settings
from strawberry.relay import Node

from api.drafts import DRAFTABLE, Draftable
from api.links import link
from api.loading import ModelLoader, Session
from api.sources import attr, call
from api.visibility import visible
from home import models

CONTACTS = ModelLoader(models.Contact, visible)
CRISIS_RESOURCES = ModelLoader(models.CrisisResource, visible)
DRAFTABLE[models.Contact] = Draftable("Contact", CONTACTS)
DRAFTABLE[models.CrisisResource] = Draftable("CrisisResource", CRISIS_RESOURCES)
VERIFICATION = ("verified_on", "verify_every")
REVALIDATE = (
    "When an app has to ask anew before it shows this once more. An app without a connection must "
    "not show it after this moment"
)


def revalidation(today: date, at_the_latest: date = date.max) -> datetime:
    """Return the moment after which what was told today must not be shown unasked.

    It is the beginning of a day in UTC, some days from today and never before today.
    """
    days = max(0, getattr(settings, "HEARTH_REVALIDATE_DAYS", 7))
    day = max(today, min(today + timedelta(days=days), at_the_latest))
    return datetime.combine(day, time(), UTC)


@strawberry_django.type(models.Contact, description="A person or an office to reach.")
class Contact(Node):
    """A contact."""

    name: str = attr("name", description="A person or an office.")
    role: str = attr("role", description="What they do in the practice.")
    phone: str = attr("phone", description="In E.164, to be dialled: +15035550142.")
    phone_display: str = attr(
        "phone_display", description="As people write it: (503) 555-0142.", reads=("phone",)
    )
    email: str = attr("email", description="The e-mail address.")
    booking_url: str = link("booking_url", description="Where an appointment can be booked.")
    address: str = attr("address", description="The postal address, a line each.")
    opening_hours: str = attr("opening_hours", description="When they can be reached.")
    note: str = attr("note", description="What a reader should know before calling.")

    @call(f"{REVALIDATE}: numbers change.", reads=())
    def must_revalidate_after(self: Any, session: Session) -> datetime:
        """Count from the day of the request."""
        return revalidation(session.now.date())


@strawberry_django.type(models.CrisisResource, description="A line that helps in a crisis.")
class CrisisResource(Node):
    """A crisis resource."""

    name: str = attr("name", description="What it is called.")
    region: str = attr("region", description="Where it can be reached.")
    phone: str = attr("phone", description="In E.164, or a short code such as 988.")
    sms: str = attr("sms", description="The number that text goes to.")
    url: str = link("url", description="A chat, or a website.")
    availability: str = attr("availability", description="When somebody answers.")
    languages: list[str] = attr(
        "language_list", description="The languages that are spoken.", reads=("languages",)
    )
    verified_on: date = attr("verified_on", description="When somebody last checked all of this.")
    verify_by: date = attr(
        "verify_by", description="When it has to be checked again.", reads=VERIFICATION
    )

    @call("Whether the day of the next check has passed.", reads=VERIFICATION)
    def is_overdue(self: Any, session: Session) -> bool:
        """Compare with the day of the request."""
        overdue: bool = self.verify_by < session.now.date()
        return overdue

    @call(
        f"{REVALIDATE}. It is not later than `verifyBy`; of a line that is overdue it has passed.",
        reads=VERIFICATION,
    )
    def must_revalidate_after(self: Any, session: Session) -> datetime:
        """Count from the day of the request."""
        return revalidation(session.now.date(), self.verify_by)
