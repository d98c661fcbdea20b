"""What a folder holds: every file understood and every reference found before anything is made."""

import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import DatabaseError
from django.db.models import FileField
from taggit.models import Tag, TaggedItem
from treebeard.mp_tree import MP_Node
from wagtail.coreutils import get_content_languages
from wagtail.models import Locale, Revision

from transfer.site import revisions
from transfer.site.errors import TransferError
from transfer.site.folder import FILES, PASSWORDS, Source
from transfer.site.kinds import KINDS, Class, Kind, root_of
from transfer.site.references import Keys
from transfer.site.values import Built, Data, build, columns

#: What data of the wrong shape makes Python, Django and Wagtail raise.
NOT_UNDERSTOOD = (
    *(AttributeError, LookupError, OSError, OverflowError, RecursionError, TypeError, ValueError),
    *(ValidationError, DatabaseError),
)


@dataclass
class Item:
    """An object of the folder, ready to be saved, with its rows in other tables."""

    path: str
    built: Built
    tags: list[TaggedItem]
    revisions: list[Revision]


@contextmanager
def told(path: str) -> Iterator[None]:
    """Say in which file it is that something is wrong."""
    try:
        yield
    except TransferError as error:
        raise TransferError(f"{path}: {error}") from None
    except NOT_UNDERSTOOD as error:
        raise TransferError(f"{path}: {type(error).__name__}: {error}") from error


@dataclass
class Contents:
    """All objects of a folder. To make one is to read every file once, and to index them."""

    source: Source
    keys: Keys = field(default_factory=Keys)
    notes: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._secrets = self.source.secrets(PASSWORDS)
        self._new_secrets: dict[str, str] = {}
        self._places: dict[Class, dict[str, int]] = {}
        for kind in KINDS:
            paths = list(self.source.names(kind.folder))
            self.counts[kind.folder] = len(paths)
            for path in paths:
                document = self.source.data(path)
                with told(path):
                    self._index(kind, document)
        if self.counts != self.source.counts:
            raise TransferError("The manifest counts other objects than it lists.")
        for kind in KINDS:
            if issubclass(kind.model, MP_Node) and kind.model not in self._places:
                raise TransferError(f"There must be one root of {kind.folder}.")
        self._children = {
            model: _children(model, set(found)) for model, found in self._places.items()
        }
        self.roots = {model: found[min(found)] for model, found in self._places.items()}

    def _index(self, kind: Kind, document: Any) -> None:
        key, fields = _key(document), document["fields"]
        name = ".".join(str(fields[part]) for part in kind.name) if kind.name else key
        self.keys.add(kind.model, name, key)
        for revision in document.get("revisions", []):
            self.keys.revisions.add(_key(revision))
        if issubclass(kind.model, MP_Node):
            places = self._places.setdefault(kind.model, {})
            if places.setdefault(fields["path"], key) != key:
                raise TransferError(f"another file has the place {fields['path']}")
        if kind.model is Locale and fields["language_code"] not in get_content_languages():
            raise TransferError("this language is not one of LANGUAGES in the settings")

    def items(self, kind: Kind) -> Iterator[Item]:
        """Give the objects of a kind; raise `TransferError` for what is not understood."""
        for path in self.source.names(kind.folder):
            document = self.source.data(path)
            with told(path):
                item = self._item(path, kind, document)
            yield item

    def check(self) -> dict[str, Any]:
        """Build all objects and forget them; return the storages of their files, by name.

        Raises `TransferError` for what is not understood, and for a key that is there twice.
        """
        seen: set[tuple[str, int]] = set()
        storages: dict[str, Any] = {}
        for kind in KINDS:
            for item in self.items(kind):
                with told(item.path):
                    for row in rows(item):
                        mark = (root_of(type(row))._meta.label, row.pk)
                        if mark in seen:
                            raise TransferError(f"{mark[0]} {mark[1]} is in another place already")
                        seen.add(mark)
                    storages.update(self._files(item.built.instance))
        return storages

    def _item(self, path: str, kind: Kind, document: Data) -> Item:
        model = cast("Class", apps.get_model(document["model"]))
        if not issubclass(model, kind.model):
            raise TransferError(f"{document['model']} does not belong here")
        data = {"pk": document["pk"], **document["fields"]}
        if issubclass(kind.model, MP_Node):
            data["depth"] = len(data["path"]) // _step(kind.model)
            data["numchild"] = self._children[kind.model][data["path"]]
        if kind.secret and data[kind.secret] is None:
            data[kind.secret] = self._secret(kind, path, str(document["pk"]))
        return Item(
            path,
            build(model, data, self.keys),
            [self._tag(model, data["pk"], tag) for tag in document.get("tags", [])],
            [revisions.build(model, one, data, self.keys) for one in document.get("revisions", [])],
        )

    def _tag(self, model: Class, key: int, tag: Data) -> TaggedItem:
        owner = {"object_id": key, "content_type_id": ContentType.objects.get_for_model(model).pk}
        return TaggedItem(pk=tag["pk"], tag_id=self.keys(Tag, tag["tag"]), **owner)

    def _secret(self, kind: Kind, path: str, key: str) -> str:
        known = self._secrets.get(kind.folder, {}).get(key)
        if known is not None:
            return str(known)
        if path not in self._new_secrets:
            self._new_secrets[path] = secrets.token_urlsafe(16)
            self.notes.append(
                f"{path}: {PASSWORDS} has no password for it. Its new one is unknown: set your own."
            )
        return self._new_secrets[path]

    def _files(self, obj: Any) -> dict[str, Any]:
        found = {}
        for column in columns(type(obj)):
            name = column.value_from_object(obj).name if isinstance(column, FileField) else None
            if not name:
                continue
            if name in self.source.missing:
                self.notes.append(f"The file {name} was lost when the site was exported.")
                continue
            self.source.check(f"{FILES}/{name}")
            found[name] = column.storage
        return found


def rows(item: Item) -> Iterator[Any]:
    """Give everything that is saved for an item, one object for each row."""
    pending = [item.built]
    while pending:
        built = pending.pop()
        yield built.instance
        pending += built.children
    yield from item.tags
    yield from item.revisions


def _key(document: Any) -> int:
    key = document["pk"]
    if isinstance(key, bool) or not isinstance(key, int) or key < 1:
        raise TransferError("pk must be a number above 0")
    return key


def _children(model: Class, paths: set[str]) -> Counter[str]:
    """Return how many children each place of a tree has; refuse a tree with a piece cut off."""
    step = _step(model)
    counts = Counter(path[:-step] for path in paths)
    if counts[""] != 1:
        raise TransferError(f"There must be one root of {model._meta.verbose_name_plural}.")
    for parent in counts:
        if parent and parent not in paths:
            raise TransferError(f"There is no {model._meta.verbose_name} at the place {parent}.")
    return counts


def _step(tree: Any) -> int:
    """Return how many characters of a path stand for one level of a tree."""
    return int(tree.steplen)
