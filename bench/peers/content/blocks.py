"""The blocks of the corpus, with what grapple and the REST API are told of them."""

from typing import Any

from grapple.helpers import register_streamfield_block
from grapple.models import (
    GraphQLImage,
    GraphQLPage,
    GraphQLRichText,
    GraphQLSnippet,
    GraphQLStreamfield,
    GraphQLString,
)
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.rich_text import expand_db_html
from wagtail.snippets.blocks import SnippetChooserBlock

WIDTHS = {"small": 320, "medium": 768, "large": 1280}


def size(rendition: Any) -> dict[str, Any]:
    """Return what a client needs of a rendition."""
    return {"url": rendition.full_url, "width": rendition.width, "height": rendition.height}


class RichTextBlock(blocks.RichTextBlock):
    """Rich text that the REST API gives out as HTML, its links resolved."""

    def get_api_representation(self, value: Any, context: Any = None) -> str:
        """Return HTML."""
        return expand_db_html(value.source)


@register_streamfield_block
class HeadingBlock(blocks.StructBlock):
    """A heading."""

    text = blocks.CharBlock()
    level = blocks.ChoiceBlock(choices=[("h2", "2"), ("h3", "3"), ("h4", "4")])

    graphql_fields = [GraphQLString("text"), GraphQLString("level")]


@register_streamfield_block
class PictureBlock(blocks.StructBlock):
    """A picture."""

    image = ImageChooserBlock()
    caption = blocks.CharBlock()
    alt = blocks.CharBlock()

    graphql_fields = [GraphQLImage("image"), GraphQLString("caption"), GraphQLString("alt")]

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        """Return the picture in its three widths."""
        image = value["image"]
        shown = {name: size(image.get_rendition(f"width-{px}")) for name, px in WIDTHS.items()}
        return {"image": shown, "caption": value["caption"], "alt": value["alt"]}


@register_streamfield_block
class TipBlock(blocks.StructBlock):
    """A tip."""

    title = blocks.CharBlock()
    text = RichTextBlock()

    graphql_fields = [GraphQLString("title"), GraphQLRichText("text")]


@register_streamfield_block
class TipsBlock(blocks.StructBlock):
    """Tips."""

    title = blocks.CharBlock()
    tips = blocks.ListBlock(TipBlock())

    graphql_fields = [GraphQLString("title"), GraphQLStreamfield("tips")]


@register_streamfield_block
class QuoteBlock(blocks.StructBlock):
    """A quote."""

    text = blocks.TextBlock()
    attribution = blocks.CharBlock()

    graphql_fields = [GraphQLString("text"), GraphQLString("attribution")]


@register_streamfield_block
class RelatedBlock(blocks.StructBlock):
    """Related posts."""

    title = blocks.CharBlock(required=False)
    posts = blocks.ListBlock(blocks.PageChooserBlock("content.PostPage"))

    graphql_fields = [GraphQLString("title"), GraphQLPage("posts", is_list=True)]

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        """Return the posts as cards."""
        posts = [
            {
                "id": post.pk,
                "title": post.title,
                "url": post.url,
                "hero_image": size(post.hero_image.get_rendition("fill-320x180")),
            }
            for post in value["posts"]
        ]
        return {"title": value["title"], "posts": posts}


@register_streamfield_block
class VideoBlock(blocks.StructBlock):
    """An embed, by its address alone."""

    url = blocks.URLBlock()
    caption = blocks.CharBlock()

    graphql_fields = [GraphQLString("url"), GraphQLString("caption")]


@register_streamfield_block
class ContactBlock(blocks.StructBlock):
    """A contact."""

    title = blocks.CharBlock()
    note = blocks.TextBlock()
    office = SnippetChooserBlock("content.Office")

    graphql_fields = [
        GraphQLString("title"),
        GraphQLString("note"),
        GraphQLSnippet("office", "content.Office"),
    ]

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any]:
        """Return the contact with its office."""
        office = value["office"]
        names = ("name", "phone", "email", "url", "hours")
        told = {name: getattr(office, name) for name in names}
        return {"title": value["title"], "note": value["note"], "office": told}


class BodyBlock(blocks.StreamBlock):
    """The body of a post."""

    heading = HeadingBlock()
    paragraph = RichTextBlock()
    image = PictureBlock()
    tips = TipsBlock()
    quote = QuoteBlock()
    related = RelatedBlock()
    embed = VideoBlock()
    contact = ContactBlock()
