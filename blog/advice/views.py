"""Advice on what stands in the editor's form, saved or not."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST
from wagtail.images import get_image_model

from blog.advice.advice import advise
from blog.advice.texts import Writing
from blog.models import PostPage


@require_POST
def advice(request: HttpRequest, language: str) -> HttpResponse:
    """Return advice on the form that was sent, as HTML.

    Nothing but the form is read: it need not be valid, and what it says need not be saved.
    """
    if "body-count" not in request.POST:
        return HttpResponseBadRequest()
    context = {"advice": advise(_writing(request, language))}
    return render(request, "blog/advice/advice.html", context)


def addresses() -> list[URLPattern]:
    """Where the editor asks for advice."""
    return [path("advice/<str:language>/", advice, name="hearth_advice")]


def _writing(request: HttpRequest, language: str) -> Writing:
    form = request.POST
    hero = form.get("hero_image", "")
    pictures = get_image_model().objects.filter(pk=hero) if hero.isdecimal() else []
    return Writing(
        title=form.get("title", ""),
        intro=form.get("intro", ""),
        body=_body_widget().value_from_datadict(form, request.FILES, "body"),
        language=language,
        is_sensitive=bool(form.getlist("sensitive_topics")),
        hero_image=next(iter(pictures), None),
    )


def _body_widget() -> Any:
    return PostPage.get_edit_handler().get_form_class().base_fields["body"].widget
