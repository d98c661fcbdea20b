"""Where the things are that one post refers to."""

from transfer.posts import addresses
from transfer.posts.documents import Document, Picture
from transfer.posts.library import Library


class PostPlaces:
    """The pages, pictures and documents of one post. `is_early` once a page is still to come."""

    def __init__(
        self, document: Document, library: Library, pages: dict[str, int], coming: set[str]
    ) -> None:
        self.base = document.base
        self.library = library
        self.pages = pages
        self.coming = coming
        self.pictures: dict[str, int] = {}
        self.is_early = False

    def picture(self, url: str) -> int | None:
        """Return the key of a picture of the library."""
        address = url if url.startswith("data:") else addresses.join(self.base, url)
        key = self.library.picture(address, is_ours=self._is_ours(address))
        if key is not None and not url.startswith("data:"):
            self.pictures[address] = key
        return key

    def described(self, url: str) -> Picture | None:
        """Return what the source says of a picture."""
        return self.library.described(addresses.join(self.base, url))

    def document(self, url: str) -> int | None:
        """Return the key of a document, if the address is on the old site."""
        address = addresses.join(self.base, url)
        return self.library.document(address) if self._is_ours(address) else None

    def page(self, url: str) -> int | None:
        """Return the key of an imported page; those still to come are noticed."""
        if url.startswith("#"):
            return None
        name = addresses.known_as(addresses.join(self.base, url))
        if name in self.pages:
            return self.pages[name]
        self.is_early = self.is_early or name in self.coming
        return None

    def address(self, url: str) -> str:
        """Return the whole address, or nothing if it may not be linked to."""
        return addresses.linkable(self.base, url)

    def _is_ours(self, address: str) -> bool:
        """Tell whether an address is on the old site, or on a part of it such as `cdn.`."""
        theirs, ours = (addresses.known_as(url).split("/")[0] for url in (address, self.base))
        return theirs == ours or (bool(ours) and theirs.endswith(f".{ours}"))
