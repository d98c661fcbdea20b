"""Whom to call: the practice's contacts, and help in a crisis."""

from datetime import date, timedelta

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index

from home.models.snippets import Snippet
from home.phones import PhoneField, display_phone

PHONE_HELP = _("Any common notation: (503) 555-0142, 503.555.0142 or +1 503 555 0142.")


class Contact(Snippet):
    """A person or an office of the practice that readers can reach."""

    name = models.CharField(_("name"), max_length=120, help_text=_("A person or an office."))
    role = models.CharField(
        _("role"), max_length=120, blank=True, help_text=_("For example: Front desk, Intake.")
    )
    phone = PhoneField(_("phone"), blank=True, help_text=PHONE_HELP)
    email = models.EmailField(_("e-mail"), blank=True)
    booking_url = models.URLField(
        _("booking URL"), blank=True, help_text=_("Where an appointment can be booked.")
    )
    address = models.TextField(
        _("postal address"), blank=True, help_text=_("As on an envelope, a line each.")
    )
    opening_hours = models.TextField(
        _("opening hours"), blank=True, help_text=_("For example: Mon-Fri 9:00-17:00.")
    )
    note = models.TextField(
        _("note"), blank=True, help_text=_("Anything a reader should know before calling.")
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("name", required_on_save=True), FieldPanel("role")], heading=_("Who")
        ),
        MultiFieldPanel(
            [FieldPanel("phone"), FieldPanel("email"), FieldPanel("booking_url")],
            heading=_("How to reach them"),
        ),
        FieldPanel("address"),
        FieldPanel("opening_hours"),
        FieldPanel("note"),
        *Snippet.publishing_panels,
    ]
    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("role"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def phone_display(self) -> str:
        """The phone number as people write it, or an empty text."""
        return display_phone(self.phone)


class CrisisResource(Snippet):
    """A line that helps in a crisis, checked by a person at regular intervals."""

    name = models.CharField(_("name"), max_length=120)
    region = models.CharField(
        _("region"),
        max_length=60,
        help_text=_("Where it can be reached, for example: United States, Oregon."),
    )
    phone = PhoneField(
        _("phone"), blank=True, help_text=_("A full number or a short code such as 988.")
    )
    sms = PhoneField(_("text line"), blank=True, help_text=_("The number that text goes to."))
    url = models.URLField(_("chat or website"), blank=True)
    availability = models.CharField(
        _("availability"), max_length=120, help_text=_("For example: 24 hours, every day.")
    )
    languages = models.CharField(
        _("languages"), max_length=200, blank=True, help_text=_("Separated by commas.")
    )
    verified_on = models.DateField(
        _("verified on"), help_text=_("When somebody last checked that all of this is right.")
    )
    verify_every = models.PositiveSmallIntegerField(
        _("verify every"),
        default=90,
        validators=[MinValueValidator(1)],
        help_text=_("Days until it has to be checked again."),
    )
    sort_order = models.PositiveSmallIntegerField(
        _("order"), default=0, help_text=_("Lower numbers come first.")
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel("name", required_on_save=True), FieldPanel("region")],
            heading=_("What it is"),
        ),
        MultiFieldPanel(
            [FieldPanel("phone"), FieldPanel("sms"), FieldPanel("url")],
            heading=_("How to reach it"),
        ),
        FieldPanel("availability"),
        FieldPanel("languages"),
        MultiFieldPanel(
            [FieldPanel("verified_on"), FieldPanel("verify_every")], heading=_("Verification")
        ),
        FieldPanel("sort_order"),
        *Snippet.publishing_panels,
    ]
    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("region"),
        index.FilterField("locale_id"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("crisis resource")
        verbose_name_plural = _("crisis resources")
        ordering = ["sort_order", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def phone_display(self) -> str:
        """The phone number as people write it, or an empty text."""
        return display_phone(self.phone)

    @property
    def sms_display(self) -> str:
        """The number that text goes to as people write it, or an empty text."""
        return display_phone(self.sms)

    @property
    def verify_by(self) -> date:
        """The day on which somebody has to check the entry again."""
        return self.verified_on + timedelta(days=self.verify_every)

    @property
    def language_list(self) -> list[str]:
        """The languages as a list, as the editor wrote them."""
        return [part.strip() for part in self.languages.split(",") if part.strip()]
