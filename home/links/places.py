"""Keeping account of where the links of the live site are."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from wagtail.contrib.settings.registry import registry
from wagtail.models import DraftStateMixin, Page, get_page_models
from wagtail.signals import page_published, page_unpublished, published, unpublished
from wagtail.snippets.models import get_snippet_models

from home.links.finding import holds_links, links_of
from home.models.links import LinkCheck, LinkUse, digest


def collect() -> None:
    """Find the links of everything that is live, and forget those that are gone."""
    with transaction.atomic():
        LinkUse.objects.all().delete()
        for source in live_sources():
            _note(source)
        forget_unused()


def live_sources() -> Iterator[models.Model]:
    """Yield every live page, snippet and setting that can have links."""
    models_with_links = filter(
        holds_links, dict.fromkeys([*get_page_models(), *get_snippet_models(), *registry])
    )
    for model in models_with_links:
        objects = model._default_manager.all()
        if issubclass(model, DraftStateMixin):
            objects = objects.filter(live=True)
        yield from objects.iterator(chunk_size=200)


def renew(source: Any) -> None:
    """Note the links of `source` afresh; one that is not live has none."""
    forget(source)
    if getattr(source, "live", True):
        _note(source)


def forget(source: Any) -> None:
    """Drop what is noted of `source`."""
    LinkUse.objects.filter(
        content_type=ContentType.objects.get_for_model(source), object_id=source.pk
    ).delete()


def forget_unused() -> None:
    """Drop the addresses that nothing links to any more."""
    LinkCheck.objects.filter(uses=None).delete()


def _note(source: models.Model) -> None:
    links = list(dict.fromkeys(links_of(source)))
    checks = _checks(link.url for link in links if link.url)
    content_type = ContentType.objects.get_for_model(source)
    LinkUse.objects.bulk_create(
        LinkUse(
            content_type=content_type,
            object_id=source.pk,
            place=link.place[:200],
            block_id=link.block_id or "",
            link=checks.get(digest(link.url)) if link.url else None,
            page=link.page,
            document=link.document,
        )
        for link in links
    )


def _checks(urls: Iterable[str]) -> dict[str, LinkCheck]:
    """Return the checks of these addresses by their digest, made where there is none."""
    by_digest = {digest(url): url for url in urls}
    if not by_digest:
        return {}
    LinkCheck.objects.bulk_create(
        [LinkCheck(digest=key, url=url) for key, url in by_digest.items()], ignore_conflicts=True
    )
    return {check.digest: check for check in LinkCheck.objects.filter(digest__in=by_digest)}


def follow_changes() -> None:
    """Renew what is noted whenever something is published, unpublished or deleted.

    What has no drafts, such as settings, is published by being saved.
    """
    for signal in (page_published, page_unpublished, published, unpublished):
        signal.connect(_renew_changed, dispatch_uid="home.links.renew")
    models.signals.post_save.connect(_renew_saved, dispatch_uid="home.links.renew_saved")
    models.signals.post_delete.connect(_forget_deleted, dispatch_uid="home.links.forget")


def _renew_changed(sender: Any, instance: Any, **kwargs: Any) -> None:
    if holds_links(sender):
        renew(instance)


def _renew_saved(sender: Any, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw and _has_no_drafts(sender) and holds_links(sender):
        renew(instance)


def _forget_deleted(sender: Any, instance: Any, **kwargs: Any) -> None:
    has_drafts = issubclass(sender, Page | DraftStateMixin) and sender is not Page
    if (has_drafts or _has_no_drafts(sender)) and holds_links(sender):
        forget(instance)


def _has_no_drafts(model: type[models.Model]) -> bool:
    """Tell whether `live_sources` has all objects of a model, as they were saved."""
    if issubclass(model, DraftStateMixin):
        return False
    return model in registry or model in get_snippet_models()
