"""A text that is not translated: served in the site's own language, if a setting says so.

The answer then says so too: each object's `locale` is the language that it has, and
`extensions.localeFallbacks` lists what was asked for and what was served.
"""

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings

from api import ids, paths
from api.loading import Column, LookupLoader, ModelLoader, Session

Key = tuple[Any, ...]


class LocalisedLoader(LookupLoader):
    """Loads visible instances by slug and locale, or in the site's language where those have none.

    Both are asked for in one query. Its keys are made by `key`.
    """

    def __init__(self, of: ModelLoader, type_name: str) -> None:
        self.type_name = type_name
        super().__init__(of, "slug", "locale_id")

    def _found(
        self, session: Session, keys: Collection[Any], columns: Sequence[Column]
    ) -> list[tuple[Any, Any]]:
        both = [pair for key in keys for pair in (key[:2], *_instead(key))]
        known = dict(super()._found(session, both, ("pk", *columns)))
        found = []
        for key in keys:
            values = known.get(key[:2]) or self._fall_back(session, key, known)
            if values is not None:
                found.append((key, values[1:]))
        return found

    def _fall_back(self, session: Session, key: Key, known: dict[Any, Any]) -> Any:
        """Return the values of what is served instead, and let the answer say so."""
        for pair in _instead(key):
            if (values := known.get(pair)) is not None:
                told = {"id": ids.encode(self.type_name, values[0])}
                tell(session, told, key[3], session.language_of(key[2]))
                return values
        return None


def key(session: Session, slug: str, code: str | None) -> Key:
    """Return the key for a slug in a language: with what to serve instead, if anything may be."""
    locale = session.locale(code)
    own = session.roots[0].locale_id
    if not settings.HEARTH_LOCALE_FALLBACK or locale == own:
        return slug, locale
    return slug, locale, own, code or session.language


def _instead(key: Key) -> list[Key]:
    return [(key[0], key[2])] if len(key) == len(("slug", "locale", "own", "code")) else []


def at_path(path: str, session: Session) -> Any:
    """Return what lives at a path, or else the page at the same path in the site's own language.

    Only a page stands in for a missing translation. Where the other language has a redirect or a
    wall there is nothing to read, and what it has there is not what was asked for: None.
    """
    found = paths.find(path, session)
    if found is not None or not settings.HEARTH_LOCALE_FALLBACK:
        return found
    normalised = paths.normalise(path)
    for root, info in zip(paths.roots(session), session.roots, strict=True):
        if root.prefix and normalised.startswith(f"{root.prefix}/"):
            found = paths.find(normalised[len(root.prefix) :], session)
            if isinstance(found, paths.RedirectTo | paths.Restricted | None):
                return None
            own = session.language_of(found.locale_id)
            tell(session, {"path": normalised}, info.language_code, own)
            return found
    return None


def tell(session: Session, what: dict[str, str], requested: str, served: str) -> None:
    """Let the answer say that something is served in another language than was asked for."""
    told = {**what, "requested": requested, "served": served}
    fallbacks = session.extensions.setdefault("localeFallbacks", [])
    if told not in fallbacks:
        fallbacks.append(told)
