"""The blocks that a post's body is made of. One class here is all that a new block needs.

Each class name is the block's GraphQL type, unless `Meta.graphql_name` says otherwise; help
texts become descriptions. `manage.py makemigrations` and `make schema` do the rest.
"""

from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.contrib.table_block.blocks import TableBlock as WagtailTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock as WagtailImageBlock
from wagtail.models import Locale
from wagtail.snippets.blocks import SnippetChooserBlock

from blog.embeds import recognise
from home.phones import parse_phone

TEXT = _("Text")
MEDIA = _("Pictures and media")
HELP = _("Advice and help")
LINKS = _("Links and sources")

SHORT_TEXT = ["bold", "italic", "link", "document-link"]
LONG_TEXT = [*SHORT_TEXT, "ol", "ul"]


def _some(model: str, **lookups: Any) -> models.Model | None:
    """Return an object of the site for a preview to show, or None while there is none."""
    found: models.Model | None = apps.get_model(model).objects.filter(**lookups).first()
    return found


def _some_picture() -> dict[str, Any]:
    return {"image": _some("home.Image"), "decorative": True, "alt_text": ""}


class HeadingBlock(blocks.StructBlock):
    """A heading inside a body."""

    text = blocks.CharBlock(max_length=160, help_text=_("The words of the heading."))
    level = blocks.ChoiceBlock(
        choices=[("h2", _("Heading 2")), ("h3", _("Heading 3")), ("h4", _("Heading 4"))],
        default="h2",
        help_text=_("The depth of the heading in the outline; no level may be skipped."),
    )

    class Meta:
        icon = "title"
        group = TEXT
        template = "blog/blocks/heading_block.html"
        label = _("Heading")
        description = _("A heading that opens a section.")
        preview_value = {"text": _("When sleep will not come"), "level": "h2"}


class ParagraphBlock(blocks.RichTextBlock):
    """Running text."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("features", LONG_TEXT)
        super().__init__(**kwargs)

    class Meta:
        icon = "pilcrow"
        group = TEXT
        template = "blog/blocks/paragraph_block.html"
        label = _("Paragraph")
        description = _("Running text with links, lists and emphasis.")
        preview_value = _("<p>Breathe out for longer than you breathe in, <b>five times</b>.</p>")


class QuoteBlock(blocks.StructBlock):
    """Somebody's words."""

    quote = blocks.TextBlock(help_text=_("The words, without quotation marks."))
    attribution = blocks.CharBlock(
        required=False, max_length=160, help_text=_("Who said it, and where.")
    )

    class Meta:
        icon = "openquote"
        group = TEXT
        template = "blog/blocks/quote_block.html"
        label = _("Quote")
        description = _("Somebody's words, set apart from the text.")
        preview_value = {
            "quote": _("I thought I was the only one who counted the hours."),
            "attribution": _("A reader"),
        }


class TableBlock(blocks.StructBlock):
    """A table of plain text."""

    caption = blocks.CharBlock(
        required=False, max_length=200, help_text=_("What the table shows, in one sentence.")
    )
    table = WagtailTableBlock(help_text=_("The cells. Mark the header row and column."))

    class Meta:
        icon = "table"
        group = TEXT
        template = "blog/blocks/table_block.html"
        label = _("Table")
        description = _("Rows and columns of short texts.")
        preview_value = {
            "caption": _("Hours of sleep by age"),
            "table": {
                "data": [["Age", "Hours"], ["13-18", "8-10"], ["18-64", "7-9"]],
                "first_row_is_table_header": True,
                "first_col_is_header": False,
            },
        }


class ImageBlock(blocks.StructBlock):
    """A picture with its words."""

    image = WagtailImageBlock(
        help_text=_("The picture. Say what it shows here, or mark it as decorative.")
    )
    caption = blocks.CharBlock(
        required=False, max_length=250, help_text=_("Words shown below the picture.")
    )

    class Meta:
        icon = "image"
        group = MEDIA
        template = "blog/blocks/image_block.html"
        label = _("Picture")
        description = _("One picture with an optional caption.")
        preview_value = staticmethod(
            lambda: {"image": _some_picture(), "caption": _("The waiting room in the morning")}
        )


