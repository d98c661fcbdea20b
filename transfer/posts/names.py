"""People, subjects and contacts of the source: found here, or made."""

from collections.abc import Callable
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Locale

from blog.models import Author, Category
from home.models import Contact
from transfer.posts.documents import Document, Kind, Name


class Names:
    """Authors, categories and contacts in one language.

    `known` says which of ours stand for those of the source since an earlier import: whoever was
    renamed here is found again. `used` is what one document needs of it.
    """

    def __init__(self, locale: Locale, known: dict[str, int]) -> None:
        self.locale = locale
        self.known = known
        self.used: dict[str, int] = {}

    def begin(self) -> None:
        """Begin a document."""
        self.used = {}

    def keep(self) -> None:
        """Remember what the document needed, which is imported now."""
        self.known |= self.used

    def authors(self, document: Document) -> list[Author]:
        """Return the authors of a document. One who is new is published, with only a name."""
        found = [
            self._one(Author, name, lambda name: self._make_author(document, name))
            for name in document.authors
            if name.name.strip()
        ]
        return list(dict.fromkeys(found))

    def _make_author(self, document: Document, name: Name) -> Author:
        text = _("An author was made. Add the job title, the credentials and the licence.")
        document.note(Kind.MADE, text, name.name)
        label = name.name.strip()[:120]
        slug = _free_slug(Author, label, self.locale, 120)
        return Author.objects.create(name=label, slug=slug, locale=self.locale)

    def category(self, document: Document) -> Category | None:
        """Return the first category of a document; the others become tags."""
        if not document.categories:
            return None
        found: Category = self._one(
            Category, document.categories[0], lambda name: self._make_category(document, name)
        )
        return found

    def _make_category(self, document: Document, name: Name) -> Category:
        document.note(Kind.MADE, _("A category was made."), name.name)
        label = name.name.strip()[:80]
        slug = _free_slug(Category, slugify(name.slug)[:80] or label, self.locale, 80)
        return Category.objects.create(name=label, slug=slug, locale=self.locale)

    def contact(self, phone: str, name: str) -> int:
        """Return the key of the contact with a number; a new one is a draft until it is checked."""
        key = f"contact {phone}"
        if (found := self._remembered(Contact, key)) is None:
            same = Contact.objects.filter(phone=phone, locale=self.locale)
            found = same.order_by("-live", "pk").first()
        if found is None:
            found = Contact.objects.create(
                name=name[:120], phone=phone, locale=self.locale, live=False
            )
            found.save_revision()
        self.used[key] = found.pk
        return int(found.pk)

    def _one(self, model: Any, name: Name, make: Callable[[Name], Any]) -> Any:
        key = f"{model._meta.model_name} {name.slug or name.name.strip().casefold()}"
        found = self._remembered(model, key) or _find(model, name, self.locale) or make(name)
        self.used[key] = found.pk
        return found

    def _remembered(self, model: Any, key: str) -> Any:
        pk = self.known.get(key)
        return pk and model.objects.filter(pk=pk, locale=self.locale).first()


def tags(document: Document) -> list[str]:
    """Return the tags of a document, with the categories that a post has no place for."""
    others = [name.name for name in document.categories[1:]]
    if others:
        text = _("A post has one category. The others became tags.")
        document.note(Kind.CHANGED, text, ", ".join(others))
    found = {tag.strip()[:100].casefold(): tag.strip()[:100] for tag in [*document.tags, *others]}
    return [tag for tag in found.values() if tag]


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
