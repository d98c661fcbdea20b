"""Preview tokens: whoever holds one sees the draft of one object, while its maker may edit it.

There are three kinds, which one header takes:

- of what is saved: the latest revision at any time, or the one that it is pinned to;
- of what is being written: unsaved content that the admin's preview panel has kept for one user;
- links for reviewers: one revision, for days, until somebody revokes it.

The first two are signed and short-lived. A link is a random secret with a row in the database.
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q
from django.utils import timezone
from wagtail.models import Page, Revision, RevisionMixin
from wagtail.permissions import policy_registry
from wagtail.signals import published

from api import grants
from api.errors import Unauthenticated
from api.grants import Grant
from api.models import PreviewDraft, PreviewLink

PURPOSE = "preview"
SAVED, WRITTEN = "saved", "written"
#: What the secret of a link begins with; signed tokens never do.
LINK = "hearth_link_"
MAX_LINK_DAYS = 90
#: Seconds within which the next use of a link is not noted again.
NOTED_FOR = 60
#: What was never saved has a key beyond those of all tables: this and the number of its draft.
NEW = 10**17


@dataclass(frozen=True)
class Preview:
    """What a preview token shows.

    `original` is the object as it is in the database, None if it was never saved; it will then
    be below `parent` if it is a page. `content` is that of a revision, None for the latest one.
    """

    model: type[Model]
    key: int
    original: Any = None
    content: Mapping[str, Any] | None = None
    saved_at: datetime | None = None
    parent: Any = None

    @property
    def place(self) -> str:
        """The tree path of a page, or of the page above one that was never saved."""
        path: str = (self.original or self.parent).path
        return path

    def draft(self) -> Any:
        """Return the object as its editors left it; a new one each time."""
        if self.original is None:
            return self._new()
        if self.content is None:
            return self.original.get_latest_revision_as_object()
        return self.original.with_content_json(dict(self.content))

    def _new(self) -> Any:
        model: Any = self.model
        made = model.from_serializable_data(self.content)
        if self.parent is not None:
            # At the end of what can be below the parent, where no page ever is.
            made.depth = self.parent.depth + 1
            made.path = self.parent.path + made.alphabet[-1] * made.steplen
            made.locale_id = self.parent.locale_id
            made.set_url_path(self.parent)
        return made


def may_edit(obj: Any, user: Any) -> bool:
    """Whether a user may edit an object, or look at its drafts to publish them."""
    if not user.is_active:
        return False
    if isinstance(obj, Page):
        tester = obj.permissions_for_user(user)
        return bool(tester.can_edit() or tester.can_publish())
    policy = policy_registry.get_by_type(type(obj))
    return bool(policy.user_has_permission_for_instance(user, "change", obj))


def _may_add(model: Any, parent: Any, user: Any) -> bool:
    if not user.is_active:
        return False
    if issubclass(model, Page):
        return parent is not None and parent.permissions_for_user(user).can_add_subpage()
    return bool(policy_registry.get_by_type(model).user_has_permission(user, "add"))


# Making.


def token(obj: Any, user: Any, *, is_pinned: bool) -> Grant:
    """Return a preview token for what is saved of an object that the user may edit.

    A pinned one shows the draft as it is now, whatever is written later.
    """
    pinned = None
    if is_pinned:
        # What was written by a program may have no revision yet.
        pinned = obj.latest_revision or obj.save_revision(user=user, changed=False, clean=False)
    values = [SAVED, _label(type(obj)), obj.pk, pinned and pinned.pk, user.pk]
    return grants.sign(PURPOSE, values, settings.HEARTH_PREVIEW_MINUTES)


def keep(obj: Any, user: Any, *, is_editing: bool) -> tuple[Grant, int]:
    """Keep the content of an object, saved or not, for one user.

    Return the token that shows it, and the key under which it is shown.
    """
    forget_stale()
    content = json.dumps(obj.serializable_data(), cls=DjangoJSONEncoder)
    is_new = obj._state.adding
    # A page that was never saved has a tree path already: that of the next page below its parent.
    above = obj.get_parent() if is_new and isinstance(obj, Page) else None
    row, _is_first = PreviewDraft.objects.update_or_create(
        user=user,
        content_type=ContentType.objects.get_for_model(obj, for_concrete_model=False),
        object_id="" if is_new else str(obj.pk),
        parent_id="" if above is None else str(above.pk),
        is_editing=is_editing,
        # What is being written changes under its tokens; what was saved has a row for each text.
        digest="" if is_editing else _digest(content),
        defaults={"content": content, "updated_at": timezone.now()},
    )
    signed = grants.sign(PURPOSE, [WRITTEN, row.pk, user.pk], settings.HEARTH_PREVIEW_MINUTES)
    return signed, NEW + row.pk if is_new else obj.pk


def forget_stale() -> int:
    """Delete what was kept for tokens that have all expired; return how much that was."""
    stale = timezone.now() - timedelta(minutes=settings.HEARTH_PREVIEW_MINUTES)
    return PreviewDraft.objects.filter(updated_at__lt=stale).delete()[0]


def watch() -> None:
    """Forget what was kept of an object once that is published."""
    published.connect(_forget_published, dispatch_uid="api.previews")


def _forget_published(instance: Any, revision: Revision | None, **kwargs: Any) -> None:
    """Delete what was kept of an object and is public now, but not what others are writing."""
    publisher = revision and revision.user
    above = str(instance.get_parent().pk) if isinstance(instance, Page) else ""
    rows = PreviewDraft.objects.filter(
        content_type=ContentType.objects.get_for_model(instance, for_concrete_model=False)
    )
    before_it_was_saved = Q(object_id="", parent_id=above, user=publisher)
    own = Q(object_id=str(instance.pk)) & (Q(is_editing=False) | Q(user=publisher))
    rows.filter(own | before_it_was_saved).delete()


def share(revision: Revision, user: Any, *, label: str, days: int) -> tuple[PreviewLink, str]:
    """Make a link to a revision; return it with its secret, which is told only now."""
    secret = LINK + secrets.token_urlsafe(32)
    expires = timezone.now() + timedelta(days=min(days, MAX_LINK_DAYS))
    link = PreviewLink.objects.create(
        digest=_digest(secret), label=label, revision=revision, maker=user, expires_at=expires
    )
    return link, secret


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _label(model: Any) -> str:
    """Return the name of the model that the keys of an object are of: pages share one."""
    base: Any = Page if issubclass(model, Page) else model
    label: str = base._meta.label_lower
    return label


# Reading.


def read(text: str) -> Preview:
    """Return what a token shows; raise `Unauthenticated` if it does not count, or not any more."""
    found = _of_link(text) if text.startswith(LINK) else _of_grant(text)
    if found is None:
        raise Unauthenticated("This preview token is wrong or expired.")
    return found


def _of_grant(text: str) -> Preview | None:
    try:
        kind, *values, maker = grants.read(PURPOSE, text)
    except (grants.Foreign, grants.Expired):
        return None
    show: Any = {SAVED: _saved, WRITTEN: _written}.get(kind)
    user = get_user_model()._default_manager.filter(pk=maker).first()
    return None if show is None or user is None else show(*values, user=user)


def _saved(label: str, key: int, revision: int | None, *, user: Any) -> Preview | None:
    app, _dot, name = label.partition(".")
    kind = ContentType.objects.get_by_natural_key(app, name)
    model: Any = kind.model_class()
    obj = model._default_manager.filter(pk=key).first()
    if obj is None or not may_edit(obj, user):
        return None
    if revision is None:
        return Preview(type(obj), key, obj)
    pinned = obj.revisions.filter(pk=revision).first()
    return None if pinned is None else Preview(type(obj), key, obj, pinned.content)


def _written(key: int, *, user: Any) -> Preview | None:
    rows = PreviewDraft.objects.select_related("content_type")
    row = rows.filter(pk=key, user=user).first()
    model: Any = row.content_type.model_class() if row else None
    if row is None or model is None:
        return None
    content = json.loads(row.content)
    if row.object_id:
        obj = model._default_manager.filter(pk=row.object_id).first()
        if obj is None or not may_edit(obj, user):
            return None
        return Preview(model, obj.pk, obj, content, row.updated_at)
    parent = Page.objects.filter(pk=row.parent_id).first() if row.parent_id else None
    if not _may_add(model, parent, user):
        return None
    return Preview(model, NEW + row.pk, None, content, row.updated_at, parent)


def _of_link(text: str) -> Preview | None:
    links = PreviewLink.objects.select_related("maker", "revision__content_type")
    link = links.filter(digest=_digest(text)).first()
    if link is None or not link.works:
        return None
    obj: RevisionMixin | None = link.revision.content_object
    if obj is None or not may_edit(obj, link.maker):
        return None
    _touch(link)
    return Preview(type(obj), obj.pk, obj, link.revision.content, link.revision.created_at)


def _touch(link: PreviewLink) -> None:
    now, used = timezone.now(), link.last_used_at
    if used is None or (now - used).total_seconds() >= NOTED_FOR:
        PreviewLink.objects.filter(pk=link.pk).update(last_used_at=now)