class GalleryImageBlock(ImageBlock):
    """A picture of a gallery."""

    class Meta:
        graphql_name = "GalleryImage"
        template = "blog/blocks/image_block.html"


class GalleryBlock(blocks.StructBlock):
    """Several pictures that belong together."""

    title = blocks.CharBlock(
        required=False, max_length=120, help_text=_("The title above the pictures.")
    )
    images = blocks.ListBlock(
        GalleryImageBlock(), min_num=1, help_text=_("The pictures, in their order.")
    )

    class Meta:
        icon = "image"
        group = MEDIA
        template = "blog/blocks/gallery_block.html"
        label = _("Gallery")
        description = _("Several pictures that belong together.")
        preview_value = staticmethod(
            lambda: {"title": _("Our rooms"), "images": [{"image": _some_picture()}]}
        )


class EmbedBlock(blocks.StructBlock):
    """A video or post of another site."""

    url = blocks.URLBlock(
        help_text=_("The address of a TikTok, YouTube, Instagram or Vimeo video, or of any page.")
    )
    caption = blocks.CharBlock(
        required=False, max_length=250, help_text=_("Words shown below the video.")
    )

    class Meta:
        icon = "media"
        group = MEDIA
        template = "blog/blocks/embed_block.html"
        label = _("Video or link card")
        description = _("A video from TikTok, YouTube, Instagram or Vimeo; other pages as a card.")
        preview_value = {
            "url": "https://example.org/a-page-worth-reading",
            "caption": _("Other addresses become a card with a link."),
        }

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add the recognised `embed` to the template's context."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        return {**context, "embed": recognise(value["url"])}


class DocumentBlock(blocks.StructBlock):
    """A file to download."""

    title = blocks.CharBlock(
        required=False, max_length=160, help_text=_("Empty: the title of the document.")
    )
    document = DocumentChooserBlock(help_text=_("The file that readers can download."))

    class Meta:
        icon = "doc-full"
        group = MEDIA
        template = "blog/blocks/document_block.html"
        label = _("Document")
        description = _("A file to download, such as a worksheet.")
        preview_value = staticmethod(
            lambda: {"title": _("A sleep diary to print"), "document": _some("home.Document")}
        )


class TipBlock(blocks.StructBlock):
    """One tip."""

    title = blocks.CharBlock(max_length=160, help_text=_("The tip in a few words."))
    content = blocks.RichTextBlock(features=LONG_TEXT, help_text=_("What to do, and why it helps."))
    image = WagtailImageBlock(required=False, help_text=_("A picture, if it helps."))

    class Meta:
        icon = "tick"
        graphql_name = "Tip"
        label = _("Tip")
        description = _("One piece of advice.")


class TipsBlock(blocks.StructBlock):
    """A list of tips."""

    title = blocks.CharBlock(
        required=False, max_length=160, help_text=_("The title above the tips.")
    )
    tips = blocks.ListBlock(TipBlock(), min_num=1, help_text=_("The tips, in their order."))

    class Meta:
        icon = "list-ul"
        group = HELP
        template = "blog/blocks/tips_block.html"
        label = _("Tips")
        description = _("Pieces of advice, each with a title and an explanation.")
        preview_value = {
            "title": _("Before you go to bed"),
            "tips": [
                {
                    "title": _("Write down tomorrow"),
                    "content": _(
                        "<p>Put the worries of tomorrow on paper. They can wait there.</p>"
                    ),
                }
            ],
        }


class CalloutBlock(blocks.StructBlock):
    """A passage that must not be overlooked."""

    tone = blocks.ChoiceBlock(
        choices=[
            ("info", _("Information")),
            ("warning", _("Warning")),
            ("success", _("Good news")),
            ("urgent", _("Urgent")),
        ],
        default="info",
        help_text=_("How much it matters. Urgent is for help that is needed now."),
    )
    title = blocks.CharBlock(
        required=False, max_length=160, help_text=_("The title of the passage.")
    )
    content = blocks.RichTextBlock(features=LONG_TEXT, help_text=_("What the reader must know."))

    class Meta:
        icon = "warning"
        group = HELP
        template = "blog/blocks/callout_block.html"
        label = _("Call-out")
        description = _("A passage set apart: information, a warning, good news, or urgent help.")
        preview_value = {
            "tone": "urgent",
            "title": _("If you are in danger now"),
            "content": _("<p>Call your local emergency number.</p>"),
        }


