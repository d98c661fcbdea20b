"""Sites on their way out and in, by the commands."""

from contextlib import contextmanager
from io import StringIO
from uuid import uuid4

from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from wagtail.models import GroupPagePermission, Site

from api import versions


def blank():
    """Forget what is cached of another state of the database, in this process alone."""
    cache.key_prefix = uuid4().hex
    versions._kept.clear()
    Site.clear_site_root_paths_cache()


@contextmanager
def passing():
    """A site that is there for a while, after which the database is as the migrations made it."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    blank()


def export(folder, *options):
    out, err = StringIO(), StringIO()
    call_command("export_content", folder, *options, stdout=out, stderr=err)
    return out.getvalue() + err.getvalue()


def load(folder, *options):
    out, err = StringIO(), StringIO()
    call_command("import_content", folder, *options, stdout=out, stderr=err)
    blank()
    return out.getvalue() + err.getvalue()


def rights():
    rows = GroupPagePermission.objects.order_by("pk")
    return list(rows.values_list("group__name", "page__depth", "permission__codename"))


def contents(folder):
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}
