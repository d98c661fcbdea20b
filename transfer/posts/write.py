"""Documents become pages: made once, brought up to date later, and never over somebody's edits."""

import logging
from collections.abc import Callable
from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page

from blog.models import BlogIndexPage, PostAuthor, PostPage
from home.models import User
from transfer.models import ImportedPost
from transfer.posts import addresses, publishing, redirects
from transfer.posts.content import TITLE, Content, compose
from transfer.posts.documents import Batch, Document, Kind, Note, Status
from transfer.posts.files import Files
from transfer.posts.library import Library
from transfer.posts.names import Names
from transfer.posts.options import Options, Outcome
from transfer.posts.places import PostPlaces
from transfer.posts.rights import Rights

__all__ = ["Options", "Outcome", "Writer"]

logger = logging.getLogger(__name__)

#: What leaves the site as it is.
STAYING = ("unchanged", "kept")


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
        self.rights = Rights(user, blog, options.collection)
        self.library = Library(
            files,
            batch.pictures,
            rights=self.rights,
            may_fetch=options.may_fetch,
            is_rehearsal=options.is_rehearsal,
        )
        records = ImportedPost.objects.filter(
            system__in={document.system for document in batch.documents}
        )
        # What was imported into this blog stands for an address before what is in another one.
        self.pages = {
            addresses.known_as(url): page
            for here in (records.exclude(blog=blog), records.filter(blog=blog))
            for urls, page in here.values_list("urls", "page_id")
            for url in urls
        }
        known: dict[str, int] = {}
        for used in records.filter(blog=blog).values_list("names", flat=True):
            known |= used
        self.names = Names(blog.locale, known)
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
            .filter(blog=self.blog, system=document.system, key=document.key)
            .first()
        )
        self.library.begin(record.pictures if record else {})
        self.names.begin()
        try:
            with transaction.atomic():
                outcome, is_early = self._write(document, record)
                if self.options.is_rehearsal or outcome.action in STAYING:
                    # Authors, contacts and files were made for nothing.
                    transaction.set_rollback(True)
            if outcome.action in STAYING:
                self.library.undo()
                document.notes = [note for note in document.notes if note.kind != Kind.MADE]
            if outcome.action == "unchanged" and record is not None:
                self._catch_up(document, record)
        except ValidationError as error:
            self.library.undo()
            return self._failed(document, " ".join(publishing.reasons(error))), False
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
        places = PostPlaces(document, self.library, self.pages, self.coming)
        content = compose(document, places, self.names, self.options, record)
        outcome = Outcome(document.title, document.key, "created", offers=content.offers)
        wants = publishing.wanted(document, as_drafts=self.options.as_drafts)
        if record is None:
            page = self._create(document, content, wants)
        else:
            page = record.page
            outcome.page, outcome.state = page.pk, publishing.state_of(page)
            if record.digest == content.digest:
                outcome.action = "unchanged"
                return outcome, content.is_early
            if reason := self._why_kept(page, record):
                outcome.action = "kept"
                document.note(Kind.REFUSED, f"{reason} {_('The new text was left alone.')}")
                return outcome, content.is_early
            outcome.action = "replaced" if self._is_edited(page, record) else "updated"
            if publishing.is_hidden_here(page, record):
                wants = Status.DRAFT
                document.note(Kind.KEPT, _("It was unpublished here. It stays a draft."))
            if page.approved_schedule:
                publishing.unschedule(page)
            page = page.get_latest_revision_as_object()
            page.go_live_at = None
            self._fill(page, content)
        # A draft may be incomplete; what is published is checked below.
        revision = page.save_revision(user=self.user, changed=True, log_action=True, clean=False)
        publishing.publish(document, page, revision, wants, self.rights)
        page.refresh_from_db()
        lacks_redirects = redirects.lead(document, page, self.rights)
        self._remember(document, page, content, record, lacks_redirects=lacks_redirects)
        outcome.page, outcome.state = page.pk, publishing.state_of(page)
        return outcome, content.is_early

    def _is_edited(self, page: PostPage, record: ImportedPost) -> bool:
        return bool(page.latest_revision_id != record.revision_id)

    def _why_kept(self, page: PostPage, record: ImportedPost) -> str:
        """Return why the page stays as it is, or nothing if it may be changed."""
        reasons = [
            (not page.is_child_of(self.blog), _("The post was moved to another blog here.")),
            (not self.rights.may_edit(page), _("You may not edit this post.")),
            (page.locked, _("The post is locked.")),
            (page.workflow_in_progress, _("The post is being reviewed.")),
        ]
        if not self.options.overwrite:
            reasons += [
                (self._is_edited(page, record), _("The post was edited here since.")),
                (publishing.is_hidden_here(page, record), _("The post was unpublished here.")),
            ]
        return next((reason for holds, reason in reasons if holds), "")

    # The page.

    def _create(self, document: Document, content: Content, wants: Status) -> PostPage:
        page = PostPage(
            slug=self._slug(document),
            live=False,
            owner=self.user,
            locale=self.blog.locale,
            first_published_at=document.published_at if wants == Status.PUBLISHED else None,
        )
        self._fill(page, content)
        parent = BlogIndexPage.objects.get(pk=self.blog.pk)
        parent.add_child(instance=page)
        return page

    def _fill(self, page: PostPage, content: Content) -> None:
        for name, value in content.values.items():
            setattr(page, name, value)
        page.draft_title = page.title
        # What somebody ticked here stays ticked.
        page.sensitive_topics = list(dict.fromkeys([*page.sensitive_topics, *content.topics]))
        page.tags.set(content.tags)
        page.post_authors = [
            PostAuthor(author=author, sort_order=place)
            for place, author in enumerate(content.authors)
        ]

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

    # What is remembered.

    def _remember(
        self,
        document: Document,
        page: PostPage,
        content: Content,
        record: ImportedPost | None,
        *,
        lacks_redirects: bool,
    ) -> None:
        record = record or ImportedPost(blog=self.blog, system=document.system, key=document.key)
        declined = ({*record.declined} | self.options.declined) - self.options.accepted
        record.page = page
        record.revision_id = page.latest_revision_id
        record.state = publishing.state_of(page)
        record.digest = content.digest
        record.source = document.source.replace("\0", "")
        record.urls = document.urls
        record.lacks_redirects = lacks_redirects
        record.pictures = record.pictures | content.pictures
        record.names = self.names.used
        record.accepted = [offer["key"] for offer in content.offers if offer["taken"]]
        record.declined = [offer["key"] for offer in content.offers if offer["key"] in declined]
        notes = list(dict.fromkeys([*document.notes, *self.library.notes]))
        record.report = [asdict(note) for note in notes]
        record.save()
        if not self.options.is_rehearsal:
            self.names.keep()
            self.pages |= {addresses.known_as(url): page.pk for url in document.urls}

    def _catch_up(self, document: Document, record: ImportedPost) -> None:
        """Make the redirects that whoever imported the post before might not make."""
        if self.options.is_rehearsal or not record.lacks_redirects:
            return
        if self.rights.may_redirect():
            with transaction.atomic():
                record.lacks_redirects = redirects.lead(document, record.page, self.rights)
                record.save(update_fields=["lacks_redirects"])
