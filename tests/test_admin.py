"""The admin: what editors see in it, and how it tells them about mistakes."""

import json
from datetime import date, timedelta
from io import BytesIO
from urllib.parse import urljoin

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pillow
from wagtail.admin.menu import admin_menu
from wagtail.models import Locale, Site
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from blog.blocks import PostBodyBlock
from blog.models import Author, BlogIndexPage, Category, PostAuthor, PostPage
from home.models import Contact, CrisisResource, Document, HomePage, Image

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
            name=name,
            role="Intake",
            phone="+15035550142",
            email=f"{slug}@example.org",
            locale=locale,
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
            locale=locale,
        )
        category = Category.objects.create(name=name, slug=slug, locale=locale)
        add_post(blog, name, category=category, post_authors=[PostAuthor(author=author)])
    # The licences have run out since.
    Author.objects.update(licence_expires_on=date(2020, 2, 3))


def add_post(blog, title, **fields):
    values = {"intro": "How to.", "body": [("paragraph", "<p>Breathe out.</p>")], **fields}
    return blog.add_child(
        instance=PostPage(title=title, slug=title.lower().replace(" ", "-"), **values)
    )


def add_image():
    file = BytesIO()
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
    return document.find(id=next(i for i in described_by if i.endswith("-errors"))).get_text(
        strip=True
    )


def streamfield_state(document, name):
    """What the form gives the StreamField `name` to show: its value and its errors, by block."""
    value, error = json.loads(document.find(id=name)["data-w-block-arguments-value"])
    return value, error["blockErrors"]


def add_url(blog):
    return reverse("wagtailadmin_pages:add", args=["blog", "postpage", blog.pk])


def post_form(*body):
    """What the browser sends to publish a post with these blocks."""
    return nested_form_data(
        {
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
    )


def publish(client, blog, *body):
    """The form that comes back after trying to publish a post with these blocks."""
    return page(client.post(add_url(blog), post_form(*body)))


def call_to_action(**fields):
    return "call_to_action", {
        "label": "Call us",
        "page": "",
        "url": "",
        "phone": "",
        "email": "",
        **fields,
    }


# Lists.


@pytest.mark.parametrize(
    ("kind", "columns"),
    [
        ("contact", "Name, Role, Phone, E-mail, Locale, Updated, Status"),
        ("crisis", "Name, Region, Phone, Verified on, Verify by, Locale, Updated, Status"),
        ("author", "Name, Job title, Credentials, Licence expires on, Locale, Updated, Status"),
        ("category", "Name, Posts, Locale, Updated, Status"),
        ("post", "Title, Category, Authors, Audience, First published, Status"),
    ],
)
def test_a_list_has_its_columns(admin_client, entries, kind, columns):
    _boxes, *headers = page(admin_client.get(reverse(LISTS[kind]))).select(".listing thead th")
    assert ", ".join(next(header.stripped_strings) for header in headers) == columns


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("contact", ["Intake", "(503) 555-0142", "alder@example.org"]),
        ("crisis", ["Oregon", "988", "Jan. 1, 2024"]),
        ("author", ["PhD"]),
        ("category", ["1"]),
        ("post", ["Alder", "Alder", "Everyone"]),
    ],
)
def test_a_list_shows_what_matters_of_an_entry(admin_client, entries, kind, shown):
    first = cells(page(admin_client.get(reverse(LISTS[kind]), {"q": "Alder"})))[0]
    assert [cell for cell in first if cell in shown][: len(shown)] == shown


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_finds_by_name(admin_client, entries, kind):
    rows = cells(page(admin_client.get(reverse(LISTS[kind]), {"q": "Birch"})))
    assert ["Alder" in " ".join(row) for row in rows] == [False]


@pytest.mark.parametrize("kind", LISTS)
def test_a_search_can_be_sorted_by_every_sortable_column(admin_client, entries, kind):
    url = reverse(LISTS[kind])
    links = page(admin_client.get(url, {"q": "Birch"})).select(".listing thead a[href*=ordering]")
    assert links
    for link in links:
        assert len(cells(page(admin_client.get(urljoin(url, link["href"]))))) == 1, link["href"]


@pytest.mark.parametrize(
    ("kind", "narrowed"),
    [
        ("contact", {"role__icontains": "intake", "live": "true"}),
        ("crisis", {"region__icontains": "oregon", "live": "true"}),
        ("author", {"licence_expires_on__lt": "2021-01-01", "live": "true"}),
        ("category", {"live": "true"}),
        ("post", {"audience": "everyone", "live": "true"}),
    ],
)
def test_a_search_can_be_filtered(admin_client, entries, kind, narrowed):
    response = admin_client.get(reverse(LISTS[kind]), {"q": "Birch", **narrowed})
    assert len(cells(page(response))) == 1


