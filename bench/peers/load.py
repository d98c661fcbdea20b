"""Builds the corpus in the peers' database: `python -m bench.peers.load`, in their environment."""

import os
import sys
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from bench import corpus, pictures
from bench.bulk import BATCH, Json, block_id, fill_search_index, insert, items

STAMP = "bench_corpus"
VERSION = f"{corpus.VERSION}.1"
NAMESPACE = uuid.UUID("5f1d1c52-6f0e-4f0c-9a52-3f6c7f0b8d11")
SPECS = ("fill-640x360", "fill-320x180", "width-320", "width-768", "width-1280")


def main() -> None:
    """Build `sys.argv[1]` posts unless they stand already."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.peers.settings"
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    count = int(sys.argv[1])
    if _stamp() == VERSION:
        return
    started = time.monotonic()
    print(f"Building {count} posts for the peers ...", flush=True)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    else:
        connection.close()
        Path(connection.settings_dict["NAME"]).unlink(missing_ok=True)
    call_command("migrate", verbosity=0)
    _Loader(count).load()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {STAMP} (version varchar(64))")
        cursor.execute(f"INSERT INTO {STAMP} VALUES (%s)", [VERSION])
        if connection.vendor == "postgresql":
            name = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"ALTER DATABASE {name} SET max_parallel_workers_per_gather = 0")
            cursor.execute("VACUUM (FREEZE, ANALYZE)")
        else:
            cursor.execute("ANALYZE")
    print(f"Built in {time.monotonic() - started:.0f} s.")


def _stamp() -> str | None:
    from django.db import connection

    if STAMP not in connection.introspection.table_names():
        return None
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT version FROM {STAMP}")
        return cursor.fetchone()[0]


class _Loader:
    def __init__(self, count: int) -> None:
        from django.contrib.contenttypes.models import ContentType
        from wagtail.models import Locale, Page

        from bench.peers.content.models import PostPage

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
        from wagtail.models import Page

        from bench.peers.content.models import PostTag

        with transaction.atomic():
            self.people()
            blog = self.blog()
            posts = self.posts()
            while batch := list(islice(posts, BATCH)):
                self.write(batch, blog)
            with connection.cursor() as cursor:
                for sql in connection.ops.sequence_reset_sql(no_style(), [PostTag, Page]):
                    cursor.execute(sql)
        fill_search_index(self.posts(), self.page, self.type_key)

    def people(self) -> None:
        from django.conf import settings
        from taggit.models import Tag
        from wagtail.images.models import Image

        from bench.peers.content.models import Author, Category, Office

        folder = settings.MEDIA_ROOT / "original_images"
        pictures.make(folder)
        self.pictures = []
        for number in range(corpus.PICTURES):
            image = Image.objects.create(
                title=f"Picture {number}",
                description=f"What picture {number} shows",
                file=f"original_images/{pictures.file_name(number)}",
                width=pictures.SIZE[0],
                height=pictures.SIZE[1],
            )
            self.pictures.append(image.pk)
            # A site that has been visited has made its renditions.
            image.get_renditions(*SPECS)
        self.authors = [
            Author.objects.create(
                name=corpus.name_of(number),
                slug=f"author-{number}",
                job_title="Psychologist",
                bio=corpus.biography(number),
            ).pk
            for number in range(corpus.AUTHORS)
        ]
        self.categories = [
            Category.objects.create(name=corpus.category_name(number), slug=f"category-{number}").pk
            for number in range(corpus.CATEGORIES)
        ]
        self.tags = [
            Tag.objects.create(name=corpus.tag_name(number), slug=f"tag-{number}").pk
            for number in range(corpus.TAGS)
        ]
        self.offices = [Office.objects.create(**office).pk for office in corpus.offices()]

    def blog(self) -> Any:
        from wagtail.models import Page, Site

        from bench.peers.content.models import BlogIndexPage

        blog = BlogIndexPage(title="Blog", slug="blog", pk=self.first_pk - 1)
        Site.objects.get().root_page.add_child(instance=blog)
        Page.objects.filter(pk=blog.pk).update(numchild=self.count)
        return blog

    def write(self, posts: list[corpus.Post], blog: Any) -> None:
        from wagtail.models import Page

        from bench.peers.content.models import PostPage, PostTag

        insert(
            Page,
            (
                {
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
                }
                for post in posts
            ),
        )
        insert(
            PostPage,
            (
                {
                    "page_ptr_id": self.page(post.number),
                    "intro": post.intro,
                    "author_id": self.authors[post.author],
                    "category_id": self.categories[post.category],
                    "hero_image_id": self.pictures[post.hero],
                    "body": Json(self.body(post)),
                }
                for post in posts
            ),
        )
        insert(
            PostTag,
            (
                {"content_object_id": self.page(post.number), "tag_id": self.tags[number]}
                for post in posts
                for number in post.tags
            ),
        )

    def body(self, post: corpus.Post) -> list[dict[str, Any]]:
        return [
            {
                "type": kind,
                "value": self.value(post, position, kind, value),
                "id": block_id(post, position),
            }
            for position, (kind, value) in enumerate(post.body)
        ]

    def value(self, post: corpus.Post, position: int, kind: str, value: Any) -> Any:
        if kind == "heading":
            return {"text": value["text"], "level": f"h{value['level']}"}
        if kind == "image":
            picture = self.pictures[value["picture"]]
            return {"image": picture, "caption": value["caption"], "alt": value["alt"]}
        if kind == "tips":
            tips = [{"title": tip["title"], "text": tip["text"]} for tip in value["tips"]]
            return {"title": value["title"], "tips": items(post, position, tips)}
        if kind == "related":
            return {"title": "", "posts": items(post, position, value["posts"])}
        if kind == "contact":
            office = self.offices[value["office"]]
            return {"title": value["title"], "note": value["hours"], "office": office}
        return value


if __name__ == "__main__":
    main()
