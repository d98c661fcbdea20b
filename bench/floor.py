"""The floor: what a good Django developer writes by hand for each query, and nothing more.

Plain tuples from the database, plain dicts, one query for each kind of thing that an answer
refers to, orjson. Nothing is cached, and nothing general is done: the answers hold the same data
as Hearth's, to the byte of every value, which `bench.check` makes sure of.
"""

import hmac
import os
import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.models import Locale, Page

from blog.models import PostAuthor, PostPage, PostTag
from home.models import Contact, Image

FRONTEND = "https://www.example.org"
HOME_PATH = len("/home/")
SIZE = 20
CARD = ("pk", "title", "slug", "url_path", "first_published_at", "intro", "hero_image_id")
CARD_COLUMNS = (*CARD, "category__name")
PAGE_LINK = re.compile(r'<a linktype="page" id="(\d+)">(.*?)</a>', re.DOTALL)
IMAGE_COLUMNS = (
    *("pk", "file", "file_hash", "width", "height", "description", "title"),
    *("focal_point_x", "focal_point_y", "focal_point_width", "focal_point_height"),
)
#: The key that `django.core.signing.Signer(salt="api.images")` derives from the secret.
SIGNING_KEY = sha256(b"api.imagessigner" + settings.SECRET_KEY.encode()).digest()

Row = dict[str, Any]


def newest(request: HttpRequest) -> HttpResponse:
    """Q1 and Q6: twenty posts, from the newest or from the place that `after` names."""
    rows = _posts()
    if "after" in request.GET:
        moment, pk = request.GET["after"].split(",")
        at = datetime.fromisoformat(moment)
        rows = rows.filter(
            Q(first_published_at__lt=at) | Q(first_published_at=at, pk__lt=int(pk)),
            first_published_at__lte=at,
        )
    found = list(_newest(rows).values_list(*CARD_COLUMNS)[:SIZE])
    return _json({"posts": {"nodes": _Answer(request).cards(found)}})


def detail(request: HttpRequest) -> HttpResponse:
    """Q2: one post with its whole body."""
    rows = _posts().filter(slug=request.GET["slug"])
    found = _Answer(request).full(list(_with_body(rows)[:1]))
    return _json({"post": found[0] if found else None})


def full(request: HttpRequest) -> HttpResponse:
    """Q3: the newest twenty posts with their whole bodies."""
    found = list(_with_body(_newest(_posts()))[:SIZE])
    return _json({"posts": {"nodes": _Answer(request).full(found)}})


def filtered(request: HttpRequest) -> HttpResponse:
    """Q4: the newest twenty posts of a category and a tag in a span of time, and their number."""
    asked = request.GET
    tagged = PostTag.objects.filter(content_object_id=OuterRef("pk"), tag__slug=asked["tag"])
    rows = _posts().filter(
        Exists(tagged),
        category__slug=asked["category"],
        category__live=True,
        first_published_at__gt=datetime.fromisoformat(asked["after"]),
        first_published_at__lt=datetime.fromisoformat(asked["before"]),
    )
    found = list(_newest(rows).values_list(*CARD_COLUMNS)[:SIZE])
    nodes = _Answer(request).cards(found)
    return _json({"posts": {"totalCount": rows.count(), "nodes": nodes}})


def search(request: HttpRequest) -> HttpResponse:
    """Q5: the best twenty hits of a full-text search."""
    words = request.GET["query"]
    ranked = _search_postgres(words) if connection.vendor == "postgresql" else _search_sqlite(words)
    rows = {row[0]: row for row in _posts().filter(pk__in=ranked).values_list(*CARD_COLUMNS)}
    found = [rows[pk] for pk in ranked if pk in rows]
    return _json({"search": {"nodes": _Answer(request).cards(found)}})


def ready(request: HttpRequest) -> HttpResponse:
    """Say that the whole application is loaded."""
    return HttpResponse("ready")


