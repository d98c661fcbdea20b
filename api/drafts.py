"""Drafts: content as its editors left it, for those who may edit it or hold a preview token.

The draft of a page stands in an answer as its own object, with the authors, tags and blocks of its
revision: its key is equal to no key of the tables, so that a draft and its live version can stand
side by side. Drafts of snippets are put in otherwise (`api.stand_ins`). Whoever may not see a draft
gets what an absent page gives, by the same statements.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import IntegerField, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, WorkflowState
from wagtail.permission_policies.pages import PagePermissionPolicy

from api import ids, incomplete, paths, previews, visibility
from api.errors import Unauthenticated
from api.loading import ModelLoader, Session


class DraftKey(int):
    """The key of a draft: the number of its page, but not equal to it."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DraftKey) and int(self) == int(other)

    def __hash__(self) -> int:
        return hash((DraftKey, int(self)))


@dataclass(frozen=True)
class Draftable:
    """A type of pages or snippets that can be read as drafts.

    `hand_in` gives the session what belongs to a draft of a page and is not in its own columns.
    """

    type_name: str
    loader: ModelLoader
    hand_in: Callable[[Any, DraftKey, Session], None] = lambda page, key, session: None


#: How drafts of each model are read; filled by the content types.
DRAFTABLE: dict[Any, Draftable] = {}


def by_slug(session: Session, model: Any, slug: str, locale_id: int, *, asked: bool) -> Any:
    """Return the draft with a slug in a language, if one is `asked` or previewed; else None."""
    return _find(
        session,
        Q(slug=slug.replace("\x00", " "), locale_id=locale_id),
        lambda page: page.slug == slug and page.locale_id == locale_id,
        model,
        asked=asked,
    )


def at_path(session: Session, path: str, *, asked: bool) -> Any:
    """Return the draft at a path, if one is `asked` or previewed; else None."""
    if not asked and session.identity.preview is None:
        return None
    path = paths.normalise(path)
    at_root = Q(pk__in=[])
    for url_path, root in paths.candidates(path, session).items():
        at_root |= Q(url_path=url_path, path__startswith=root.tree_path)
    is_here = lambda page: paths.page_path(page, session) == path  # noqa: E731
    return _find(session, at_root, is_here, Page, asked=asked)


def by_key(session: Session, model: Any, key: int, *, asked: bool) -> Any:
    """Return the draft with a primary key, if one is `asked` or previewed; else None."""
    return _find(session, Q(pk=key), lambda page: int(page.pk) == key, model, asked=asked)


def editable(session: Session, where: Q, model: Any = Page) -> Any:
    """Return the first page of the site, or the first snippet, that the user may edit.

    Pages that are nobody's to edit cost the same statement as pages that are not there.
    """
    assert session.user is not None
    if not issubclass(model, Page):
        found = model._default_manager.filter(where).order_by("pk")
        return next((one for one in found if previews.may_edit(one, session.user)), None)
    pages = model._default_manager.filter(visibility.in_site_q(session)).filter(where)
    for page in _narrowed(pages, session.user).order_by("pk"):
        if page.permissions_for_user(session.user).can_edit():
            return page
    return None


def _narrowed(pages: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Leave out what the user cannot edit, neither by a permission nor as a moderator."""
    if user.is_superuser:
        return pages
    allowed = PagePermissionPolicy().instances_user_has_any_permission_for(user, {"change"})
    moderated = WorkflowState.objects.filter(
        base_content_type__app_label="wagtailcore",
        base_content_type__model="page",
        status=WorkflowState.STATUS_IN_PROGRESS,
    ).annotate(page_key=Cast("object_id", IntegerField()))
    return pages.filter(Q(pk__in=allowed.values("pk")) | Q(pk__in=moderated.values("page_key")))


def _find(
    session: Session, where: Q, is_it: Callable[[Any], bool], model: Any, *, asked: bool
) -> Any:
    preview = session.identity.preview
    if preview is not None and (draft := _previewed(session)) is not None:
        both = [draft] if preview.original is None else [draft, preview.original]
        if isinstance(draft, model) and any(is_it(one) for one in both):
            return _shown(draft, session)
    if not asked:
        return None
    if session.user is None:
        if preview is not None:
            return None
        raise Unauthenticated("Send a token of somebody who may edit the page to read its draft.")
    page = editable(session, where, model)
    return None if page is None else _shown(_draft_of(page, session), session)


def _previewed(session: Session) -> Any:
    """Return the page of the preview token, if it belongs to the site that is asked."""
    preview = session.identity.preview
    assert preview is not None
    if not issubclass(preview.model, Page):
        return None
    if not any(preview.place.startswith(root.path) for root in session.roots):
        return None
    if "previewed" not in session.memo:
        session.memo["previewed"] = _made(
            preview.draft(), preview.key, preview.original, preview.saved_at, session
        )
    return session.memo["previewed"]


def _draft_of(page: Any, session: Session) -> Any:
    key = ("draft", page.pk)
    if key not in session.memo:
        draft = page.get_latest_revision_as_object()
        session.memo[key] = _made(draft, page.pk, page, None, session)
    return session.memo[key]


def _made(draft: Any, number: int, page: Any, saved_at: datetime | None, session: Session) -> Any:
    """Return a draft with its own key and everything that belongs to it; None if it has no type.

    When it was published is told by its page, if there is one already.
    """
    kind = DRAFTABLE.get(type(draft))
    if kind is None:
        return None
    saved = getattr(page, "latest_revision_created_at", None) or saved_at or session.now
    published = getattr(page, "first_published_at", None)
    draft.first_published_at = published or saved
    draft.is_unpublished = published is None
    draft.last_published_at = getattr(page, "last_published_at", None)
    key = DraftKey(number)
    kind.hand_in(draft, key, session)
    draft.pk = key
    session.hand_in(kind.loader, {key: draft})
    return draft


def _shown(draft: Any, session: Session) -> Any:
    if draft is not None:
        told(DRAFTABLE[type(draft)].type_name, draft, session)
    return draft


def told(type_name: str, draft: Any, session: Session) -> None:
    """Say in the answer that it shows a draft, and what that lacks to be published.

    `publishedAt` is never null; so a page that never was is named among the `unpublished`.
    """
    preview = session.extensions.setdefault("preview", {"drafts": []})
    name = ids.encode(type_name, int(draft.pk))
    if name in preview["drafts"]:
        return
    preview["drafts"].append(name)
    if getattr(draft, "is_unpublished", False):
        preview.setdefault("unpublished", []).append(name)
    if lacking := incomplete.fields(draft):
        preview.setdefault("incomplete", []).append({"id": name, "fields": lacking})
