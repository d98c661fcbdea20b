"""The admin: what editors see in it, and how it tells them about mistakes."""

import json
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.urls import reverse
from PIL import Image as Pillow
from wagtail.models import Locale, Site
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from blog.blocks import PostBodyBlock
from blog.models import Author, BlogIndexPage, Category, PostAuthor, PostPage
from home.models import Contact, CrisisResource, Document, HomePage, Image, SiteSettings

pytestmark = pytest.mark.django_db

LISTS = {
    "contact": "wagtailsnippets_home_contact:list",
    "crisis": "wagtailsnippets_home_crisisresource:list",
    "author": "wagtailsnippets_blog_author:list",
    "category": "wagtailsnippets_blog_category:list",
    "post": "posts:index",
}
BLOCKS = PostBodyBlock().child_blocks


@pytest.fixture
def blog():
    return HomePage.objects.get().add_child(instance=BlogIndexPage(title="Blog", slug="blog"))


@pytest.fixture
def post(blog):
    return add_post(blog, "Sleep well")


@pytest.fixture
def entries(blog):
    """Two entries of each kind, named Alder and Birch; Alder has everything filled in."""
    locale = Locale.get_default()
    for name in ("Alder", "Birch"):
        slug = name.lower()
        Contact.objects.create(
            name=name, role="Intake", phone="+15035550142", email=f"{slug}@example.org", locale=locale
        )
        CrisisResource.objects.create(
            name=name,
            region="Oregon",
            phone="988",
            availability="24 hours",
            verified_on=date(2024, 1, 1),
            locale=locale,
        )
        author = Author.objects.create(
            name=name,
            slug=slug,
            credentials="PhD",
            licence_expires_on=date(2020, 2, 3),
            locale=locale,
        )
        category = Category.objects.create(name=name, slug=slug, locale=locale)
        add_post(blog, name, category=category, post_authors=[PostAuthor(author=author)])


def add_post(blog, title, **fields):
    values = {"intro": "How to.", "body": [("paragraph", "<p>Breathe out.</p>")], **fields}
    return blog.add_child(instance=PostPage(title=title, slug=title.lower().replace(" ", "-"), **values))


def add_image():
    file = ContentFile(b"", name="room.png")
    Pillow.new("RGB", (40, 30), "teal").save(file, "PNG")
    return Image.objects.create(title="Room", file=ImageFile(file, name="room.png"))


def page(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def cells(document):
    """The visible text of each row of the list, as one text for each cell."""
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")]
        for row in document.select("table.listing tbody tr")
    ]


def error_beside(document, name):
    """The error that the form shows with the field `name`."""
    described_by = document.find(attrs={"name": name})["aria-describedby"].split()
    return document.find(id=next(i for i in described_by if i.endswith("-errors"))).get_text(strip=True)


def streamfield_state(document, name):
    """What the form gives the StreamField `name` to show: its value and its errors, by block."""
    value, error = json.loads(document.find(id=name)["data-w-block-arguments-value"])
    return value, error["blockErrors"]


def publish(client, blog, *body):
    """The form that comes back after trying to publish a post with these blocks."""
    form = {
        "title": "Sleep well",
        "slug": "sleep-well",
        "intro": "What helps at night.",
        "audience": "everyone",
        "body": streamfield(body),
        "sources": streamfield([]),
        "post_authors": inline_formset([]),
        "comments": inline_formset([]),
        "action-publish": "yes",
    }
    url = reverse("wagtailadmin_pages:add", args=["blog", "postpage", blog.pk])
    return page(client.post(url, nested_form_data(form)))


def call_to_action(**fields):
    return "call_to_action", {"label": "Call us", "page": "", "url": "", "phone": "", "email": "", **fields}


# Lists.


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("contact", ["Name", "Role", "Phone", "E-mail", "Locale", "Updated", "Status"]),
        (
            "crisis",
            *[["Name", "Region", "Phone", "Verified on", "Verify by", "Locale", "Updated", "Status"]],
        ),
        (
            "author",
            *[["Name", "Job title", "Credentials", "Licence expires on"] + ["Locale", "Updated", "Status"]],
        ),
        ("category", ["Name", "Posts", "Locale", "Updated", "Status"]),
        ("post", ["Title", "Category", "Authors", "Audience", "First published", "Status"]),
    ],
)
def test_a_list_has_its_columns(admin_client, entries, kind, columns):
    headers = page(admin_client.get(reverse(LISTS[kind]))).select("table.listing thead th")
    assert [header.get_text(" ").split("\n")[0].strip() for header in headers][1:] == columns