def one(request: HttpRequest) -> HttpResponse:
    """Ask the database for nothing: the least that a view can do which asks it at all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return HttpResponse("1")


def stored(request: HttpRequest, name: str) -> HttpResponse:
    """Send the bytes of an answer that was stored before: the cost of HTTP and Django alone."""
    return HttpResponse(_stored(name), content_type="application/json")


@cache
def _stored(name: str) -> bytes:
    return (Path(os.environ["BENCH_ANSWERS"]) / f"{name}.json").read_bytes()


@cache
def _locale() -> int:
    """Return the key of the site's language, which changes with the installation alone."""
    return Locale.objects.values_list("pk", flat=True).get(language_code=settings.LANGUAGE_CODE)


def _unexpired() -> Q:
    return Q(expire_at=None) | Q(expire_at__gt=timezone.now())


def _posts() -> QuerySet[Any]:
    return PostPage.objects.filter(_unexpired(), live=True, locale_id=_locale()).order_by()


def _newest(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by("-first_published_at", "-pk")


def _with_body(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.values_list(*CARD_COLUMNS, Cast("body", TextField()))


def _search_postgres(words: str) -> list[int]:
    """Ask the index of each column, and rank as Wagtail does."""
    now = timezone.now()
    sql = """
        SELECT p.id
        FROM plainto_tsquery('hearth', %s) AS asked, wagtailsearch_indexentry e
        JOIN django_content_type t ON t.id = e.content_type_id
        JOIN wagtailcore_page p ON p.id = e.object_id::int
        WHERE (e.title @@ asked OR e.body @@ asked)
          AND t.app_label = 'blog' AND t.model = 'postpage'
          AND p.live AND p.locale_id = %s AND (p.expire_at IS NULL OR p.expire_at > %s)
        ORDER BY ts_rank(e.title, asked) * e.title_norm + ts_rank(e.body, asked) DESC, p.id DESC
        LIMIT %s
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [words, _locale(), now, SIZE])
        return [row[0] for row in cursor.fetchall()]


def _search_sqlite(words: str) -> list[int]:
    """Ask the FTS5 table, and rank by its BM25."""
    now = timezone.now()
    asked = " ".join(f'"{word}"' for word in words.replace('"', " ").split())
    sql = """
        SELECT p.id
        FROM wagtailsearch_indexentry_fts f
        JOIN wagtailsearch_indexentry e ON e.id = f.rowid
        JOIN django_content_type t ON t.id = e.content_type_id
        JOIN wagtailcore_page p ON p.id = CAST(e.object_id AS integer)
        WHERE wagtailsearch_indexentry_fts MATCH %s
          AND t.app_label = 'blog' AND t.model = 'postpage'
          AND p.live AND p.locale_id = %s AND (p.expire_at IS NULL OR p.expire_at > %s)
        ORDER BY f.rank
        LIMIT %s
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [f"{{title body}} : {asked}", _locale(), now, SIZE])
        return [row[0] for row in cursor.fetchall()]


def _json(data: Row) -> HttpResponse:
    return HttpResponse(orjson.dumps({"data": data}), content_type="application/json")


def _id(name: str, key: Any) -> str:
    return b64encode(f"{name}:{key}".encode()).decode()


class _Answer:
    """What the rows of one answer refer to, fetched at once for all of them."""

    def __init__(self, request: HttpRequest) -> None:
        self.base = f"{request.scheme}://{request.get_host()}"
        self.made: dict[tuple[int, str], Row] = {}

    def cards(self, rows: list[Any]) -> list[Row]:
        """Return posts as lists show them."""
        self.fetch_images({row[6] for row in rows})
        return self._cards(rows)

    def _cards(self, rows: list[Any]) -> list[Row]:
        pks = [row[0] for row in rows]
        authors: dict[int, list[Row]] = {pk: [] for pk in pks}
        tags: dict[int, list[Row]] = {pk: [] for pk in pks}
        written = PostAuthor.objects.filter(_live_author(), post_id__in=pks)
        for post, name in written.order_by("sort_order", "pk").values_list(
            "post_id", "author__name"
        ):
            authors[post].append({"name": name})
        marked = PostTag.objects.filter(content_object_id__in=pks).order_by("tag__name", "pk")
        for post, name in marked.values_list("content_object_id", "tag__name"):
            tags[post].append({"name": name})
        return [
            {
                "id": _id("Post", row[0]),
                "title": row[1],
                "slug": row[2],
                "url": f"{FRONTEND}/{row[3][HOME_PATH:]}",
                "publishedAt": row[4].isoformat(),
                "intro": row[5],
                "authors": authors[row[0]],
                "category": {"name": row[7]} if row[7] is not None else None,
                "tags": tags[row[0]],
                "heroImage": self.hero(row[6]),
            }
            for row in rows
        ]

    def full(self, rows: list[Any]) -> list[Row]:
        """Return posts with their bodies."""
        bodies = [orjson.loads(row[8]) for row in rows]
        images = {row[6] for row in rows}
        contacts: set[int] = set()
        related: set[int] = set()
        linked: set[int] = set()
        for body in bodies:
            for block in body:
                kind, value = block["type"], block["value"]
                if kind == "paragraph":
                    linked.update(int(found[0]) for found in PAGE_LINK.findall(value))
                elif kind == "image":
                    images.add(value["image"]["image"])
                elif kind == "tips":
                    for tip in value["tips"]:
                        text = tip["value"]["content"]
                        linked.update(int(found[0]) for found in PAGE_LINK.findall(text))
                elif kind == "related_posts":
                    related.update(item["value"] for item in value["posts"])
                elif kind == "contact":
                    contacts.add(value["contact"])
        posts = PostPage.objects.filter(_unexpired(), live=True, pk__in=related)
        self.related = {
            row[0]: row for row in posts.values_list("pk", "title", "url_path", "hero_image_id")
        }
        images.update(row[3] for row in self.related.values())
        pages = Page.objects.filter(_unexpired(), live=True, pk__in=linked)
        self.paths = dict(pages.values_list("pk", "url_path"))
        self.contacts = {
            row[0]: row
            for row in Contact.objects.filter(_unexpired(), live=True, pk__in=contacts).values_list(
                "pk", "name", "phone", "email", "booking_url", "opening_hours"
            )
        }
        self.fetch_images(images)
        cards = self._cards(rows)
        for card, row, body in zip(cards, rows, bodies, strict=True):
            owner = f"postpage{row[0]}"
            card["body"] = [BLOCKS[block["type"]](self, block, owner) for block in body]
        return cards

    def fetch_images(self, pks: Iterable[int | None]) -> None:
        rows = Image.objects.filter(pk__in={pk for pk in pks if pk}).values_list(*IMAGE_COLUMNS)
        self.images = {row[0]: (row, self._version(row)) for row in rows}

    def _version(self, row: Any) -> str:
        return sha256(f"{row[2] or row[1]} {row[7:11]}".encode()).hexdigest()[:10]

    def hero(self, pk: int | None) -> Row | None:
        if pk not in self.images:
            return None
        row = self.images[pk][0]
        return {"alt": row[5] or row[6], "rendition": self.wide(pk, 640)}

    def wide(self, pk: int, width: int) -> Row:
        """Return URL and size of a picture cropped to 16 to 9."""
        row = self.images[pk][0]
        width = min(width, row[3], row[4] * 16 // 9)
        height = max(1, round(width * 9 / 16))
        return self.rendition(pk, f"fill-{width}x{height}", width, height)

    def scaled(self, pk: int, width: int) -> Row:
        """Return URL and size of a picture of a width."""
        row = self.images[pk][0]
        shown = min(width, row[3])
        return self.rendition(pk, f"width-{width}", shown, int(row[4] * (shown / row[3])))

    def rendition(self, pk: int, spec: str, width: int, height: int) -> Row:
        """Return URL and size; each signature is made once in an answer."""
        key = (pk, spec)
        if key not in self.made:
            row, version = self.images[pk]
            digest = hmac.digest(SIGNING_KEY, f"{pk}:{spec}:{version}".encode(), "sha256")
            signature = urlsafe_b64encode(digest).decode().rstrip("=")
            name = row[1].rpartition("/")[2]
            url = f"{self.base}/images/{signature}/{pk}/{version}/{spec}/{name}"
            self.made[key] = {"url": url, "width": width, "height": height}
        return self.made[key]

    def html(self, text: str) -> str:
        """Return stored rich text with its links resolved, in the elements that HTML has."""
        text = PAGE_LINK.sub(self._link, text)
        return text.replace("<b>", "<strong>").replace("</b>", "</strong>")

    def _link(self, match: re.Match[str]) -> str:
        path = self.paths.get(int(match[1]))
        return (
            match[2] if path is None else f'<a href="{FRONTEND}/{path[HOME_PATH:]}">{match[2]}</a>'
        )

    def heading(self, block: Row, owner: str) -> Row:
        value = block["value"]
        return {
            "__typename": "HeadingBlock",
            "id": _id("HeadingBlock", f"{owner}.{block['id']}"),
            "text": value["text"],
            "level": value["level"].upper(),
        }

    def paragraph(self, block: Row, owner: str) -> Row:
        return {
            "__typename": "ParagraphBlock",
            "id": _id("ParagraphBlock", f"{owner}.{block['id']}"),
            "content": {"html": self.html(block["value"])},
        }

    def image(self, block: Row, owner: str) -> Row:
        picture = block["value"]["image"]
        pk = picture["image"]
        known = pk in self.images
        alt = "" if picture["decorative"] else picture["alt_text"]
        if not alt and known and not picture["decorative"]:
            row = self.images[pk][0]
            alt = row[5] or row[6]
        shown = None
        if known:
            shown = {
                "small": self.scaled(pk, 320),
                "medium": self.scaled(pk, 768),
                "large": self.scaled(pk, 1280),
            }
        return {
            "__typename": "ImageBlock",
            "id": _id("ImageBlock", f"{owner}.{block['id']}"),
            "image": shown,
            "alt": alt,
            "caption": block["value"]["caption"],
        }

    def tips(self, block: Row, owner: str) -> Row:
        value = block["value"]
        return {
            "__typename": "TipsBlock",
            "id": _id("TipsBlock", f"{owner}.{block['id']}"),
            "title": value["title"],
            "tips": [
                {
                    "id": _id("Tip", f"{owner}.{tip['id']}"),
                    "title": tip["value"]["title"],
                    "content": {"html": self.html(tip["value"]["content"])},
                }
                for tip in value["tips"]
            ],
        }

    def quote(self, block: Row, owner: str) -> Row:
        return {
            "__typename": "QuoteBlock",
            "id": _id("QuoteBlock", f"{owner}.{block['id']}"),
            "quote": block["value"]["quote"],
            "attribution": block["value"]["attribution"],
        }

    def related_posts(self, block: Row, owner: str) -> Row:
        value = block["value"]
        rows = [
            self.related[item["value"]] for item in value["posts"] if item["value"] in self.related
        ]
        return {
            "__typename": "RelatedPostsBlock",
            "id": _id("RelatedPostsBlock", f"{owner}.{block['id']}"),
            "title": value["title"],
            "posts": [
                {
                    "id": _id("Post", row[0]),
                    "title": row[1],
                    "url": f"{FRONTEND}/{row[2][HOME_PATH:]}",
                    "heroImage": {"rendition": self.wide(row[3], 320)}
                    if row[3] in self.images
                    else None,
                }
                for row in rows
            ],
        }

    def embed(self, block: Row, owner: str) -> Row:
        return {
            "__typename": "EmbedBlock",
            "id": _id("EmbedBlock", f"{owner}.{block['id']}"),
            "url": block["value"]["url"],
            "caption": block["value"]["caption"],
        }

    def contact(self, block: Row, owner: str) -> Row:
        value = block["value"]
        row = self.contacts.get(value["contact"])
        return {
            "__typename": "ContactBlock",
            "id": _id("ContactBlock", f"{owner}.{block['id']}"),
            "title": value["title"],
            "note": value["note"],
            "contact": {
                "name": row[1],
                "phone": row[2],
                "email": row[3],
                "bookingUrl": row[4],
                "openingHours": row[5],
            }
            if row
            else None,
        }


def _live_author() -> Q:
    now = timezone.now()
    return Q(author__live=True) & (Q(author__expire_at=None) | Q(author__expire_at__gt=now))


BLOCKS: dict[str, Callable[[_Answer, Row, str], Row]] = {
    "heading": _Answer.heading,
    "paragraph": _Answer.paragraph,
    "image": _Answer.image,
    "tips": _Answer.tips,
    "quote": _Answer.quote,
    "related_posts": _Answer.related_posts,
    "embed": _Answer.embed,
    "contact": _Answer.contact,
}
