"""Writing a whole site to a folder."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import FileField
from taggit.models import TaggedItem
from wagtail.models import RevisionMixin

from transfer.site import revisions, text
from transfer.site.errors import TransferError
from transfer.site.folder import FILES, PASSWORDS, Target
from transfer.site.kinds import KINDS, Kind, has_plain_tags, objects_of
from transfer.site.references import Names
from transfer.site.reports import Report
from transfer.site.sequences import last_keys
from transfer.site.values import Data, columns, read

#: Names that are file names on every system.
PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,150}")


def export_site(
    root: Path, *, with_passwords: bool = False, progress: Callable[[str], None] = lambda line: None
) -> Report:
    """Write the site to a new folder, or over an earlier export of it."""
    target = None
    try:
        target = Target(root)
        return _export(target, with_passwords=with_passwords, progress=progress)
    except BaseException as error:
        if target is not None:
            target.abandon()
        if not isinstance(error, OSError):
            raise
        where = f"{error.filename}: " if error.filename else ""
        raise TransferError(f"It cannot be written. {where}{error.strerror}.") from error


def _export(target: Target, *, with_passwords: bool, progress: Callable[[str], None]) -> Report:
    names, report = Names(), Report()
    writer = _Writer(target, names)
    with _snapshot():
        for kind in KINDS:
            count = 0
            for obj in objects_of(kind):
                writer.write(kind, obj)
                count += 1
            report.counts[kind.folder] = count
            progress(f"{kind.folder}: {count}")
        keys = last_keys()
    if writer.missing:
        report.notes += [f"The file {name} is lost, and not exported." for name in writer.missing]
    _keep_secrets(target, writer.secrets, report, with_passwords=with_passwords)
    target.finish(report.counts, writer.missing, keys)
    report.counts[FILES] = len([name for name in target.sums if name.startswith(f"{FILES}/")])
    return report


@contextmanager
def _snapshot() -> Iterator[None]:
    """Read the database as it is at one moment, without keeping editors from saving."""
    if connection.in_atomic_block:
        yield
        return
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        # A reader of SQLite's write-ahead log sees one moment; only a writer would wait.
        mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = mode  # type: ignore[attr-defined]


def _keep_secrets(
    target: Target, secrets: dict[str, Data], report: Report, *, with_passwords: bool
) -> None:
    count = sum(map(len, secrets.values()))
    if count and with_passwords:
        target.put_secret(PASSWORDS, text.dump(secrets))
        report.notes.append(f"{PASSWORDS} holds {count} shared passwords as they are. Guard it.")
    elif count:
        report.notes.append(
            f"{count} shared passwords are not exported; --with-passwords would write them."
        )


class _Writer:
    """Writes object after object, and remembers what is said at the end."""

    def __init__(self, target: Target, names: Names) -> None:
        self.target = target
        self.names = names
        self.missing: list[str] = []
        self.secrets: dict[str, Data] = {}
        self._copied: set[str] = set()

    def write(self, kind: Kind, obj: Any) -> None:
        """Write the file of an object, and the files that it has."""
        data = read(obj, self.names)
        document = {"model": obj._meta.label, "pk": obj.pk, "fields": data}
        if has_plain_tags(type(obj)):
            document["tags"] = self._tags(obj)
        if isinstance(obj, RevisionMixin):
            document["revisions"] = revisions.of(obj, data, self.names)
        if kind.secret and (secret := data[kind.secret]):
            self.secrets.setdefault(kind.folder, {})[str(obj.pk)] = secret
            data[kind.secret] = None
        for name in ("pk", *kind.derived):
            del data[name]
        self._copy_files(obj)
        stem = str(self.names(kind.model, obj.pk))
        path = stem if PLAIN.fullmatch(stem) else f"_{obj.pk}"
        self.target.put(f"{kind.folder}/{path}.json", text.dump(document))

    def _tags(self, obj: Any) -> list[Data]:
        items = TaggedItem.objects.filter(**TaggedItem.lookup_kwargs(obj)).order_by("pk")
        return [{"pk": item.pk, "tag": read(item, self.names)["tag"]} for item in items]

    def _copy_files(self, obj: Any) -> None:
        for column in columns(type(obj)):
            name = column.value_from_object(obj).name if isinstance(column, FileField) else None
            if not name or name in self._copied:
                continue
            self._copied.add(name)
            try:
                with column.storage.open(name) as file:
                    self.target.copy(f"{FILES}/{name}", file)
            except FileNotFoundError:
                self.missing.append(name)