def test_posts_can_be_filtered_by_author(admin_client, entries):
    chosen = {"author": Author.objects.get(name="Birch").pk}
    rows = cells(page(admin_client.get(reverse(LISTS["post"]), chosen)))
    assert ["Birch" in " ".join(row) for row in rows] == [True]


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_can_be_exported(admin_client, entries, kind):
    response = admin_client.get(reverse(LISTS[kind]), {"export": "csv"})
    assert len(response.getvalue().decode().splitlines()) == 3


@pytest.mark.parametrize(("days", "marked"), [(89, False), (90, False), (91, True)])
def test_a_crisis_resource_is_marked_overdue_the_day_after(admin_client, days, marked):
    CrisisResource.objects.create(
        name="Lifeline",
        region="Oregon",
        availability="24 hours",
        verified_on=timezone.localdate() - timedelta(days=days),
        verify_every=90,
        locale=Locale.get_default(),
    )
    (row,) = cells(page(admin_client.get(reverse(LISTS["crisis"]))))
    assert any("Overdue" in cell for cell in row) is marked


def test_the_list_of_posts_costs_the_same_for_more_posts(
    admin_client, entries, blog, django_assert_num_queries
):
    url = reverse(LISTS["post"])
    admin_client.get(url)
    with CaptureQueriesContext(connection) as before:
        admin_client.get(url)
    author = Author.objects.first()
    author.licence_expires_on = None
    author.save()
    for number in range(3):
        add_post(blog, f"More {number}", post_authors=[PostAuthor(author=author)])
    with django_assert_num_queries(len(before)):
        admin_client.get(url)


