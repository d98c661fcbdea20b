"""The command that imports posts of other systems."""

import logging
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from wagtail.models import Collection

from blog.models import BlogIndexPage
from home.models import User
from transfer.access import may_import_into
from transfer.posts.documents import Refused
from transfer.posts.files import open_files
from transfer.posts.options import Options
from transfer.posts.run import action_labels, as_csv, import_posts, rows

WIDTH = 40


class Command(BaseCommand):
    help = (
        "Import posts: an export of WordPress (WXR), Markdown, HTML, Word or plain text; a file, "
        "a folder or a ZIP archive. Running it again brings the posts up to date."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", type=Path, help="the file or folder")
        parser.add_argument(
            "--into", help="slug or number of the blog; needed if there are several"
        )
        parser.add_argument("--dry-run", action="store_true", help="say what would be made")
        parser.add_argument("--tips", action="store_true", help="turn lists of advice into Tips")
        parser.add_argument(
            "--contacts", action="store_true", help="turn paragraphs with a phone into Contacts"
        )
        parser.add_argument("--drafts", action="store_true", help="publish nothing")
        parser.add_argument(
            "--overwrite", action="store_true", help="also update posts that were edited here"
        )
        parser.add_argument(
            "--fetch", action="store_true", help="fetch pictures that are not among the files"
        )
        parser.add_argument(
            "--user", help="the account that the history names, and whose rights hold"
        )
        parser.add_argument("--collection", help="name or number of the one for new files")
        parser.add_argument("--report", type=Path, help="write the report to this CSV file")

    def handle(self, *args: Any, **options: Any) -> None:
        source: Path = options["source"]
        if not source.exists():
            raise CommandError(f"There is no {source}.")
        chosen = Options(
            tips=options["tips"],
            contacts=options["contacts"],
            overwrite=options["overwrite"],
            as_drafts=options["drafts"],
            may_fetch=options["fetch"],
            is_rehearsal=options["dry_run"],
            collection=self._collection(options["collection"]),
        )
        blog, user = self._blog(options["into"]), self._user(options["user"])
        if user is not None and not may_import_into(user, blog):
            raise CommandError(f"{user} may not import posts into {blog}.")
        # Wagtail logs each of some hundred index updates; here only the outcome is news.
        logging.disable(logging.INFO)
        try:
            with open_files(source) as files:
                report = import_posts(blog, files, chosen, user, self._progress)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        finally:
            logging.disable(logging.NOTSET)
        self._tell(report, is_rehearsal=options["dry_run"])
        if options["report"]:
            options["report"].write_text(as_csv(report), encoding="utf-8")

    def _blog(self, into: str | None) -> BlogIndexPage:
        blogs = BlogIndexPage.objects.all()
        if into:
            found = blogs.filter(pk=into) if into.isdecimal() else blogs.filter(slug=into)
        else:
            found = blogs
        if found.count() != 1:
            names = ", ".join(
                f"{blog.slug} (number {blog.pk}, {blog.locale.language_code})"
                for blog in blogs.select_related("locale")
            )
            raise CommandError(f"Say which blog with --into. There are: {names or 'none'}.")
        return found.get()

    def _collection(self, name: str | None) -> int | None:
        if not name:
            return None
        collections = Collection.objects.all()
        found = collections.filter(pk=name) if name.isdecimal() else collections.filter(name=name)
        if found.count() != 1:
            raise CommandError(f"There is no collection {name}, or more than one of that name.")
        return int(found.get().pk)

    def _user(self, name: str | None) -> User | None:
        if not name:
            return None
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no account {name}.")
        return user

    def _progress(self, done: int, total: int) -> None:
        filled = WIDTH * done // max(total, 1)
        line = f"[{'#' * filled}{'.' * (WIDTH - filled)}] {done}/{total}"
        if sys.stderr.isatty():
            self.stderr.write(f"\r{line}", ending="\n" if done == total else "")
        elif done == total or done % max(total // 10, 1) == 0:
            self.stderr.write(line)

    def _tell(self, report: dict[str, Any], *, is_rehearsal: bool) -> None:
        last = None
        for title, key, action, state, text, words in rows(report):
            if (title, key) != last:
                self.stdout.write(f"{action}{f', {state}' if state else ''}: {title}")
                last = (title, key)
            if text:
                self.stdout.write(f"  {text} {words}".rstrip())
        labels = action_labels()
        counts = ", ".join(
            f"{labels[name]}: {count}" for name, count in report["counts"].items() if count
        )
        self.stdout.write(
            f"{'Nothing was changed. ' if is_rehearsal else ''}{counts or 'No post.'}"
        )
