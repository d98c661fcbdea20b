"""Whom to call: the contacts of the fictional practice and real lines for a crisis."""

from datetime import timedelta

from django.utils import timezone

from home.models import Contact, CrisisResource

ADDRESS = "Wrenfield Practice\n12 Linden Street\nAlder Falls, Oregon"


def make_contacts() -> dict[str, Contact]:
    """Publish the practice's contacts, by a short name."""
    contacts = _contacts()
    for entry in contacts.values():
        _publish(entry)
    return contacts


def make_crisis_resources() -> list[CrisisResource]:
    """Publish the crisis lines, in their order."""
    resources = _crisis_resources()
    for entry in resources:
        _publish(entry)
    return resources


def _publish(entry: Contact | CrisisResource) -> None:
    entry.live = False
    entry.full_clean()
    entry.save()
    entry.save_revision().publish()


def _contacts() -> dict[str, Contact]:
    return {
        "front-desk": Contact(
            name="Front desk",
            role="Appointments and questions",
            phone="(503) 555-0142",
            email="hello@example.org",
            booking_url="https://example.org/wrenfield/book",
            address=ADDRESS,
            opening_hours="Mon-Thu 8:30-18:00\nFri 8:30-14:00",
            note="Leave a message after hours. We call back within one working day.",
        ),
        "intake": Contact(
            name="Intake team",
            role="First appointments",
            phone="(503) 555-0167",
            email="intake@example.org",
            booking_url="https://example.org/wrenfield/first-appointment",
            address=ADDRESS,
            opening_hours="Mon-Fri 10:00-15:00",
            note="The first call takes about fifteen minutes. You may bring somebody along.",
        ),
        "carers": Contact(
            name="Group for carers",
            role="Adaeze Nwosu, LCSW",
            phone="(503) 555-0119",
            email="carers@example.org",
            opening_hours="Every second Tuesday, 18:30-20:00",
            note="Free of charge. You need not be a client of the practice.",
        ),
    }


def _crisis_resources() -> list[CrisisResource]:
    verified_on = timezone.localdate() - timedelta(days=4)
    return [
        CrisisResource(
            name="988 Suicide & Crisis Lifeline",
            region="United States",
            phone="988",
            sms="988",
            url="https://988lifeline.org",
            availability="24 hours, every day",
            languages="English, Spanish",
            verified_on=verified_on,
            sort_order=1,
        ),
        CrisisResource(
            name="Crisis Text Line (text HOME)",
            region="United States",
            sms="741741",
            url="https://www.crisistextline.org",
            availability="24 hours, every day",
            languages="English, Spanish",
            verified_on=verified_on,
            sort_order=2,
        ),
        CrisisResource(
            name="SAMHSA National Helpline",
            region="United States",
            phone="+1 800 662 4357",
            url="https://www.samhsa.gov/find-help/helplines/national-helpline",
            availability="24 hours, every day",
            languages="English, Spanish",
            verified_on=verified_on,
            sort_order=3,
        ),
    ]
