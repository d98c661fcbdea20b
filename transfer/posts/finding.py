"""Which file an address of the old site stands for: one that is sure, or none."""

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from django.utils.translation import gettext as _

from transfer.posts.addresses import known_as
from transfer.posts.files import COPY, Files

Parts = tuple[str, ...]
#: Below this folder WordPress keeps files by year and month.
UPLOADS = "uploads"
MONTH = re.compile(r"(?<!\d)(?:19|20)\d\d/[01]\d(?=/[^/]+$)")


@dataclass(frozen=True)
class Found:
    """A file by its name, or none; `note` says what a person should check."""

    name: str | None = None
    note: str = ""


class Finder:
    """Finds files by the addresses that texts give.

    `originals` are addresses that the source lists as files of their own: `tea-300x200.png` is a
    smaller copy of `tea.png`, unless it is such a file itself.
    """

    def __init__(self, files: Files, originals: set[str]) -> None:
        self.files = files
        self.originals = {known_as(url) for url in originals}
        self._by_name: dict[str, list[str]] = {}
        for name in files.names:
            self._by_name.setdefault(PurePosixPath(name).name.lower(), []).append(name)

    def find(self, url: str, *, is_ours: bool = True) -> Found:
        """Return the file that has the path of an address, or that of the original of a copy.

        On the old site (`is_ours`) the name alone is enough if only one file has it; elsewhere the
        folders by year and month are needed.
        """
        wanted = [PurePosixPath(unquote(urlsplit(one).path)).parts for one in self._spellings(url)]
        wanted = [tuple(part for part in parts if part != "/") for parts in wanted]
        for parts in filter(None, wanted):
            found = self._by_path(parts, is_ours=is_ours)
            if len(found) == 1:
                note = _("A file of this path was taken, though its address is on another site.")
                return Found(found[0], "" if is_ours else note)
            if found:
                return Found(None, _ambiguous(found))
        for parts in filter(None, wanted if is_ours else []):
            named = self._by_name.get(parts[-1].lower(), [])
            found = [name for name in named if not _is_of_another_month(name, parts)]
            if len(found) == 1:
                note = _("A file was found by its name alone, in another folder: %(name)s")
                return Found(found[0], note % {"name": found[0]})
            if found:
                return Found(None, _ambiguous(found))
        return Found()

    def _spellings(self, url: str) -> list[str]:
        """Return an address and that of its original, the better one first."""
        bare = url.partition("?")[0]
        original = COPY.sub("", bare)
        if original == bare:
            return [url]
        is_copy = known_as(original) in self.originals and known_as(bare) not in self.originals
        return [original, url] if is_copy else [url, original]

    def _by_path(self, parts: Parts, *, is_ours: bool) -> list[str]:
        """Return the files whose path is that of an address, seen from wherever both begin."""
        below = _below_uploads(parts)
        if not is_ours and len(below or ()) < 3:
            return []
        found = {}
        for name in self._by_name.get(parts[-1].lower(), ()):
            ours = PurePosixPath(name).parts
            if _is_end(parts, ours) or (below and _is_end(below, ours)) or _is_end(ours, parts):
                found[name] = _common_end(ours, parts)
        best = [name for name, common in found.items() if common == max(found.values())]
        whole = [name for name in best if len(PurePosixPath(name).parts) == found[name]]
        exact = [name for name in best if PurePosixPath(name).name == parts[-1]]
        return next((names for names in (whole, exact) if len(names) == 1), best)


def _below_uploads(parts: Parts) -> Parts | None:
    places = [place for place, part in enumerate(parts) if part.lower() == UPLOADS]
    return parts[places[-1] + 1 :] if places else None


def _is_of_another_month(name: str, parts: Parts) -> bool:
    """Tell whether both paths name a year and a month, as WordPress does, and not the same."""
    months = [MONTH.search("/".join(one)) for one in (PurePosixPath(name).parts, parts)]
    return all(months) and len({found[0] for found in months if found}) > 1


def _is_end(end: Parts, whole: Parts) -> bool:
    """Tell whether a path is the end of another one; a mere name is the end of itself alone."""
    is_long_enough = len(end) > 1 or len(whole) == 1
    return is_long_enough and _common_end(end, whole) == len(end)


def _common_end(one: Parts, other: Parts) -> int:
    count = 0
    for ours, theirs in zip(reversed(one), reversed(other), strict=False):
        if ours.lower() != theirs.lower():
            break
        count += 1
    return count


def _ambiguous(names: list[str]) -> str:
    text = _("Several files may be meant; none was chosen: %(names)s")
    return text % {"names": ", ".join(sorted(names)[:5])}
