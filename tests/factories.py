"""Least valid objects, with fixed texts; whatever a test is about, it passes itself."""

import json
from datetime import date
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils.text import slugify
from PIL import Image as Pillow
from wagtail.models import Collection, Locale, Page, Site

from blog.models import Author, BlogIndexPage, Category, PostAuthor, PostPage
from home.models import Contact, CrisisResource, Document, HomePage, Image, SiteSettings

BODY = [("paragraph", "<p>Breathe out.</p>")]


def home():
    """The home page of the default site, which the first migration made."""
    return HomePage.objects.get(sites_rooted_here__is_default_site=True)


def site(hostname="other.example", **fields):
    """Another site with a home page of its own."""
    root = Page.get_first_root_node().add_child(
        instance=HomePage(title=f"Home of {hostname}", slug=slugify(hostname.replace(".", "-")))
    )
    return Site.objects.create(hostname=hostname, root_page=root, **fields)


def site_settings(**fields):
    """The settings of the default site."""
    default = Site.objects.get(is_default_site=True)
    return SiteSettings.objects.update_or_create(site=default, defaults=fields)[0]


def blog(title="Blog", *, under=None, **fields):
    parent = under or home()
    values = {"slug": slugify(title), **fields}
    return parent.add_child(instance=BlogIndexPage(title=title, **values))


def post(title="Sleep well", *, under=None, body=BODY, authors=(), tags=(), **fields):
    """A post below `under`, or else the first blog; `body` is [(type, raw value)]."""
    parent = under or BlogIndexPage.objects.first() or blog()
    values = {"slug": slugify(title), "intro": "How to.", "body": stream(body), **fields}
    page = PostPage(title=title, **values)
    page.post_authors = [
        PostAuthor(author=one, sort_order=place) for place, one in enumerate(authors)
    ]
    page.tags.set(tags)
    is_stopped = (
        page.sensitive_topics
        or page.reviewer in authors
        or any(one.is_licence_expired for one in authors)
    )
    if not (page.live and is_stopped):
        return parent.add_child(instance=page)
    # What stops a publication has tests of its own: here the post is live, as if it always was.
    page.live = False
    made = parent.add_child(instance=page)
    PostPage.objects.filter(pk=made.pk).update(live=True)
    made.live = True
    made.save()
    return made


def stream(blocks):
    """What a StreamField takes for [(type, raw value)]."""
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def author(name="Ada Reed", **fields):
    return Author.objects.create(**{**_snippet(name), **fields})


def category(name="Sleep", **fields):
    return Category.objects.create(**{**_snippet(name), **fields})


def contact(name="Front desk", **fields):
    return Contact.objects.create(**{"name": name, "locale": Locale.get_default(), **fields})


def crisis_resource(name="Lifeline", **fields):
    values = {
        "name": name,
        "region": "Oregon",
        "phone": "988",
        "availability": "24 hours",
        "verified_on": date(2026, 1, 1),
        "locale": Locale.get_default(),
    }
    return CrisisResource.objects.create(**{**values, **fields})


def _snippet(name):
    return {"name": name, "slug": slugify(name), "locale": Locale.get_default()}


def image(title="Room", *, size=(40, 30), **fields):
    file = BytesIO()
    Pillow.new("RGB", size, "teal").save(file, "PNG")
    upload = ImageFile(file, name=f"{slugify(title)}.png")
    return Image.objects.create(title=title, file=upload, **fields)


def document(title="Diary", **fields):
    upload = ContentFile(b"One line.", name=f"{slugify(title)}.txt")
    return Document.objects.create(title=title, file=upload, **fields)


def collection(name="Archive", *, under=None):
    return (under or Collection.get_first_root_node()).add_child(instance=Collection(name=name))


def spanish(source, *, live=True, **fields):
    """The Spanish translation of a page or a snippet, published unless told otherwise."""
    locale, _created = Locale.objects.get_or_create(language_code="es")
    made = source.copy_for_translation(locale)
    for name, value in {"live": live, **fields}.items():
        setattr(made, name, value)
    made.save()
    return made