class FaqItemBlock(blocks.StructBlock):
    """A question with its answer."""

    question = blocks.CharBlock(max_length=250, help_text=_("As a reader would ask it."))
    answer = blocks.RichTextBlock(features=LONG_TEXT, help_text=_("A short, plain answer."))

    class Meta:
        icon = "help"
        graphql_name = "FaqItem"
        label = _("Question")
        description = _("One question with its answer.")


class FaqBlock(blocks.StructBlock):
    """Questions and answers."""

    title = blocks.CharBlock(
        required=False, max_length=160, help_text=_("The title above the questions.")
    )
    items = blocks.ListBlock(
        FaqItemBlock(), min_num=1, help_text=_("The questions, in their order.")
    )

    class Meta:
        icon = "help"
        group = HELP
        template = "blog/blocks/faq_block.html"
        label = _("Questions and answers")
        description = _("What readers often ask, with short answers.")
        preview_value = {
            "title": _("Before your first session"),
            "items": [
                {
                    "question": _("Do I have to tell everything at once?"),
                    "answer": _("<p>No. You decide what you share, and when.</p>"),
                }
            ],
        }


class ContactBlock(blocks.StructBlock):
    """Whom to call."""

    title = blocks.CharBlock(
        required=False,
        max_length=160,
        label=_("Heading"),
        help_text=_("Empty: the name of the contact."),
    )
    contact = SnippetChooserBlock(
        "home.Contact", help_text=_("Changes to the contact show up here by themselves.")
    )
    note = blocks.TextBlock(required=False, help_text=_("Anything that only matters on this page."))

    class Meta:
        icon = "mail"
        group = HELP
        template = "blog/blocks/contact_block.html"
        label = _("Contact")
        description = _("A contact of the practice, with an optional heading and note.")
        preview_value = staticmethod(
            lambda: {
                "title": _("Talk to us"),
                "contact": _some("home.Contact", live=True),
                "note": _("We call back within a day."),
            }
        )


class CrisisBlock(blocks.StructBlock):
    """Help in a crisis."""

    resources = blocks.ListBlock(
        SnippetChooserBlock("home.CrisisResource"),
        default=[],
        min_num=0,
        help_text=_("The lines to show, in their order. Empty: all lines of the site."),
    )
    note = blocks.TextBlock(
        required=False, help_text=_("A sentence above the lines that only matters on this page.")
    )

    class Meta:
        icon = "warning"
        group = HELP
        template = "blog/blocks/crisis_block.html"
        label = _("Help in a crisis")
        description = _("Whom to call in a crisis. Posts on sensitive topics need it.")
        preview_value = {
            "resources": [],
            "note": _("You do not have to be sure that it is a crisis."),
        }

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """Add the `lines` to show: the chosen ones, or else all in the language of the page."""
        context: dict[str, Any] = super().get_context(value, parent_context)
        lines = [line for line in value.get("resources") or () if line and line.live]
        if not lines and isinstance(value, blocks.StructValue):
            page = (parent_context or {}).get("page")
            locale = page.locale if page else Locale.get_active()
            lines = list(apps.get_model("home.CrisisResource").objects.filter(live=True))
            lines = [line for line in lines if line.locale_id == locale.pk] or lines
        return {**context, "lines": lines}


class RelatedPostsBlock(blocks.StructBlock):
    """Where to read on."""

    title = blocks.CharBlock(
        required=False, max_length=160, help_text=_("The title above the posts.")
    )
    posts = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="blog.PostPage"),
        min_num=1,
        help_text=_("The posts, in their order. Unpublished ones are left out."),
    )

    class Meta:
        icon = "doc-empty-inverse"
        group = LINKS
        template = "blog/blocks/related_posts_block.html"
        label = _("Related posts")
        description = _("Other posts that are worth reading next.")
        preview_value = staticmethod(
            lambda: {"title": _("Read on"), "posts": [_some("blog.PostPage", live=True)]}
        )


