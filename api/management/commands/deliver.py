"""Sends what is to be told of changes: webhooks, and purges of caches."""

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from api.deliveries.running import INTERVAL, THREADS, Runner, run_once


class Command(BaseCommand):
    """Delivers until it is ended by Ctrl-C or SIGTERM, or once."""

    help = "Sends webhooks and purges of caches until it is ended; several may run at once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how long, how often, and how much at a time."""
        parser.add_argument("--once", action="store_true", help="Send what is due, and end.")
        parser.add_argument(
            "--interval",
            type=float,
            default=INTERVAL,
            help="Seconds between two looks at the log (%(default)s).",
        )
        parser.add_argument(
            "--threads",
            type=int,
            default=THREADS,
            help="How many receivers are sent to at the same time (%(default)s).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Deliver."""
        if options["once"]:
            run_once()
            return
        runner = Runner(options["interval"], options["threads"])
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, lambda *_: runner.stop())
        runner.run()
