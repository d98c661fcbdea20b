"""The blocks of bodies: every type is derived; computed fields are added here."""

from typing import Any

from django.utils.text import slugify
from wagtail.models import Page as PageModel

from api import paths
from api.blocks import Item, Reference
from api.blocks.conversions import primary_key
from api.links import safe_url
from api.loading import Session
from api.sources import Call, Ref
from api.types import crisis as crisis  # noqa: PLC0414 - its field has to be there before the body.
from api.types.pages import Page
from api.types.posts import POSTS, Post, choices_enum
from api.types.registry import BODIES, block_types
from blog import blocks, models
from blog.embeds import EmbedProvider as ProviderChoice
from blog.embeds import recognise
from home.phones import display_phone

EmbedProvider: Any = choices_enum(ProviderChoice, "The sites whose players are known.")

page_key = primary_key(PageModel)
LINKED_PAGE = Ref(paths.LINKED_PAGES, Call(lambda item, _session: page_key(item.raw("page"))))


@block_types.computed(
    blocks.HeadingBlock, "The fragment that leads to the heading; unique in the body."
)
def anchor(item: Item, session: Session) -> str:
    """Return the words as a slug, numbered where a body says the same twice."""
    slugs = [
        slugify(other.text("text")) or "section"
        for other in item.siblings
        if other.kind is item.kind
    ]
    position = [other for other in item.siblings if other.kind is item.kind].index(item)
    earlier = slugs[:position].count(slugs[position])
    return f"{slugs[position]}-{earlier + 1}" if earlier else slugs[position]


@block_types.computed(blocks.EmbedBlock, "The site that the URL belongs to.")
def provider(item: Item, session: Session) -> EmbedProvider | None:
    """Recognise the provider from the URL."""
    return EmbedProvider(recognise(item.text("url")).provider.value)


@block_types.computed(
    blocks.EmbedBlock, "A player that sets no cookies where the site offers one, or a link."
)
def embed_html(item: Item, session: Session) -> str:
    """Build the player from the URL alone."""
    return recognise(item.text("url")).html


@block_types.computed(
    blocks.CallToActionBlock,
    "Where the button leads: an address, or a `tel:` or `mailto:` link; empty if the page that "
    "it led to is gone or hidden.",
    LINKED_PAGE,
)
def href(item: Item, session: Session) -> str:
    """Return the one target that the editor chose."""
    if page_key(item.raw("page")) is not None:
        page = LINKED_PAGE.read(item, session)
        return paths.page_url(page, session) if page is not None else ""
    if phone := item.text("phone"):
        return f"tel:{phone}"
    if email := item.text("email"):
        return f"mailto:{email}"
    return safe_url(item.text("url"))


@block_types.computed(blocks.CallToActionBlock, "The phone number as people write it.")
def phone_display(item: Item, session: Session) -> str:
    """Return the readable form of the number."""
    return display_phone(item.text("phone"))


@block_types.computed(blocks.TipBlock, "The post that the tip is in.", loader=POSTS)
def post(item: Item, session: Session) -> Post | None:
    """Return the key of the post."""
    return item.owner.pk


block_types.refer(PageModel, Reference(Page, paths.PAGES))
block_types.refer(models.PostPage, Reference(Post, POSTS))
BODY = block_types.stream(models.PostPage.body.field.stream_block)
BODIES.kind = BODY
TIP = block_types.object(blocks.TipBlock(), "Tip")
