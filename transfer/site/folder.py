"""The folder on disk: safe paths, checksums, and a manifest that says what belongs to it."""

import hashlib
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any

from django.conf import settings

from transfer.site import text
from transfer.site.errors import TransferError

FORMAT = 1
MANIFEST = "manifest.json"
PASSWORDS = "passwords.json"
FILES = "files"
#: Where an export is written to before it is whole, and the names of all that it replaces.
PARTIAL, EARLIER = ".hearth-partial", "earlier.json"


def place(root: Path, name: str) -> Path:
    """Return where a file of the folder lies; raise `TransferError` if that is not inside it."""
    parts = PurePosixPath(name).parts
    if not parts or parts[0] == "/" or ".." in parts or "\\" in name or "\0" in name:
        raise TransferError(f"{name!r} is not a path inside the folder.")
    path = root
    for part in parts:
        path /= part
        if path.is_symlink():
            raise TransferError(f"{name} is a link. Links are not followed.")
    return path


def version() -> str:
    """Return the version of Hearth that runs."""
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]
    return str(project["version"])


class Target:
    """A folder that an export is written to: a new one, or the one of an earlier export.

    Everything is written to `PARTIAL` inside it first, and takes its place in `finish`. An export
    that breaks off before that has changed nothing; the next one begins anew.
    """

    def __init__(self, root: Path) -> None:
        if root.exists() and not root.is_dir():
            raise TransferError(f"{root} is not a folder.")
        self.root = root
        self.partial = place(root, PARTIAL)
        self.sums: dict[str, str] = {}
        self._secrets: set[str] = set()
        self._earlier = self._names_of_earlier()
        for name in self._earlier:
            place(root, name)
        if self.partial.exists():
            shutil.rmtree(self.partial)
        self.partial.mkdir(parents=True)

    def _names_of_earlier(self) -> set[str]:
        """Return the names of all that earlier exports left here."""
        if (self.partial / EARLIER).is_file():
            # The one before broke off while it put its files in their places.
            return {str(name) for name in text.load((self.partial / EARLIER).read_bytes())}
        if (self.root / MANIFEST).exists():
            return {*Source(self.root).sums, PASSWORDS, MANIFEST}
        if self.root.exists() and any(path != self.partial for path in self.root.iterdir()):
            raise TransferError(f"{self.root} is neither empty nor an earlier export.")
        return set()

    def put(self, name: str, content: bytes) -> None:
        """Write a file."""
        self._path(name).write_bytes(content)
        self.sums[name] = hashlib.sha256(content).hexdigest()

    def copy(self, name: str, file: IO[bytes]) -> None:
        """Write a file in pieces."""
        digest = hashlib.sha256()
        with self._path(name).open("wb") as target:
            while piece := file.read(1 << 20):
                digest.update(piece)
                target.write(piece)
        self.sums[name] = digest.hexdigest()

    def put_secret(self, name: str, content: bytes) -> None:
        """Write a file that only its owner may read, and that the manifest does not know."""
        path = self._path(name)
        path.touch(mode=0o600)
        path.write_bytes(content)
        self._secrets.add(name)

    def _path(self, name: str) -> Path:
        place(self.root, name)
        path = self.partial / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def finish(self, counts: dict[str, int], missing: list[str], last_keys: dict[str, int]) -> None:
        """Write the manifest, and put everything in its place; what earlier exports had more goes.

        The manifest goes first and comes last: half an export is never taken for a whole one.
        """
        manifest = {
            "format": FORMAT,
            "hearth": version(),
            "counts": counts,
            "last_keys": last_keys,
            "missing_files": sorted(missing),
            "sha256": dict(sorted(self.sums.items())),
        }
        self._path(MANIFEST).write_bytes(text.dump(manifest))
        names = {*self.sums, *self._secrets}
        # From here on the next export knows what is ours; a list that is cut off says nothing.
        listed = self._path(f"{EARLIER}.new")
        listed.write_bytes(text.dump(sorted(self._earlier | names | {MANIFEST})))
        listed.replace(self.partial / EARLIER)
        for name in (MANIFEST, *sorted(self._earlier - names)):
            self._remove(name)
        for name in (*sorted(names), MANIFEST):
            path = place(self.root, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            (self.partial / name).replace(path)
        shutil.rmtree(self.partial)

    def abandon(self) -> None:
        """Remove what was written so far, unless some of it has its place already."""
        if not (self.partial / EARLIER).exists():
            shutil.rmtree(self.partial, ignore_errors=True)

    def _remove(self, name: str) -> None:
        """Remove a file, and the folders that are empty without it."""
        path = place(self.root, name)
        path.unlink(missing_ok=True)
        for folder in list(path.parents)[: len(PurePosixPath(name).parts) - 1]:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()


class Source:
    """The folder of an export, read only where its manifest says that something is."""

    def __init__(self, root: Path) -> None:
        self.root = root
        if not (root / MANIFEST).is_file():
            why = f"it has no {MANIFEST}"
            if (root / PARTIAL).exists():
                why = "it broke off. Export to the same folder again"
            raise TransferError(f"{root} is not an export: {why}.")
        manifest = self._load(MANIFEST, _read(place(root, MANIFEST), MANIFEST))
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise TransferError(
                f"{MANIFEST} is not of format {FORMAT}, the only one that this Hearth reads."
            )
        if _numbers(written_by := str(manifest.get("hearth"))) > _numbers(version()):
            raise TransferError(
                f"The folder was written by Hearth {written_by}, and this is Hearth {version()}. "
                "Update this one first."
            )
        try:
            self.sums = _texts(manifest["sha256"])
            self.counts = dict(manifest["counts"])
            self.last_keys = _keys(manifest["last_keys"])
            self.missing = set(manifest["missing_files"])
        except (AttributeError, KeyError, TypeError, ValueError):
            raise TransferError(f"{MANIFEST} is not complete.") from None

    def names(self, folder: str) -> Iterator[str]:
        """Give the files of a folder inside this one, as the manifest lists them."""
        return (name for name in self.sums if name.startswith(f"{folder}/"))

    def data(self, name: str) -> Any:
        """Return what a JSON file holds, after its checksum was compared."""
        content = _read(self.path(name), name)
        if hashlib.sha256(content).hexdigest() != self.sums[name]:
            raise TransferError(f"{name} is not what was exported: its checksum differs.")
        return self._load(name, content)

    def secrets(self, name: str) -> dict[str, dict[str, str]]:
        """Return what a file beside the manifest holds, by folder and key; nothing without it."""
        path = place(self.root, name)
        if not path.is_file():
            return {}
        found = self._load(name, _read(path, name))
        try:
            return {str(folder): _texts(secrets) for folder, secrets in found.items()}
        except (AttributeError, ValueError):
            raise TransferError(f"{name} is not what was exported.") from None

    def is_same(self, name: str, file: IO[bytes]) -> bool:
        """Tell whether another file, of any size, has the content that was exported."""
        digest = hashlib.sha256()
        while piece := file.read(1 << 20):
            digest.update(piece)
        return digest.hexdigest() == self.sums[name]

    def check(self, name: str) -> None:
        """Compare the checksum of a file of any size."""
        with self.path(name).open("rb") as file:
            if not self.is_same(name, file):
                raise TransferError(f"{name} is not what was exported: its checksum differs.")

    def path(self, name: str) -> Path:
        """Return where a file lies; raise `TransferError` if it is not there."""
        path = place(self.root, name)
        if name not in self.sums or not path.is_file():
            raise TransferError(f"{name} is missing.")
        return path

    def _load(self, name: str, content: bytes) -> Any:
        try:
            return text.load(content)
        except TransferError as error:
            raise TransferError(f"{name}: {error}") from None


def _read(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise TransferError(f"{name} cannot be read: {error.strerror}.") from None


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d{1,9}", version)]


def _keys(found: Any) -> dict[str, int]:
    keys = {str(label): int(key) for label, key in found.items()}
    if not all(0 <= key < 1 << 63 for key in keys.values()):
        raise ValueError
    return keys


def _texts(found: Any) -> dict[str, str]:
    if not all(isinstance(one, str) for pair in found.items() for one in pair):
        raise ValueError
    return dict(found)
