"""Documents become pages: made once, brought up to date later, and never over somebody's edits."""

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Revision

from blog.models import BlogIndexPage, PostAuthor, PostPage
from home.models import User
from transfer.models import ImportedPost
from transfer.posts import addresses, names
from transfer.posts.blocks import convert
from transfer.posts.documents import Batch, Document, Kind, Note, Status, shorten
from transfer.posts.files import Files
from transfer.posts.library import Library
from transfer.posts.offers import find_offers
from transfer.posts.pieces import Made, Offer, Text, decide, join_texts, level_headings, stored
from transfer.posts.places import PostPlaces
from transfer.posts.richtext import CONTROL, paragraph

logger = logging.getLogger(__name__)

INTRO, TITLE = 400, 255


@dataclass(frozen=True)
class Options:
    """What a person chose. `accepted` are keys of offers; with `is_rehearsal` nothing stays."""

    tips: bool = False
    contacts: bool = False
    accepted: frozenset[str] = frozenset()
    overwrite: bool = False
    as_drafts: bool = False
    may_fetch: bool = False
    is_rehearsal: bool = False

    def accepts(self, offer: Offer) -> bool:
        """Tell whether an offer is taken."""
        of_kind = {"tips": self.tips, "contact": self.contacts}[offer.kind]
        return of_kind or offer.key in self.accepted


@dataclass
class Outcome:
    """What became of one document: an action, the state of the page, and what to know about it."""

    title: str
    key: str
    action: str
    state: str = ""
    page: int | None = None
    notes: list[Note] = field(default_factory=list)
    offers: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class _Content:
    """The fields of a page, and what they were made of."""

    values: dict[str, Any]
    authors: list[Any]
    tags: list[str]
    offers: list[dict[str, Any]]
    pictures: dict[str, int]
    is_early: bool
    digest: str = ""


