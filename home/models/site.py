"""What an editor sets once for a whole site."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.models import ClusterableModel
from wagtail import blocks
from wagtail.admin.panels import FieldPanel
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.fields import RichTextField, StreamField

from home.models.contacts import Contact


class MenuLinkBlock(blocks.StructBlock):
    """A link in a menu: a page of the site, or any address."""

    title = blocks.CharBlock(
        required=False, max_length=60, help_text=_("Empty: the title of the page.")
    )
    page = blocks.PageChooserBlock(required=False)
    url = blocks.CharBlock(
        required=False,
        label=_("Address"),
        help_text=_("For what is not a page here, for example https://… or tel:…"),
        max_length=500,
    )

    class Meta:
        icon = "link"
        label = _("Link")

    def clean(self, value: Any) -> Any:
        """Refuse a link without a target, with two, or an address without a title."""
        cleaned = super().clean(value)
        errors = {}
        if not cleaned["page"] and not cleaned["url"]:
            errors["page"] = ValidationError(_("Choose a page or give an address."))
        elif cleaned["page"] and cleaned["url"]:
            errors["url"] = ValidationError(_("Choose a page or give an address, not both."))
        elif cleaned["url"] and not cleaned["title"]:
            errors["title"] = ValidationError(_("A link to an address needs a title."))
        if cleaned["url"] and not cleaned["url"].startswith(
            ("https://", "http://", "/", "#", "mailto:", "tel:", "sms:")
        ):
            errors["url"] = ValidationError(_("Begin with https://, mailto:, tel:, sms: or /."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned


class MenuItemBlock(MenuLinkBlock):
    """An entry of the main menu, with the links that open below it."""

    children = blocks.ListBlock(MenuLinkBlock(), default=[], label=_("Links below it"))

    class Meta:
        icon = "list-ul"
        label = _("Menu entry")


@register_setting(icon="cog", order=10)
class SiteSettings(ClusterableModel, BaseSiteSetting):
    """Name, menu, contact, disclaimer and front end of one site."""

    name = models.CharField(
        _("name"),
        max_length=120,
        blank=True,
        help_text=_("The practice's name, as readers know it."),
    )
    main_menu = StreamField([("item", MenuItemBlock())], verbose_name=_("main menu"), blank=True)
    contact = models.ForeignKey(
        Contact,
        verbose_name=_("default contact"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Shown wherever a page names no other contact."),
    )
    disclaimer = RichTextField(
        _("disclaimer"),
        blank=True,
        features=["bold", "italic", "link"],
        help_text=_("For example: this site does not replace a visit to a professional."),
    )
    frontend_url = models.URLField(
        _("front-end URL"),
        blank=True,
        help_text=_("Where readers see the site. Empty: links point to this server."),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("main_menu"),
        FieldPanel("contact"),
        FieldPanel("disclaimer"),
        FieldPanel("frontend_url"),
    ]

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")

    def __str__(self) -> str:
        return _("Site settings: %(name)s") % {"name": self.name}

    def clean(self) -> None:
        """Refuse a front end that previews and links cannot lead to."""
        super().clean()
        parts = urlsplit(self.frontend_url)
        is_base = not (parts.username or parts.query or parts.fragment)
        if self.frontend_url and not (parts.scheme in ("http", "https") and is_base):
            raise ValidationError(
                {"frontend_url": _("Enter an address such as https://www.example.org.")}
            )
