"""The scripts of editors, and what they say."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html, format_html_join, json_script
from django.utils.translation import gettext as _

SCRIPTS = ("notice", "kept", "autosave", "versions", "leaving", "original")


def texts() -> dict[str, str]:
    """Return what the scripts say, in the language of the editor."""
    return {
        "loggedOut": _(
            "You are signed out. Your text is still here, but it cannot be saved now. "
            "Sign in again in a new tab, then come back to this one."
        ),
        "otherUser": _(
            "Somebody else is signed in now. Your text is still here. "
            "Sign in with your own account in a new tab, then come back to this one."
        ),
        "unreachable": _(
            "The server does not answer, so nothing could be saved. "
            "Your text is still here and you can go on writing. Try again in a moment."
        ),
        "back": _("The connection is back. Nothing was lost."),
        "signIn": _("Sign in in a new tab"),
        "tryAgain": _("Try again"),
        "close": _("Close"),
        "found": _("Text that you wrote here was not saved: {time}."),
        "restore": _("Bring it back as a draft"),
        "save": _("Save it now"),
        "discard": _("Throw it away"),
        "showOriginal": _("Show the original"),
        "hideOriginal": _("Hide the original"),
    }


def editor_scripts() -> str:
    """Return the scripts of every form in which something is written."""
    settings: dict[str, Any] = {
        "ready": reverse("hearth_editing_ready"),
        "login": reverse("wagtailadmin_login"),
        "home": reverse("wagtailadmin_home"),
        "original": reverse("hearth_editing_original"),
        "texts": texts(),
    }
    files = format_html_join(
        "",
        '<script src="{}" defer></script>',
        ((static(f"home/editing/{name}.js"),) for name in SCRIPTS),
    )
    return format_html("{}{}", json_script(settings, "hearth-editing"), files)
