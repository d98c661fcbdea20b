"""What imports do outside of a request, where the installation has a worker."""

import logging

from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from transfer.access import may_import_into
from transfer.models import ImportRun
from transfer.posts.documents import Refused
from transfer.posts.files import from_upload
from transfer.posts.options import Options
from transfer.posts.run import import_posts

logger = logging.getLogger(__name__)


@task()
def rehearse(pk: int) -> None:
    """Find out what an upload would make."""
    run = ImportRun.objects.filter(pk=pk, state=ImportRun.State.READING).first()
    if run is not None:
        _run(run, ImportRun.State.WAITING, is_rehearsal=True)


@task()
def carry_out(pk: int) -> None:
    """Import an upload as its options say, and delete the file."""
    run = ImportRun.objects.filter(pk=pk, state=ImportRun.State.RUNNING).first()
    if run is None:
        # It was discarded, or carried out by another worker.
        return
    _run(run, ImportRun.State.DONE, is_rehearsal=False)
    run.forget_file()
    run.save(update_fields=["file"])


def _run(run: ImportRun, then: ImportRun.State, *, is_rehearsal: bool) -> None:
    choices = ("accepted", "declined")
    options = run.options | {name: frozenset(run.options.get(name, ())) for name in choices}

    def progress(done: int, total: int) -> None:
        ImportRun.objects.filter(pk=run.pk).update(done=done, total=total, heard_at=timezone.now())

    try:
        # Rights may have gone while it waited for a worker, and accounts too.
        if run.user is None or not may_import_into(run.user, run.blog):
            raise Refused(_("You may not import posts into this blog any more."))
        with run.file.open("rb") as file:
            files = from_upload(file, run.name, run.file.size)
            chosen = Options(**options, is_rehearsal=is_rehearsal)
            run.report = import_posts(run.blog, files, chosen, run.user, progress)
        run.state = then
    except Refused as refused:
        run.report, run.state = {"error": str(refused)}, ImportRun.State.FAILED
    except Exception:
        logger.exception("The import %s broke", run.pk)
        run.report = {"error": _("Something broke the import. The log of the server says more.")}
        run.state = ImportRun.State.FAILED
    run.save(update_fields=["report", "state"])