class CallToActionBlock(blocks.StructBlock):
    """A button with one clear next step."""

    label = blocks.CharBlock(max_length=60, help_text=_("What the button says."))
    page = blocks.PageChooserBlock(required=False, help_text=_("A page of this site."))
    url = blocks.URLBlock(required=False, help_text=_("An address elsewhere."))
    phone = blocks.CharBlock(
        required=False, max_length=40, help_text=_("A phone number, in any common notation.")
    )
    email = blocks.EmailBlock(required=False, help_text=_("An e-mail address."))

    class Meta:
        icon = "link"
        group = LINKS
        template = "blog/blocks/call_to_action_block.html"
        label = _("Call to action")
        description = _("A button that leads to a page, an address, a phone or an e-mail.")
        preview_value = {"label": _("Book a first session"), "url": "https://example.org/book"}

    def clean(self, value: Any) -> Any:
        """Normalise the phone number; refuse a button with no target or with several."""
        cleaned = super().clean(value)
        errors = {}
        if cleaned["phone"]:
            try:
                cleaned["phone"] = parse_phone(cleaned["phone"])
            except ValidationError as error:
                errors["phone"] = error
        targets = [name for name in ("page", "url", "phone", "email") if cleaned[name]]
        if not targets and not self.is_deferred_validation:
            errors["page"] = ValidationError(
                _("Say where the button leads: a page, an address, a phone or an e-mail.")
            )
        elif len(targets) > 1:
            errors[targets[1]] = ValidationError(
                _("A button leads to one place. Clear this or the other one.")
            )
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned


class SourceBlock(blocks.StructBlock):
    """A work that the text relies on."""

    title = blocks.CharBlock(max_length=300, help_text=_("The title of the work."))
    url = blocks.URLBlock(required=False, help_text=_("Where it can be read."))
    publisher = blocks.CharBlock(
        required=False, max_length=200, help_text=_("Who published it: a journal, an agency.")
    )
    year = blocks.IntegerBlock(
        required=False, min_value=1800, max_value=2100, help_text=_("The year it was published.")
    )

    class Meta:
        icon = "link-external"
        graphql_name = "Source"
        label = _("Source")
        description = _("A work that the text relies on.")


class SourcesBlock(blocks.StructBlock):
    """The works that a passage relies on."""

    title = blocks.CharBlock(
        required=False, max_length=160, help_text=_("The title above the sources.")
    )
    sources = blocks.ListBlock(SourceBlock(), min_num=1, help_text=_("The works, in their order."))

    class Meta:
        icon = "link-external"
        group = LINKS
        template = "blog/blocks/sources_block.html"
        label = _("Sources")
        description = _("The works that a passage relies on, at the place where it matters.")
        preview_value = {
            "title": _("Where this comes from"),
            "sources": [{"title": _("Sleep and mental health"), "publisher": "", "year": 2024}],
        }


class PostBodyBlock(blocks.StreamBlock):
    """The body of a post. A new kind of block is one more line here."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    image = ImageBlock()
    gallery = GalleryBlock()
    quote = QuoteBlock()
    tips = TipsBlock()
    callout = CalloutBlock()
    embed = EmbedBlock()
    faq = FaqBlock()
    related_posts = RelatedPostsBlock()
    contact = ContactBlock()
    crisis = CrisisBlock()
    call_to_action = CallToActionBlock()
    document = DocumentBlock()
    table = TableBlock()
    sources = SourcesBlock()

    def clean(self, value: Any) -> Any:
        """Refuse headings that skip a level, at the heading that does."""
        cleaned = super().clean(value)
        errors = {}
        allowed = 2
        for index, block in enumerate(cleaned):
            if block.block_type != "heading" or not block.value["level"]:
                continue
            level = int(block.value["level"][1:])
            if level > allowed:
                message = _("This skips a level. Use heading %(level)s here.")
                error = ValidationError(message, params={"level": allowed})
                errors[index] = StructBlockValidationError(block_errors={"level": error})
            allowed = level + 1
        if errors:
            raise StreamBlockValidationError(block_errors=errors)
        return cleaned
