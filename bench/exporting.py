"""How much memory and time an export and its import take, as the site grows.

python -m bench.exporting --posts 1000 10000
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bench import load, report
from bench.places import RESULTS, ROOT, VAR, Place, enter

#: Pages that get a revision in one statement.
BATCH = 500


def main() -> None:
    """Export each corpus and import it again, each in a process of its own; print peak RSS."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--db", choices=["postgres", "sqlite"], default="sqlite")
    parser.add_argument("--posts", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--no-import", action="store_true", help="measure the export alone")
    parser.add_argument("--keep", action=argparse.BooleanOptionalAction, default=True)
    told = parser.parse_args()
    lines = [
        f"# Memory of an export and its import, {told.db}\n",
        f"{report.when()} Each post has one revision.\n",
        "| posts | command | seconds | peak RSS MB | folder MB |",
        "|---:|---|---:|---:|---:|",
    ]
    for posts in told.posts:
        place = Place(told.db, posts)
        load.ensure(place)
        _in_another_process("revise", place)
        folder = VAR / f"export-{posts}"
        shutil.rmtree(folder, ignore_errors=True)
        lines.append(_measured(place, "export_content", folder))
        if not told.no_import:
            empty = Place(told.db, posts, prefix="hearth_bench_again")
            _in_another_process("clear", empty)
            lines.append(_measured(empty, "import_content", folder))
    text = "\n".join(lines)
    print(text)
    if told.keep:
        (RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-export.md").write_text(f"{text}\n")


def _measured(place: Place, command: str, folder: Path) -> str:
    started = time.monotonic()
    peak = _in_another_process(command, place, str(folder))
    seconds = time.monotonic() - started
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 2**20
    line = f"| {place.posts:,} | {command} | {seconds:.0f} | {peak:.0f} | {size:.0f} |"
    print(line, flush=True)
    return line


def _in_another_process(step: str, place: Place, *words: str) -> float:
    """Run a step of this module; return the most memory that it ever held, in MB."""
    run = "from bench.exporting import step; step()"
    command = [sys.executable, "-c", run, step, place.kind, str(place.posts)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "BENCH_PREFIX": place.prefix}
    process = subprocess.Popen(  # noqa: S603 - our own module
        [*command, *words], cwd=ROOT, env=environment
    )
    _pid, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{step} failed.")
    return usage.ru_maxrss / 1024


def step() -> None:
    """Do one step in this process."""
    name, kind, posts, *words = sys.argv[1:]
    place = Place(kind, int(posts))
    if name == "clear":
        if kind == "postgres":
            load.create_database(place)
        enter(place)
        load._empty(place)
    else:
        enter(place)
    from django.core.management import call_command

    if name == "clear":
        call_command("migrate", verbosity=0)
    elif name == "revise":
        _revise()
    else:
        call_command(name, *words)


def _revise() -> None:
    """Give each post that has none the revision that an editor would have left."""
    from django.db import transaction
    from django.utils import timezone
    from wagtail.models import Page, Revision

    from blog.models import PostPage

    while posts := list(PostPage.objects.filter(latest_revision=None).order_by("pk")[:BATCH]):
        with transaction.atomic():
            made = Revision.objects.bulk_create(
                Revision(
                    content_object=post,
                    base_content_type=post.get_base_content_type(),
                    content=post.serializable_data(),
                    object_str=str(post),
                    created_at=timezone.now(),
                )
                for post in posts
            )
            for post, revision in zip(posts, made, strict=True):
                Page.objects.filter(pk=post.pk).update(
                    latest_revision=revision, live_revision=revision
                )


if __name__ == "__main__":
    main()
