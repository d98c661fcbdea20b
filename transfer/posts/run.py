"""An import from beginning to end, and its report."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import asdict
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _

from blog.models import BlogIndexPage
from home.models import User
from transfer.posts.files import Files
from transfer.posts.options import Options, Outcome
from transfer.posts.reading import read
from transfer.posts.write import Writer

#: What programs that calculate take for a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def import_posts(
    blog: BlogIndexPage,
    files: Files,
    options: Options,
    user: User | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Import all that is in a source below a blog; return the report, which JSON can hold."""
    batch = read(files)
    progress(0, len(batch.documents))
    outcomes = Writer(blog, batch, files, options, user).write_all(progress)
    return {
        "posts": [asdict(outcome) for outcome in outcomes],
        "left_out": [asdict(entry) for entry in batch.left_out],
        "counts": _counts(outcomes),
    }


def _counts(outcomes: list[Outcome]) -> dict[str, int]:
    actions = ("created", "updated", "replaced", "unchanged", "kept", "failed")
    return {name: sum(outcome.action == name for outcome in outcomes) for name in actions}


def action_labels() -> dict[str, str]:
    """Return what a report calls what became of a post."""
    return {
        "created": _("New"),
        "updated": _("Updated"),
        "unchanged": _("Unchanged"),
        "replaced": _("Replaced, though edited here"),
        "kept": _("Left alone"),
        "failed": _("Not imported"),
        "left_out": _("Not a post"),
    }


def state_labels() -> dict[str, str]:
    """Return what a report calls the state of a page."""
    return {"live": _("Published"), "scheduled": _("Scheduled"), "draft": _("Draft"), "": ""}


def rows(report: dict[str, Any]) -> Iterator[list[str]]:
    """Return a report line by line: post, key, action, state, what there is to know, excerpt."""
    actions, states = action_labels(), state_labels()
    for post in report.get("posts", ()):
        head = [post["title"], post["key"], actions[post["action"]], states[post["state"]]]
        for note in post["notes"] or [{"text": "", "excerpt": ""}]:
            yield [*head, note["text"], note["excerpt"]]
    for entry in report.get("left_out", ()):
        yield [entry["title"], entry["what"], actions["left_out"], "", entry["why"], ""]


def as_csv(report: dict[str, Any]) -> str:
    """Return a report as CSV, in which nothing is a formula."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [_("Post"), _("Key"), _("What happened"), _("State"), _("To know"), _("Excerpt")]
    )
    for row in rows(report):
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row])
    return out.getvalue()
