"""The command that fills a fresh site with the demo."""

import logging
from typing import Any

from django.core.management.base import BaseCommand

from blog.demo.load import load_demo


class Command(BaseCommand):
    help = "Load a small fictional practice with its blog, unless the site has content already."

    def handle(self, *args: Any, **options: Any) -> None:
        # Wagtail logs each of some hundred index updates; here only the outcome is news.
        logging.disable(logging.INFO)
        try:
            self.stdout.write(load_demo())
        finally:
            logging.disable(logging.NOTSET)
