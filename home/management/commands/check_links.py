"""Checks the links of the site; to be run once a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django_tasks import TaskResultStatus

from home.tasks import check_links


class Command(BaseCommand):
    help = (
        "Finds the links of everything that is live and asks for each address elsewhere. Run it "
        "once a day: an address that fails in two runs is reported as broken."
    )

    def handle(self, **options: Any) -> None:
        result = check_links.enqueue()
        if result.status == TaskResultStatus.FAILED:
            raise CommandError(result.errors[0].traceback)
        if result.status != TaskResultStatus.SUCCESSFUL:
            self.stdout.write("The links will be checked by the worker.")
            return
        counts = result.return_value or {}
        self.stdout.write(
            "{checked} addresses checked: {broken} broken, {failing} failing for the first "
            "time.".format(**counts)
        )