class Writer:
    """Writes the documents of a batch below a blog, each in a transaction of its own."""

    def __init__(
        self,
        blog: BlogIndexPage,
        batch: Batch,
        files: Files,
        options: Options,
        user: User | None = None,
    ) -> None:
        self.blog = blog
        self.batch = batch
        self.options = options
        self.user = user
        self.library = Library(
            files,
            batch.pictures,
            user=user,
            may_fetch=options.may_fetch,
            is_rehearsal=options.is_rehearsal,
        )
        systems = {document.system for document in batch.documents}
        self.pages = {
            addresses.known_as(url): page
            for urls, page in ImportedPost.objects.filter(system__in=systems).values_list(
                "urls", "page_id"
            )
            for url in urls
        }
        self.coming = {
            addresses.known_as(url) for document in batch.documents for url in document.urls
        }
        self._slugs: set[str] = set()

    def write_all(self, progress: Callable[[int, int], None]) -> list[Outcome]:
        """Write every document; those with links to later ones are written again at the end."""
        outcomes: dict[int, Outcome] = {}
        total, early = len(self.batch.documents), []
        for index, document in enumerate(self.batch.documents):
            notes = list(document.notes)
            outcomes[index], is_early = self.write(document)
            if is_early and not self.options.is_rehearsal:
                early.append((index, notes))
            progress(index + 1, total)
        for index, notes in early:
            first, document = outcomes[index], self.batch.documents[index]
            made = [note for note in first.notes if note.kind == Kind.MADE]
            document.notes = notes
            again, _is_early = self.write(document)
            if again.action in ("updated", "unchanged"):
                again.action = first.action
                again.notes = list(dict.fromkeys([*made, *again.notes]))
                outcomes[index] = again
        return [outcomes[index] for index in sorted(outcomes)]

    def write(self, document: Document) -> tuple[Outcome, bool]:
        """Write one document; tell also whether it links to pages that are still to come."""
        record = (
            ImportedPost.objects.select_related("page")
            .filter(system=document.system, key=document.key)
            .first()
        )
        self.library.begin(record.pictures if record else {})
        try:
            with transaction.atomic():
                outcome, is_early = self._write(document, record)
                if self.options.is_rehearsal:
                    transaction.set_rollback(True)
        except ValidationError as error:
            self.library.undo()
            return self._failed(document, " ".join(_reasons(error))), False
        except Exception:
            self.library.undo()
            logger.exception("The post %s of %s broke", document.key, document.system)
            return self._failed(document, _("Something in it broke the import.")), False
        outcome.notes = list(dict.fromkeys([*document.notes, *self.library.notes]))
        return outcome, is_early

    def _failed(self, document: Document, reason: str) -> Outcome:
        outcome = Outcome(document.title, document.key, "failed")
        outcome.notes = [*document.notes, Note(Kind.REFUSED, reason)]
        return outcome

    def _write(self, document: Document, record: ImportedPost | None) -> tuple[Outcome, bool]:
        content = self._content(document, record)
        outcome = Outcome(document.title, document.key, "created", offers=content.offers)
        if record is None:
            page = self._create(document, content)
        else:
            page = record.page
            outcome.page = page.pk
            outcome.state = _state(page)
            if record.digest == content.digest:
                outcome.action = "unchanged"
                return outcome, content.is_early
            is_edited = page.latest_revision_id != record.revision_id
            if page.locked or (is_edited and not self.options.overwrite):
                outcome.action = "kept"
                text = _("The post was edited here since. The new text was left alone.")
                document.note(Kind.REFUSED, text)
                return outcome, content.is_early
            outcome.action = "updated"
            page = page.get_latest_revision_as_object()
            self._fill(page, content)
        # A draft may be incomplete; what is published is checked below.
        revision = page.save_revision(user=self.user, changed=True, log_action=True, clean=False)
        self._publish(document, page, revision)
        page.refresh_from_db()
        self._redirect(document, page)
        self._remember(document, page, content, record)
        outcome.page, outcome.state = page.pk, _state(page)
        return outcome, content.is_early

    # What the page will say.

    def _content(self, document: Document, record: ImportedPost | None) -> _Content:
        places = PostPlaces(document, self.library, self.pages, self.coming)
        body = convert(document.html, places, has_line_breaks=document.has_line_breaks)
        document.notes += body.notes
        name = f"{document.system} {document.key}"
        locale = self.blog.locale
        accepted = frozenset(record.accepted if record else ())
        offers: list[dict[str, Any]] = []

        def accept(offer: Offer) -> bool:
            is_taken = self.options.accepts(offer) or offer.key in accepted
            said = {"key": offer.key, "kind": offer.kind, "label": offer.label, "taken": is_taken}
            offers.append(said)
            if not is_taken:
                text = {
                    "tips": _("This list could be a Tips block."),
                    "contact": _("This paragraph could be a Contact block."),
                }
                document.note(Kind.OFFERED, text[offer.kind], offer.label)
            return is_taken

        pieces = find_offers(
            self._with_leading_texts(document, body.pieces),
            name,
            document.title,
            lambda phone, label: names.contact(phone, label, locale),
        )
        blocks, changed = level_headings(join_texts(decide(pieces, accept)))
        if changed:
            text = _("Levels of headings changed, so that none is skipped.")
            document.note(Kind.CHANGED, text, shorten(" / ".join(changed)))
        hero = places.picture(document.hero.url) if document.hero else None
        values = {
            "title": CONTROL.sub("", document.title)[:TITLE],
            "intro": self._intro(document, blocks),
            "body": json.dumps(stored(blocks, name)),
            "hero_image_id": hero,
            "seo_title": document.seo_title[:TITLE],
            "search_description": document.description,
            "category": names.category(document, locale),
        }
        content = _Content(
            values,
            names.authors(document, locale),
            names.tags(document),
            offers,
            places.pictures,
            places.is_early,
        )
        content.digest = _digest(document, content)
        return content

    def _with_leading_texts(
        self, document: Document, pieces: list[Text | Made]
    ) -> list[Text | Made]:
        """Return the pieces below what is too long for a field of its own."""
        leading = []
        if not document.title:
            first = next((piece.words for piece in pieces if isinstance(piece, Text)), "")
            document.title = shorten(first, 80) or _("Untitled")
            document.note(Kind.MADE, _("There was no title."), document.title)
        if len(document.title) > TITLE:
            leading.append(Text(paragraph(document.title)))
            document.note(Kind.CHANGED, _("The title was too long. It was cut."), document.title)
        if len(document.excerpt) > INTRO:
            leading.append(Text(paragraph(document.excerpt)))
            text = _("The excerpt was too long. All of it is the first paragraph.")
            document.note(Kind.CHANGED, text, document.excerpt)
        return [*leading, *pieces]

    def _intro(self, document: Document, blocks: list[Made]) -> str:
        given = document.excerpt or document.description
        if not given:
            first = next((block for block in blocks if block.kind == "paragraph"), None)
            given = Text(first.value).words if first else document.title
            text = _("There was no excerpt. The introduction is the beginning of the text.")
            document.note(Kind.MADE, text)
            given = " ".join(given.split())
            return given if len(given) <= INTRO // 2 else _sentences(given, INTRO // 2)
        given = " ".join(CONTROL.sub("", given).split())
        return given if len(given) <= INTRO else _sentences(given, INTRO)

    # The page.

    def _create(self, document: Document, content: _Content) -> PostPage:
        page = PostPage(
            slug=self._slug(document),
            live=False,
            owner=self.user,
            locale=self.blog.locale,
            first_published_at=self._first_published(document),
        )
        self._fill(page, content)
        parent = BlogIndexPage.objects.get(pk=self.blog.pk)
        parent.add_child(instance=page)
        return page

    def _fill(self, page: PostPage, content: _Content) -> None:
        for name, value in content.values.items():
            setattr(page, name, value)
        page.draft_title = page.title
        page.tags.set(content.tags)
        page.post_authors = [
            PostAuthor(author=author, sort_order=place)
            for place, author in enumerate(content.authors)
        ]

    def _first_published(self, document: Document) -> Any:
        return document.published_at if self._wants(document) == Status.PUBLISHED else None

    def _wants(self, document: Document) -> Status:
        """Return what the page should be: a day that has come makes it a published one."""
        if self.options.as_drafts:
            return Status.DRAFT
        if document.status == Status.SCHEDULED and (
            document.published_at is None or document.published_at <= timezone.now()
        ):
            return Status.PUBLISHED
        return document.status

    def _slug(self, document: Document) -> str:
        wanted = slugify(document.slug, allow_unicode=True) or slugify(
            document.title, allow_unicode=True
        )
        wanted = wanted[: TITLE - 5] or "post"
        slug, number = wanted, 2
        while slug in self._slugs or not Page._slug_is_available(slug, self.blog):
            slug, number = f"{wanted}-{number}", number + 1
        if slug != wanted and document.slug:
            text = _("The slug “%(slug)s” was taken.") % {"slug": wanted}
            document.note(Kind.CHANGED, text, slug)
        if self.options.is_rehearsal:
            self._slugs.add(slug)
        return slug

    def _publish(self, document: Document, page: PostPage, revision: Revision) -> None:
        """Publish what was published, if it passes; what does not stays a draft, with the rule."""
        wants = self._wants(document)
        if wants == Status.DRAFT:
            if page.live:
                text = _("It is a draft in the source, but published here. It stays published.")
                document.note(Kind.CHANGED, text)
            return
        try:
            with transaction.atomic():
                if wants == Status.SCHEDULED:
                    page.go_live_at = document.published_at
                    revision = page.save_revision(user=self.user, changed=False, clean=False)
                checked = revision.as_object()
                checked.body = checked.body.stream_block.clean(checked.body)
                checked.full_clean()
                revision.publish(user=self.user, skip_permission_checks=True)
        except (ValidationError, PermissionDenied) as error:
            page.go_live_at = None
            text = _("It was published in the source. It is a draft here, because a rule stops it.")
            document.note(Kind.REFUSED, text, shorten(" ".join(_reasons(error)), 300))
            return
        if wants == Status.PUBLISHED and document.modified_at and document.published_at:
            PostPage.objects.filter(pk=page.pk, live=True).update(
                last_published_at=max(document.modified_at, document.published_at)
            )

    def _redirect(self, document: Document, page: PostPage) -> None:
        """Lead readers of the old addresses to the page."""
        site = page.get_site()
        parts = page.get_url_parts()
        own = Redirect.normalise_path(parts[2]) if parts else ""
        for url in document.urls:
            path = Redirect.normalise_path(old) if (old := addresses.old_path(url)) else ""
            if path in ("", "/", own):
                continue
            if len(path) > 255:
                document.note(Kind.REFUSED, _("An old address is too long for a redirect."), url)
                continue
            found = Redirect.get_for_site(site).filter(old_path=path).first()
            if found is None:
                Redirect.objects.create(old_path=path, site=site, redirect_page=page)
            elif found.redirect_page_id != page.pk:
                text = _("An old address leads elsewhere already. That redirect was left alone.")
                document.note(Kind.REFUSED, text, path)

    def _remember(
        self, document: Document, page: PostPage, content: _Content, record: ImportedPost | None
    ) -> None:
        record = record or ImportedPost(system=document.system, key=document.key)
        record.page = page
        record.revision_id = page.latest_revision_id
        record.digest = content.digest
        record.source = document.source.replace("\0", "")
        record.urls = document.urls
        record.pictures = record.pictures | content.pictures
        record.accepted = [offer["key"] for offer in content.offers if offer["taken"]]
        notes = list(dict.fromkeys([*document.notes, *self.library.notes]))
        record.report = [asdict(note) for note in notes]
        record.save()
        if not self.options.is_rehearsal:
            self.pages |= {addresses.known_as(url): page.pk for url in document.urls}


