"""Redirects: where editors may send readers."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

BEGINNINGS = ("https://", "http://", "/")


def check_target(target: str) -> None:
    """Raise `ValidationError` for a target that is neither a web address nor a path."""
    if target and not target.lower().startswith(BEGINNINGS):
        raise ValidationError(_("Begin with https:// or /."), code="invalid_target")


def install() -> None:
    """Let Wagtail's redirects, whose model is not ours, be checked so."""
    from wagtail.contrib.redirects.models import Redirect  # noqa: PLC0415

    Redirect._meta.get_field("redirect_link").validators.append(check_target)
