"""The original beside its translation: what a translator reads while writing."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import CharField, Model, TextField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve
from django.utils.html import linebreaks
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from wagtail.fields import RichTextField, StreamField
from wagtail.models import DraftStateMixin, Locale, Page, TranslatableMixin
from wagtail.permissions import policy_registry
from wagtail.rich_text import expand_db_html

#: Fields of Wagtail that are text, but not for readers.
HIDDEN = {"slug", "draft_title", "url_path", "path", "object_str"}


@never_cache
def original(request: HttpRequest) -> HttpResponse:
    """Answer the text that the object at the address of an editor was translated from.

    Nothing (204) if it is no translation. The original is the translation in the default language.
    """
    edited = _edited(request.GET.get("editor", ""))
    if edited is None:
        return HttpResponse(status=204)
    if not _may_edit(request, edited):
        raise PermissionDenied
    source = edited.get_translation_or_none(Locale.get_default())
    if source is None or source.pk == edited.pk:
        return HttpResponse(status=204)
    shown = source.specific if isinstance(source, Page) else source
    context = {
        "locale": source.locale,
        "fields": texts(shown),
        "changed_on": _changed_since(source, edited),
    }
    return HttpResponse(render_to_string("home/editing/original.html", context, request))


def texts(instance: Model) -> list[tuple[str, Any]]:
    """Return the name and the HTML of every text that an object has for its readers."""
    found = []
    for field in instance._meta.concrete_fields:
        value = field.value_from_object(instance)
        if not value or not field.editable or field.choices or field.name in HIDDEN:
            continue
        if isinstance(field, StreamField):
            html = value.render_as_block()
        elif isinstance(field, RichTextField):
            html = mark_safe(expand_db_html(value))  # Cleaned when it was saved.
        elif type(field) in (CharField, TextField):
            html = mark_safe(linebreaks(value, autoescape=True))  # Escaped here.
        else:
            continue
        found.append((capfirst(str(field.verbose_name)), html))
    return found


def _edited(path: str) -> Any:
    """Return the translatable object that the editor at an address is for, if there is one."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if match.view_name == "wagtailadmin_pages:edit":
        return get_object_or_404(Page, pk=match.kwargs["page_id"])
    model = getattr(match.func, "view_initkwargs", {}).get("model")
    if "pk" not in match.kwargs or model is None or not issubclass(model, TranslatableMixin):
        return None
    try:
        return get_object_or_404(model, pk=unquote(str(match.kwargs["pk"])))
    except (ValueError, ValidationError):
        raise Http404 from None


def _may_edit(request: HttpRequest, edited: Any) -> bool:
    if isinstance(edited, Page):
        return bool(edited.permissions_for_user(request.user).can_edit())
    policy = policy_registry.get_by_type(type(edited))
    return bool(policy.user_has_permission_for_instance(request.user, "change", edited))


def _changed_since(source: Any, edited: Any) -> Any:
    """Return when the original was published, if that was after the translation was saved."""
    if not isinstance(source, DraftStateMixin) or source.last_published_at is None:
        return None
    saved = edited.latest_revision.created_at if edited.latest_revision else None
    return source.last_published_at if saved and source.last_published_at > saved else None
