"""People, subjects and contacts of the source: found here, or made."""

from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Locale

from blog.models import Author, Category
from home.models import Contact
from transfer.posts.documents import Document, Kind, Name


def authors(document: Document, locale: Locale) -> list[Author]:
    """Return the authors of a document. One who is new is published, with nothing but a name."""
    found = [
        _find(Author, name, locale) or _make_author(document, name, locale)
        for name in document.authors
        if name.name.strip()
    ]
    return list(dict.fromkeys(found))


def _make_author(document: Document, name: Name, locale: Locale) -> Author:
    text = _("An author was made. Add the job title, the credentials and the licence.")
    document.note(Kind.MADE, text, name.name)
    label = name.name.strip()[:120]
    return Author.objects.create(
        name=label, slug=_free_slug(Author, label, locale, 120), locale=locale
    )


def category(document: Document, locale: Locale) -> Category | None:
    """Return the first category of a document; the others become tags."""
    if not document.categories:
        return None
    name = document.categories[0]
    found = _find(Category, name, locale)
    if found is not None:
        return found
    document.note(Kind.MADE, _("A category was made."), name.name)
    label = name.name.strip()[:80]
    slug = slugify(name.slug)[:80] or label
    return Category.objects.create(
        name=label, slug=_free_slug(Category, slug, locale, 80), locale=locale
    )


def tags(document: Document) -> list[str]:
    """Return the tags of a document, with the categories that a post has no place for."""
    others = [name.name for name in document.categories[1:]]
    if others:
        text = _("A post has one category. The others became tags.")
        document.note(Kind.CHANGED, text, ", ".join(others))
    found = {tag.strip()[:100].casefold(): tag.strip()[:100] for tag in [*document.tags, *others]}
    return [tag for tag in found.values() if tag]


def contact(phone: str, name: str, locale: Locale) -> int:
    """Return the key of the contact with a number; a new one is a draft until it is checked."""
    same = Contact.objects.filter(phone=phone, locale=locale)
    found = same.order_by("-live", "pk").first()
    if found is None:
        found = Contact.objects.create(name=name[:120], phone=phone, locale=locale, live=False)
        found.save_revision()
    return int(found.pk)


def _find(model: Any, name: Name, locale: Locale) -> Any:
    slugs = {slugify(name.slug), slugify(name.name)} - {""}
    here = model.objects.filter(locale=locale)
    return (
        here.filter(slug__in=slugs).order_by("-live", "pk").first()
        or here.filter(name__iexact=name.name.strip()).order_by("-live", "pk").first()
    )


def _free_slug(model: Any, text: str, locale: Locale, length: int) -> str:
    wanted = slugify(text)[: length - 5] or "name"
    slug, number = wanted, 2
    while model.objects.filter(locale=locale, slug=slug).exists():
        slug, number = f"{wanted}-{number}", number + 1
    return slug
