"""Making a site of a folder: all of it, or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.auth.models import Group
from django.core.files import File
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from django.db.models import ManyToOneRel
from django.db.models.signals import post_save
from wagtail.models import Collection, Locale, Page, Revision, Site

from home.models import HomePage
from transfer.site.contents import Contents, Item, rows, told
from transfer.site.errors import TransferError
from transfer.site.folder import FILES, Source
from transfer.site.kinds import KINDS, Class, links_of, objects_of, root_of
from transfer.site.references import target_of
from transfer.site.reports import Report
from transfer.site.sequences import advance
from transfer.site.values import Built

#: How many objects of a model the migrations make, that of the settings' own language apart.
MADE = {"wagtailcore.Page": 2, "wagtailcore.Collection": 1, "wagtailcore.Site": 1}


def import_site(
    root: Path, *, dry_run: bool = False, progress: Callable[[str], None] = lambda line: None
) -> Report:
    """Make the site of a folder in an empty installation; with `dry_run` only check both."""
    source = Source(root)
    refuse_unless_empty()
    contents = Contents(source)
    storages = contents.check()
    report = Report({**contents.counts, FILES: len(storages)}, contents.notes)
    if dry_run:
        return report
    with _stored_files(source, storages):
        try:
            with transaction.atomic():
                _fill(contents, report, progress)
        except (DatabaseError, OverflowError) as error:
            raise TransferError(f"The database refused: {error}") from error
    return report


def refuse_unless_empty() -> None:
    """Raise `TransferError` if the site has anything that no migration made."""
    found = []
    for kind in KINDS:
        count = kind.model._base_manager.count()
        is_made = kind.model is Locale or (kind.seeded and kind.label not in MADE)
        if count > MADE.get(kind.label, 0) and not is_made:
            found.append(f"{kind.folder}: {count}")
    if found or Revision.objects.exists():
        what = ", ".join(found) or "drafts"
        raise TransferError(
            f"The site is not empty ({what}). Import into a new installation, after `migrate`."
        )


@contextmanager
def _stored_files(source: Source, storages: dict[str, Any]) -> Iterator[None]:
    """Write the files under the names that they had; remove them if what follows fails."""
    stored: list[str] = []
    storage: Any = None
    try:
        for name, storage in storages.items():
            path = source.path(f"{FILES}/{name}")
            if storage.exists(name):
                with storage.open(name) as file:
                    if not source.is_same(f"{FILES}/{name}", file):
                        raise TransferError(f"The storage has another file {name} already.")
                continue
            with path.open("rb") as file:
                made = storage.save(name, File(file))
            stored.append(made)
            if made != name:
                raise TransferError(f"The storage calls {name} {made}.")
        yield
    except BaseException as error:
        for name in stored:
            storages.get(name, storage).delete(name)
        if isinstance(error, OSError):
            raise TransferError(f"A file cannot be stored: {error}") from error
        raise


def _fill(contents: Contents, report: Report, progress: Callable[[str], None]) -> None:
    adopted = _clear(contents)
    written: set[Class] = set()
    for kind in KINDS:
        for item in contents.items(kind):
            with told(item.path):
                _insert(item, adopted, contents, report)
                written.update(root_of(type(row)) for row in rows(item))
        progress(f"{kind.folder}: {contents.counts[kind.folder]}")
    Locale._base_manager.filter(pk__lt=0).delete()
    connection.check_constraints()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(written)):
            cursor.execute(statement)
    advance(contents.source.last_keys)
    _announce(progress)
    transaction.on_commit(Site.clear_site_root_paths_cache)


def _clear(contents: Contents) -> set[tuple[Class, int]]:
    """Remove what the migrations made, but for rows that rights and all content hang on.

    Those take the keys that they have in the folder; return them.
    """
    for kind in KINDS:
        if kind.seeded:
            kind.model._base_manager.all().delete()
    for page in HomePage.objects.all():
        page.delete()
    wanted = {
        (Locale, locale.pk): contents.keys.find(Locale, locale.language_code)
        for locale in Locale._base_manager.all()
    }
    for model in (Page, Collection):
        wanted[model, model.get_first_root_node().pk] = contents.roots[model]
    # By way of negative numbers, as the new key of one may be the old key of another.
    for model, old in wanted:
        renumber(model, old, -old)
    kept = {(model, old): new for (model, old), new in wanted.items() if new}
    for (model, old), new in kept.items():
        renumber(model, -old, new)
    return {(model, new) for (model, _old), new in kept.items()}


def renumber(model: Class, old: int, new: int) -> None:
    """Give a row another key, and whatever points to it."""
    model._base_manager.filter(pk=old).update(**{model._meta.pk.attname: new})
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            rows = relation.related_model._base_manager
            rows.filter(**{relation.field.name: old}).update(**{relation.field.name: new})


def _insert(
    item: Item, adopted: set[tuple[Class, int]], contents: Contents, report: Report
) -> None:
    for row in rows(item):
        model = type(row)
        for parent in reversed(model._meta.get_parent_list()):
            values = {
                column.attname: getattr(row, column.attname)
                for column in parent._meta.local_concrete_fields
            }
            parent(**values).save_base(raw=True, force_insert=True)
        row.save_base(raw=True, force_insert=(model, row.pk) not in adopted)
    for link in links_of(type(item.built.instance)):
        _link(link, item.built, contents, report)


def _link(link: Any, built: Built, contents: Contents, report: Report) -> None:
    target = target_of(link)
    through = link.remote_field.through
    for name in built.links.get(link.name, []):
        key = contents.keys(target, name)
        if key is None:
            group, is_new = Group.objects.get_or_create(name=name)
            key = group.pk
            if is_new:
                report.notes.append(f"There was no group {name}. It is made, without rights.")
        columns = {
            link.m2m_field_name(): built.instance,
            f"{link.m2m_reverse_field_name()}_id": key,
        }
        through(**columns).save_base(raw=True, force_insert=True)


def _announce(progress: Callable[[str], None]) -> None:
    """Let everything follow that follows from saving: indexes of bodies, searches, references."""
    for kind in KINDS:
        for obj in objects_of(kind):
            post_save.send(
                sender=type(obj),
                instance=obj,
                created=True,
                update_fields=None,
                raw=False,
                using=DEFAULT_DB_ALIAS,
            )
    progress("search and references")
