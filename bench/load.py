"""Builds the corpus in Hearth's own models, row by row of each table.

Saving pages one at a time would take hours at 100,000 posts. So the rows are computed as
Wagtail would write them (tree paths, addresses, what is looked up inside bodies, the search
index) and written in bulk.
"""

import argparse
import hashlib
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any

from bench import corpus, pictures
from bench.bulk import BATCH, Json, block_id, fill_search_index, insert, items
from bench.places import ROOT, VAR, Place, enter

FRONTEND = "https://www.example.org"
STAMP = "bench_corpus"
NAMESPACE = uuid.UUID("5f1d1c52-6f0e-4f0c-9a52-3f6c7f0b8d11")


def ensure(place: Place, *, say: Callable[[str], None] = print) -> None:
    """Build the corpus unless it stands already, in a process of its own."""
    command = [sys.executable, "-m", "bench.load", place.kind, str(place.posts)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for line in subprocess.run(  # noqa: S603 - our own module
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    ).stdout.splitlines():
        say(line)


def main() -> None:
    """Build one corpus: `python -m bench.load postgres 10000`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("kind", choices=["postgres", "sqlite"])
    parser.add_argument("posts", type=int)
    parser.add_argument("--again", action="store_true", help="even if it stands already")
    told = parser.parse_args()
    place = Place(told.kind, told.posts)
    if place.kind == "postgres":
        create_database(place)
    enter(place)
    from django.core.management import call_command

    version = _version()
    if not told.again and _stamp() == version:
        return
    started = time.monotonic()
    print(f"Building {place.posts} posts in {place.url} ...", flush=True)
    _empty(place)
    call_command("migrate", verbosity=0)
    _Loader(place.posts).load()
    _write_stamp(version)
    print(f"Built in {time.monotonic() - started:.0f} s.")


def create_database(place: Place) -> None:
    """Create the database of a place unless there is one."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(place.url.replace(f"/{place.name}", "/postgres"), autocommit=True) as db:
        known = db.execute("select 1 from pg_database where datname = %s", [place.name])
        if not known.fetchone():
            db.execute(sql.SQL("create database {}").format(sql.Identifier(place.name)))


def _version() -> str:
    """Return what the rows depend on: the corpus, and the models' migrations."""
    told = hashlib.sha256(corpus.VERSION.encode())
    for path in sorted(ROOT.glob("*/migrations/*.py")):
        told.update(path.read_bytes())
    return told.hexdigest()[:16]


def _stamp() -> str | None:
    from django.db import connection

    if STAMP not in connection.introspection.table_names():
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT version FROM {STAMP}")
        row = cursor.fetchone()
    return row[0] if row else None


def _write_stamp(version: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {STAMP} (version varchar(64))")
        cursor.execute(f"INSERT INTO {STAMP} VALUES (%s)", [version])
        if connection.vendor == "postgresql":
            # A query is to run in the one process whose time is measured.
            name = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"ALTER DATABASE {name} SET max_parallel_workers_per_gather = 0")
            cursor.execute("VACUUM (FREEZE, ANALYZE)")
        else:
            cursor.execute("ANALYZE")


def _empty(place: Place) -> None:
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        return
    connection.close()
    for suffix in ("", "-wal", "-shm"):
        (VAR / f"{place.name}.sqlite3{suffix}").unlink(missing_ok=True)


class _Loader:
    def __init__(self, count: int) -> None:
        from django.contrib.contenttypes.models import ContentType
        from wagtail.models import Locale, Page

        from blog.models import PostPage

        self.count = count
        self.locale = Locale.objects.get()
        self.type_key = ContentType.objects.get_for_model(PostPage).pk
        self.first_pk = Page.objects.order_by("-pk").first().pk + 2

    def page(self, number: int) -> int:
        return self.first_pk + number

    def posts(self) -> Iterator[corpus.Post]:
        return corpus.posts(self.count, self.page)

    def load(self) -> None:
        from django.core.management.color import no_style
        from django.db import connection, transaction

        from blog import models

        with transaction.atomic():
            self.settings()
            self.people()
            blog = self.blog()
            posts = self.posts()
            while batch := list(islice(posts, BATCH)):
                self.write(batch, blog)
            with connection.cursor() as cursor:
                tables = [models.PostTag, models.PostAuthor, models.PostBlock, models.PostTip]
                tables += [models.PostPage._meta.get_field("page_ptr").related_model]
                for sql in connection.ops.sequence_reset_sql(no_style(), tables):
                    cursor.execute(sql)
        fill_search_index(self.posts(), self.page, self.type_key)

    def settings(self) -> None:
        from wagtail.models import Site

        from home.models import SiteSettings

        site = Site.objects.get(is_default_site=True)
        SiteSettings.objects.create(site=site, name="Bench", frontend_url=FRONTEND)

    def people(self) -> None:
        from django.conf import settings
        from taggit.models import Tag

        from blog.models import Author, Category
        from home.models import Contact, Image

        folder = settings.MEDIA_ROOT / "original_images"
        pictures.make(folder)
        self.pictures = [
            Image.objects.create(
                title=f"Picture {number}",
                description=f"What picture {number} shows",
                file=f"original_images/{pictures.file_name(number)}",
            ).pk
            for number in range(corpus.PICTURES)
        ]
        self.authors = [
            Author.objects.create(
                name=corpus.name_of(number),
                slug=f"author-{number}",
                job_title="Psychologist",
                bio=corpus.biography(number),
                locale=self.locale,
            ).pk
            for number in range(corpus.AUTHORS)
        ]
        self.categories = [
            Category.objects.create(
                name=corpus.category_name(number), slug=f"category-{number}", locale=self.locale
            ).pk
            for number in range(corpus.CATEGORIES)
        ]
        self.tags = [
            Tag.objects.create(name=corpus.tag_name(number), slug=f"tag-{number}").pk
            for number in range(corpus.TAGS)
        ]
        self.offices = [
            Contact.objects.create(
                name=office["name"],
                phone=office["phone"],
                email=office["email"],
                booking_url=office["url"],
                opening_hours=office["hours"],
                locale=self.locale,
            ).pk
            for office in corpus.offices()
        ]

    def blog(self) -> Any:
        from wagtail.models import Page

        from blog.models import BlogIndexPage
        from home.models import HomePage

        blog = BlogIndexPage(title="Blog", slug="blog", pk=self.first_pk - 1)
        HomePage.objects.get().add_child(instance=blog)
        Page.objects.filter(pk=blog.pk).update(numchild=self.count)
        return blog

    def page_row(self, post: corpus.Post, blog: Any) -> dict[str, Any]:
        from wagtail.models import Page

        return {
            "id": self.page(post.number),
            "path": Page._get_path(blog.path, blog.depth + 1, post.number + 1),
            "depth": blog.depth + 1,
            "numchild": 0,
            "translation_key": uuid.uuid5(NAMESPACE, str(post.number)),
            "locale_id": self.locale.pk,
            "title": post.title,
            "draft_title": post.title,
            "slug": post.slug,
            "url_path": f"{blog.url_path}{post.slug}/",
            "content_type_id": self.type_key,
            "live": True,
            "has_unpublished_changes": False,
            "first_published_at": post.published_at,
            "last_published_at": post.published_at + timedelta(days=1),
            "latest_revision_created_at": post.published_at,
        }

    def post_row(self, post: corpus.Post) -> dict[str, Any]:
        return {
            "page_ptr_id": self.page(post.number),
            "intro": post.intro,
            "hero_image_id": self.pictures[post.hero],
            "category_id": self.categories[post.category],
            "body": Json(self.body(post)),
            "sources": Json([]),
            "sensitive_topics": Json([]),
            "word_count": len(post.words.split()),
        }

    def body(self, post: corpus.Post) -> list[dict[str, Any]]:
        """Return the body as Wagtail stores it."""
        return [
            {
                "type": {"related": "related_posts"}.get(kind, kind),
                "value": self.value(post, position, kind, value),
                "id": block_id(post, position),
            }
            for position, (kind, value) in enumerate(post.body)
        ]

    def value(self, post: corpus.Post, position: int, kind: str, value: Any) -> Any:
        if kind == "heading":
            return {"text": value["text"], "level": f"h{value['level']}"}
        if kind == "image":
            image = {
                "image": self.pictures[value["picture"]],
                "alt_text": value["alt"],
                "decorative": False,
            }
            return {"image": image, "caption": value["caption"]}
        if kind == "tips":
            none = {"image": None, "alt_text": None, "decorative": None}
            tips = [
                {"title": tip["title"], "content": tip["text"], "image": none}
                for tip in value["tips"]
            ]
            return {"title": value["title"], "tips": items(post, position, tips)}
        if kind == "quote":
            return {"quote": value["text"], "attribution": value["attribution"]}
        if kind == "related":
            return {
                "title": value["title"],
                "posts": items(post, position, value["posts"]),
            }
        if kind == "contact":
            return {
                "title": value["title"],
                "contact": self.offices[value["office"]],
                "note": value["hours"],
            }
        return value

    def write(self, posts: list[corpus.Post], blog: Any) -> None:
        """Write posts with what hangs on them: authors, tags, what is looked up inside bodies."""
        from wagtail.models import Page

        from blog import models

        insert(Page, (self.page_row(post, blog) for post in posts))
        insert(models.PostPage, map(self.post_row, posts))
        insert(
            models.PostAuthor,
            (
                {"post_id": self.page(post.number), "author_id": self.authors[post.author]}
                | {"sort_order": 0}
                for post in posts
            ),
        )
        insert(
            models.PostTag,
            (
                {"content_object_id": self.page(post.number), "tag_id": self.tags[number]}
                for post in posts
                for number in post.tags
            ),
        )
        insert(
            models.PostBlock,
            (
                {"post_id": self.page(post.number), "kind": kind}
                for post in posts
                for kind in dict.fromkeys(block["type"] for block in self.body(post))
            ),
        )
        insert(
            models.PostTip,
            (
                {"post_id": self.page(post.number), **row}
                for post in posts
                for row in self.tips(post)
            ),
        )

    def tips(self, post: corpus.Post) -> list[dict[str, Any]]:
        """Return the tips of a post as its index of tips holds them."""
        written = [block["value"]["tips"] for block in self.body(post) if block["type"] == "tips"]
        told = [value["tips"] for kind, value in post.body if kind == "tips"]
        return [
            {
                "position": position,
                "item_id": item["id"],
                "text": f"{tip['title']} {tip['words']}",
                "value": Json(item["value"]),
            }
            for position, (item, tip) in enumerate(zip(written[0], told[0], strict=True))
        ]


if __name__ == "__main__":
    main()
