"""The texts of a post, each with the place in the editor where it is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock

from home.streams import Leaf, leaves

#: What separates sentences in rich text, whether or not they end with a full stop.
PARAGRAPHS = ["p", "li", "h2", "h3", "h4"]


@dataclass(frozen=True)
class Passage:
    """A text of a post."""

    place: str
    anchor: str
    text: str = ""
    html: str = ""

    @cached_property
    def soup(self) -> BeautifulSoup:
        """The parsed text, if it is rich."""
        soup = BeautifulSoup(self.html, "html.parser")
        for line_break in soup.find_all("br"):
            line_break.replace_with(" ")
        return soup

    @cached_property
    def paragraphs(self) -> list[str]:
        """The paragraphs of the text, each without line breaks."""
        if not self.html:
            return [" ".join(self.text.split())]
        found = [one for one in self.soup.find_all(PARAGRAPHS) if not one.find(PARAGRAPHS)]
        return [" ".join(one.get_text().split()) for one in found or [self.soup]]

    @property
    def is_prose(self) -> bool:
        """Whether it is running text rather than a title or a label."""
        return bool(self.html)


@dataclass(frozen=True)
class Writing:
    """A post as it stands in the editor, saved or not."""

    title: str
    intro: str
    body: Any
    language: str
    is_sensitive: bool
    hero_image: Any = None

    @cached_property
    def leaves(self) -> list[Leaf]:
        """The innermost blocks of the body; pictures with their words in one piece."""
        return list(leaves(self.body, whole=(ImageBlock,)))

    @cached_property
    def passages(self) -> list[Passage]:
        """All texts, in their order."""
        return [
            Passage(_("Title"), "#id_title", self.title),
            Passage(_("Introduction"), "#id_intro", self.intro),
            *self._in_body(),
        ]

    def _in_body(self) -> Iterator[Passage]:
        for leaf in self.leaves:
            if isinstance(leaf.block, blocks.RichTextBlock):
                yield Passage(leaf.place, anchor(leaf.block_id), html=leaf.value)
            elif isinstance(leaf.block, blocks.CharBlock | blocks.TextBlock):
                yield Passage(leaf.place, anchor(leaf.block_id), leaf.value)


def anchor(block_id: str) -> str:
    """Return the anchor of a block in Wagtail's editor."""
    return f"#block-{block_id}-section"
