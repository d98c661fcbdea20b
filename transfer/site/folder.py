"""The folder on disk: safe paths, checksums, and a manifest that says what belongs to it."""

import hashlib
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
    """A folder that an export is written to: a new one, or the one of an earlier export."""

    def __init__(self, root: Path) -> None:
        if root.exists() and not root.is_dir():
            raise TransferError(f"{root} is not a folder.")
        self.root = root
        self.sums: dict[str, str] = {}
        self._earlier: set[str] = set()
        if (root / MANIFEST).exists():
            self._earlier = set(Source(root).sums)
        elif root.exists() and any(root.iterdir()):
            raise TransferError(f"{root} is neither empty nor an earlier export.")

    def put(self, name: str, content: bytes) -> None:
        """Write a file, unless it has this content already."""
        path = place(self.root, name)
        self.sums[name] = hashlib.sha256(content).hexdigest()
        if path.is_file() and path.read_bytes() == content:
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def copy(self, name: str, file: IO[bytes]) -> None:
        """Write a file in pieces."""
        path = place(self.root, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with path.open("wb") as target:
            while piece := file.read(1 << 20):
                digest.update(piece)
                target.write(piece)
        self.sums[name] = digest.hexdigest()

    def put_secret(self, name: str, content: bytes) -> None:
        """Write a file that only its owner may read, and that the manifest does not know."""
        path = place(self.root, name)
        path.unlink(missing_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(content)

    def finish(self, counts: dict[str, int], missing: list[str], last_keys: dict[str, int]) -> None:
        """Remove what an earlier export had more, and write the manifest."""
        for name in sorted(self._earlier - self.sums.keys()):
            place(self.root, name).unlink(missing_ok=True)
        manifest = {
            "format": FORMAT,
            "hearth": version(),
            "counts": counts,
            "last_keys": last_keys,
            "missing_files": sorted(missing),
            "sha256": dict(sorted(self.sums.items())),
        }
        self.root.mkdir(parents=True, exist_ok=True)
        (self.root / MANIFEST).write_bytes(text.dump(manifest))


class Source:
    """The folder of an export, read only where its manifest says that something is."""

    def __init__(self, root: Path) -> None:
        self.root = root
        if not (root / MANIFEST).is_file():
            raise TransferError(f"{root} is not an export: it has no {MANIFEST}.")
        manifest = self._load(MANIFEST, place(root, MANIFEST).read_bytes())
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise TransferError(
                f"{MANIFEST} is not of format {FORMAT}, the only one that this Hearth reads."
            )
        try:
            self.sums = _texts(manifest["sha256"])
            self.counts = dict(manifest["counts"])
            self.last_keys = {str(label): int(key) for label, key in manifest["last_keys"].items()}
            self.missing = set(manifest["missing_files"])
        except (AttributeError, KeyError, TypeError, ValueError):
            raise TransferError(f"{MANIFEST} is not complete.") from None

    def names(self, folder: str) -> Iterator[str]:
        """Give the files of a folder inside this one, as the manifest lists them."""
        return (name for name in self.sums if name.startswith(f"{folder}/"))

    def data(self, name: str) -> Any:
        """Return what a JSON file holds, after its checksum was compared."""
        path = self.path(name)
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != self.sums[name]:
            raise TransferError(f"{name} is not what was exported: its checksum differs.")
        return self._load(name, content)

    def secrets(self, name: str) -> Any:
        """Return what a file beside the manifest holds; nothing if it is not there."""
        path = place(self.root, name)
        return self._load(name, path.read_bytes()) if path.is_file() else {}

    def check(self, name: str) -> None:
        """Compare the checksum of a file of any size."""
        with self.path(name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != self.sums[name]:
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


def _texts(found: Any) -> dict[str, str]:
    if not all(isinstance(one, str) for pair in found.items() for one in pair):
        raise ValueError
    return dict(found)
