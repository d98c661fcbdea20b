"""What the demo has made so far, by name, for what comes after it to refer to."""

from dataclasses import dataclass, field
from typing import Any

from blog.models import Author, BlogIndexPage, Category, PostPage
from home.models import Contact, Document, HomePage, Image


@dataclass
class Shelf:
    """The demo's own objects under short names; nothing that was there before."""

    home: HomePage
    blog: BlogIndexPage
    images: dict[str, Image] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    authors: dict[str, Author] = field(default_factory=dict)
    categories: dict[str, Category] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    posts: dict[str, PostPage] = field(default_factory=dict)

    def page(self, slug: str) -> int:
        """Return the id of a post that has been made."""
        return int(self.posts[slug].pk)

    def contact(self, name: str) -> int:
        """Return the id of a contact."""
        return int(self.contacts[name].pk)

    def document(self, name: str) -> int:
        """Return the id of a document."""
        return int(self.documents[name].pk)

    def link(self, slug: str, words: str) -> str:
        """Return a link in rich text to a post that has been made."""
        return f'<a linktype="page" id="{self.page(slug)}">{words}</a>'

    def download(self, name: str, words: str) -> str:
        """Return a link in rich text to a document."""
        return f'<a linktype="document" id="{self.document(name)}">{words}</a>'

    def picture(self, name: str, alt: str = "") -> dict[str, Any]:
        """Return a picture for a block; without `alt` it is decorative on purpose."""
        return {"image": self.images[name].pk, "decorative": not alt, "alt_text": alt}