def test_the_menu_offers_no_entry_for_snippets_in_general(rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    shown = {item.name for item in admin_menu.menu_items_for_request(request)}
    assert ("snippets" in shown, {"blog-group", "contacts-group"} <= shown) == (False, True)


# Mistakes.


def test_a_bad_phone_number_is_reported_beside_the_field(admin_client):
    form = {"name": "Front desk", "phone": "12", "action-publish": "yes"}
    document = page(admin_client.post(reverse("wagtailsnippets_home_contact:add"), form))
    assert "not a phone number we can dial" in error_beside(document, "phone")


def test_a_bad_phone_number_costs_nothing_that_was_typed(admin_client):
    typed = {"name": "Front desk", "role": "Reception", "phone": "12", "email": "desk@example.org"}
    url = reverse("wagtailsnippets_home_contact:add")
    document = page(
        admin_client.post(url, {**typed, "note": "Ring twice.", "action-publish": "yes"})
    )
    assert {name: document.find(attrs={"name": name})["value"] for name in typed} == typed
    assert document.find(attrs={"name": "note"}).get_text(strip=True) == "Ring twice."


def test_an_expired_licence_is_reported_beside_the_field(admin_client):
    form = {"name": "Ada", "slug": "ada", "licence_expires_on": "2020-01-01", "bio": rich_text("")}
    url = reverse("wagtailsnippets_blog_author:add")
    document = page(admin_client.post(url, {**form, "action-publish": "yes"}))
    assert "has expired" in error_beside(document, "licence_expires_on")
    assert document.find(attrs={"name": "licence_expires_on"})["value"] == "2020-01-01"


def test_the_draft_of_a_profile_is_saved_whatever_its_licence(admin_client):
    form = {"name": "Ada", "slug": "ada", "licence_expires_on": "2020-01-01", "bio": rich_text("")}
    admin_client.post(reverse("wagtailsnippets_blog_author:add"), form)
    assert [author.live for author in Author.objects.all()] == [False]


@pytest.mark.parametrize("action", ["action-publish", "action-create"])
@pytest.mark.parametrize("kind", ["author", "category"])
def test_a_taken_slug_is_reported_beside_the_field(admin_client, entries, kind, action):
    form = {"name": "Another", "slug": "alder", "bio": rich_text(""), action: "yes"}
    document = page(admin_client.post(reverse(f"wagtailsnippets_blog_{kind}:add"), form))
    assert "taken already" in error_beside(document, "slug")


@pytest.mark.parametrize("kind", ["author", "category"])
def test_a_draft_needs_a_name_and_a_slug(admin_client, kind):
    form = {"name": "", "slug": "", "bio": rich_text(""), "action-create": "yes"}
    document = page(admin_client.post(reverse(f"wagtailsnippets_blog_{kind}:add"), form))
    assert all("required" in error_beside(document, name) for name in ("name", "slug"))


def test_a_slug_may_be_used_once_in_each_language(admin_client, entries):
    spanish, _created = Locale.objects.get_or_create(language_code="es")
    url = reverse("wagtailsnippets_blog_category:add") + "?locale=es"
    form = {"name": "Aliso", "slug": "alder", "description": "", "action-publish": "yes"}
    assert admin_client.post(url, form).status_code == 302
    assert Category.objects.filter(slug="alder", locale=spanish).exists()


@pytest.mark.parametrize(
    ("block", "field", "message"),
    [
        (call_to_action(phone="12"), "phone", "not a phone number we can dial"),
        (call_to_action(), "page", "Say where the button leads"),
        (
            call_to_action(url="https://example.org/", email="desk@example.org"),
            "email",
            "A button leads to one place",
        ),
        (("heading", {"text": "Details", "level": "h4"}), "level", "skips a level"),
    ],
)
def test_a_mistake_in_a_block_is_reported_beside_its_field(
    admin_client, blog, block, field, message
):
    opening = ("heading", {"text": "At night", "level": "h2"})
    _value, errors = streamfield_state(publish(admin_client, blog, opening, block), "body")
    assert list(errors) == ["1"]
    assert list(errors["1"]["blockErrors"]) == [field]
    assert message in errors["1"]["blockErrors"][field]["messages"][0]


def test_a_mistake_in_a_block_costs_nothing_that_was_typed(admin_client, blog):
    document = publish(
        admin_client,
        blog,
        ("paragraph", rich_text("<p>Breathe out.</p>", features=["bold"])),
        call_to_action(phone="12", email="desk@example.org"),
    )
    (paragraph, button), _errors = streamfield_state(document, "body")
    assert "Breathe out." in paragraph["value"]
    assert button["value"]["phone"] == "12"
    assert button["value"]["email"] == "desk@example.org"
    assert document.find(attrs={"name": "title"})["value"] == "Sleep well"
    assert document.find(attrs={"name": "intro"}).get_text(strip=True) == "What helps at night."


def test_a_picture_without_a_description_is_reported_beside_the_field(admin_client, blog):
    image = {"image": str(add_image().pk), "alt_text": "", "decorative": ""}
    document = publish(admin_client, blog, ("image", {"image": image, "caption": "The room"}))
    (block,), errors = streamfield_state(document, "body")
    assert "alt_text" in errors["0"]["blockErrors"]["image"]["blockErrors"]
    assert block["value"]["caption"] == "The room"


def test_a_picture_may_be_decorative(admin_client, blog):
    image = {"image": str(add_image().pk), "alt_text": "", "decorative": "on"}
    form = post_form(("image", {"image": image, "caption": ""}))
    assert admin_client.post(add_url(blog), form).status_code == 302


@pytest.mark.parametrize(
    ("link", "field", "message"),
    [
        ({"title": "Blog", "page": "", "url": ""}, "page", "Choose a page or give an address"),
        ({"title": "", "page": "", "url": "https://example.org/"}, "title", "needs a title"),
        ({"title": "Blog", "page": "", "url": "example.org"}, "url", "Begin with https://"),
    ],
)
def test_a_mistake_in_a_menu_link_is_reported_beside_its_field(admin_client, link, field, message):
    site = Site.objects.get()
    form = {
        "name": "Riverside Practice",
        "main_menu": streamfield([("item", {**link, "children": {"count": 0}})]),
        "contact": "",
        "disclaimer": rich_text(""),
        "frontend_url": "",
    }
    url = reverse("wagtailsettings:edit", args=["home", "sitesettings", site.pk])
    document = page(admin_client.post(url, nested_form_data(form)))
    (item,), errors = streamfield_state(document, "main_menu")
    assert message in errors["0"]["blockErrors"][field]["messages"][0]
    assert (item["value"]["url"] or "") == link["url"]
    assert document.find(attrs={"name": "name"})["value"] == "Riverside Practice"


# Block picker and previews.


@pytest.mark.parametrize("name", BLOCKS)
def test_a_block_introduces_itself_in_the_picker(name):
    meta = BLOCKS[name].meta
    assert all([meta.icon != "placeholder", meta.group, meta.description, meta.preview_value])


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("filled", [True, False], ids=["filled", "empty site"])
def test_a_block_can_be_previewed(admin_client, request, name, filled):
    if filled:
        request.getfixturevalue("entries")
        add_image()
        Document.objects.create(title="Diary", file=ContentFile(b"-", name="diary.txt"))
    url = reverse("wagtailadmin_block_preview")
    document = page(admin_client.get(url, {"id": BLOCKS[name].definition_prefix}))
    assert document.select_one(f"main .block-{name}")
    assert document.select_one("link[href$='home/preview.css']")


def test_the_preview_of_a_contact_shows_a_contact_of_the_site(admin_client, entries):
    url = reverse("wagtailadmin_block_preview")
    document = page(admin_client.get(url, {"id": BLOCKS["contact"].definition_prefix}))
    assert "(503) 555-0142" in document.get_text()