def _state(page: PostPage) -> str:
    if page.live:
        return "live"
    return "scheduled" if page.approved_schedule else "draft"


def _digest(document: Document, content: _Content) -> str:
    """Return what changes when anything changes that the source decides about the page."""
    values = {**content.values, "category": content.values["category"] is not None}
    values["category"] = document.categories[0].name if document.categories else ""
    said = [
        *(values, [author.pk for author in content.authors], content.tags, document.urls),
        *(document.status, str(document.published_at), str(document.modified_at)),
    ]
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _reasons(error: Exception) -> list[str]:
    """Return what an error says, each with the name of its field."""
    if not isinstance(error, ValidationError):
        return [str(error)]
    if hasattr(error, "block_errors") or hasattr(error, "non_block_errors"):
        return [reason for inner in _block_errors(error) for reason in _reasons(inner)]
    if hasattr(error, "error_dict"):
        return [
            f"{name}: {reason}"
            for name, errors in error.error_dict.items()
            for inner in errors
            for reason in _reasons(inner)
        ]
    return [str(message) for message in error.messages]


def _block_errors(error: Any) -> list[ValidationError]:
    inner = getattr(error, "block_errors", None) or {}
    found = list(inner.values() if isinstance(inner, dict) else inner)
    others = getattr(error, "non_block_errors", None) or []
    return [one for one in [*found, *others] if isinstance(one, ValidationError)]


def _sentences(text: str, length: int) -> str:
    """Return the beginning of a text, up to the end of a sentence if there is one."""
    cut = text[: length - 1]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? "))
    return cut[: end + 1] if end > length // 4 else f"{cut.rpartition(' ')[0] or cut}…"
