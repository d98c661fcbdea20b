"""The language of a request: the best of the content's for what a client reads."""

from functools import lru_cache

from django.conf import settings
from django.utils.translation import get_supported_language_variant
from django.utils.translation.trans_real import parse_accept_lang_header


@lru_cache(maxsize=256)
def best(header: str) -> str:
    """Return the code of the best content language for an `Accept-Language`."""
    for wanted, _quality in parse_accept_lang_header(header):
        try:
            return get_supported_language_variant(wanted)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE
