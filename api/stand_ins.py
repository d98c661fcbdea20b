"""A previewed snippet stands in an answer for the one that is published, wherever that is met.

A page's draft is looked up by itself. A snippet is referred to: by bylines, bodies, the settings of
the site. So whatever a session loads is looked through, and the draft is put in its place. Nobody
but the holder of a preview token has a stand-in, and their operations are not compiled: compiled
ones read columns of rows, in which there is nothing to be exchanged.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils import timezone
from wagtail.models import Page

from api import drafts
from api.drafts import Draftable
from api.loading import Loader, LookupLoader, Session


class StandIn:
    """The draft of a snippet.

    `shown` names a snippet that is not published and has to be seen all the same.
    """

    def __init__(self, draft: Any, known: Draftable, *, shown: tuple[str, int] | None) -> None:
        self.draft = draft
        self.known = known
        self.shown = shown

    def instead(self, value: Any, session: Session) -> Any:
        """Return the draft instead of the snippet it is of; any other value as it is."""
        if isinstance(value, list):
            return [self.instead(one, session) for one in value]
        if type(value) is not type(self.draft) or value.pk != self.draft.pk:
            return value
        drafts.told(self.known.type_name, self.draft, session)
        return self.draft

    def among(
        self, loaded: Mapping[Any, Any], loader: Loader, keys: Collection[Any], session: Session
    ) -> dict[Any, Any]:
        """Return what a loader has loaded for keys, with the draft where it belongs."""
        found = dict(loaded)
        found.update(dict.fromkeys(self._own_keys(loader, keys), self.draft))
        return {key: self.instead(value, session) for key, value in found.items()}

    def _own_keys(self, loader: Loader, keys: Collection[Any]) -> Iterable[Any]:
        """Return the keys by which a loader should find the draft, were it saved."""
        if loader is self.known.loader:
            own = self.draft.pk
        elif isinstance(loader, LookupLoader) and loader.of is self.known.loader:
            own = tuple(getattr(self.draft, name) for name in loader.by)
        else:
            return ()
        return {own}.intersection(keys)


def put_in(session: Session) -> Session:
    """Let the snippet of the session's preview token stand in for the published one."""
    preview = session.identity.preview
    if preview is None or issubclass(preview.model, Page):
        return session
    known = drafts.DRAFTABLE.get(preview.model)
    if known is not None:
        draft, original = preview.draft(), preview.original
        draft.pk = preview.key
        hidden = original is not None and not _is_published(original)
        shown = (draft._meta.label, draft.pk) if hidden else None
        session.stand_in = StandIn(draft, known, shown=shown)
    return session


def _is_published(snippet: Any) -> bool:
    expires = snippet.expire_at
    return bool(snippet.live and (expires is None or timezone.now() < expires))
