"""What must be right before anything starts; `manage.py check` tells it."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

MIN_LENGTH = 50
MIN_DISTINCT = 10
#: Keys, or beginnings of keys, that anybody can read somewhere.
KNOWN = ("only-for-debugging", "django-insecure-", "change-me", "changeme", "secret", "…")


@register
def secret_keys(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Refuse a key that can be guessed or looked up, unless `DEBUG` is on."""
    if settings.DEBUG:
        return []
    keys = {
        "SECRET_KEY": [settings.SECRET_KEY],
        "SECRET_KEY_FALLBACKS": settings.SECRET_KEY_FALLBACKS,
    }
    return [
        Error(
            f"{name} can be guessed: it is known, or shorter than {MIN_LENGTH} characters.",
            hint='Make one: python3 -c "import secrets; print(secrets.token_urlsafe(64))"',
            id="hearth.E001",
        )
        for name, values in keys.items()
        if any(map(_is_weak, values))
    ]


def _is_weak(key: str) -> bool:
    return len(key) < MIN_LENGTH or len(set(key)) < MIN_DISTINCT or key.lower().startswith(KNOWN)


@register
def content_of_documents(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Refuse an extension of documents whose content nobody checks."""
    from home.uploads import CONTENTS  # noqa: PLC0415 - Wagtail's models must be loaded first.

    unknown = set(settings.WAGTAILDOCS_EXTENSIONS) - CONTENTS.keys()
    return [
        Error(f"home.uploads cannot tell what a .{name} file holds.", id="hearth.E002")
        for name in sorted(unknown)
    ]
