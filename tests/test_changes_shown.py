"""An object comes again when what it shows of others is another, whatever that is."""

from collections import defaultdict
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import override_settings
from graphql import TypeInfo, TypeInfoVisitor, Visitor, parse, visit
from taggit.models import Tag
from wagtail.models import Collection, CollectionViewRestriction, Locale

from api.schema import NODES, schema
from blog.models import Author, BlogIndexPage, Category, PostAuthor, PostPage
from home.models import Contact, CrisisResource, Document, Image
from tests import factories as make
from tests import people
from tests.sync.readers import BOUNDLESS, QUERY, Client

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).parents[1] / "docs" / "sync.md"


def renamed(page, title="Another"):
    page.refresh_from_db()
    page.title = title
    page.save_revision().publish()


def moved(page, slug="another"):
    page.refresh_from_db()
    page.slug = slug
    page.save()


def changed(model, **fields):
    thing = model.objects.order_by("pk").first()
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


def link(kind, pk):
    return f'<p><a linktype="{kind}" id="{pk}">it</a></p>'


@pytest.fixture
def client():
    """A client in a world where a post shows something of everything."""
    with override_settings(**BOUNDLESS):
        blog = make.blog()
        photo, bench = make.image("Photo"), make.image("Bench", description="A bench.")
        target = make.post("Target")
        bio = link("page", target.pk) + link("document", make.document("Licence").pk)
        ada = make.author("Ada Reed", photo=photo, bio=bio)
        bo, cy = make.author("Bo Moss"), make.author("Cy Hill", photo=bench)
        line, contact = make.crisis_resource(), make.contact()
        diary, private = make.document("Diary"), make.collection("Private")
        make.spanish(make.home())
        make.spanish(blog)
        post = make.post(
            "Sleep well",
            category=make.category(),
            authors=[ada, bo],
            tags=["rest", "walk"],
            hero_image=make.image("Hero", collection=private),
            body=[
                ("image", {"image": {"image": bench.pk, "alt_text": "", "decorative": False}}),
                ("related_posts", {"posts": [target.pk]}),
                ("contact", {"contact": contact.pk}),
                ("crisis", {"resources": [line.pk]}),
                ("call_to_action", {"label": "Go", "page": target.pk}),
                ("document", {"document": diary.pk}),
                ("paragraph", link("page", target.pk) + link("document", diary.pk)),
            ],
        )
        PostPage.objects.filter(pk=post.pk).update(
            reviewer=cy, reviewed_on="2026-01-01", next_review_on="2027-01-01"
        )
        make.spanish(post, slug="dormir")
        make.post("Original").create_alias(update_slug="alias")
        yield Client()


def post(slug):
    return PostPage.objects.get(slug=slug)


def photo(title):
    return Image.objects.get(title=title)


def another_order():
    first, second = PostAuthor.objects.filter(post__slug="sleep-well").order_by("sort_order")
    PostAuthor.objects.filter(pk=first.pk).update(sort_order=second.sort_order + 1)


def another_file():
    image = photo("Photo")
    image.file = make.image("Other", size=(60, 20)).file
    image.save()


def another_document():
    document = Document.objects.get(title="Diary")
    document.file = ContentFile(b"Two lines.", name="lines.txt")
    document.file_size = None
    document.save()


def described(which, **fields):
    image = photo(which)
    for name, value in fields.items():
        setattr(image, name, value)
    image.save()


EDITS = {
    "a tag": lambda: changed(Tag, name="calm", slug="calm"),
    "a category": lambda: changed(Category, name="Nights"),
    "a category by SQL": lambda: Category.objects.update(name="Nights"),
    "an author": lambda: changed(Author, job_title="Nurse"),
    "the order of authors": another_order,
    "a reviewer": lambda: Author.objects.filter(slug="cy-hill").update(name="Cy Dale"),
    "the title of an author's photo": lambda: described("Photo", title="Portrait"),
    "the text of an author's photo": lambda: described("Photo", description="Ada, smiling."),
    "the focal point of an author's photo": lambda: described(
        "Photo", focal_point_x=3, focal_point_y=4, focal_point_width=2, focal_point_height=2
    ),
    "the file of an author's photo": another_file,
    "an author's photo that is gone": lambda: photo("Photo").delete(),
    "a reviewer's photo": lambda: described("Bench", description="Cy on a bench."),
    "the page that an author links to": lambda: moved(post("target")),
    "the document that an author links to": lambda: Document.objects.get(title="Licence").delete(),
    "a picture in the body": lambda: described("Bench", title="Garden", description=""),
    "the hero image": lambda: described("Hero", description="A lamp."),
    "pictures that are private now": lambda: CollectionViewRestriction.objects.create(
        collection=Collection.objects.get(name="Private"), restriction_type="login"
    ),
    "the title of a related post": lambda: renamed(post("target")),
    "the address of a related post": lambda: moved(post("target")),
    "a related post for some": lambda: people.restrict(post("target"), "login"),
    "a related post that is gone": lambda: post("target").unpublish(),
    "a contact": lambda: changed(Contact, phone="+15035550142"),
    "a line": lambda: changed(CrisisResource, availability="At night"),
    "a chosen line that is gone": lambda: (
        make.crisis_resource("Other"),
        CrisisResource.objects.order_by("pk").first().unpublish(),
    ),
    "a document": lambda: changed(Document, title="Form"),
    "the file of a document": another_document,
    "the title of the page above": lambda: renamed(BlogIndexPage.objects.first()),
    "the address of the page above": lambda: moved(BlogIndexPage.objects.first()),
    "the title of the home page": lambda: renamed(make.home()),
    "the title of a translation": lambda: renamed(post("dormir")),
    "the address of a translation": lambda: moved(post("dormir")),
    "a translation for some": lambda: people.restrict(post("dormir"), "login"),
    "a translation that is gone": lambda: post("dormir").delete(),
    "the address of an alias's original": lambda: moved(post("original")),
    "an alias's original for some": lambda: people.restrict(post("original"), "login"),
    "the code of a language": lambda: Locale.objects.filter(language_code="es").update(
        language_code="de"
    ),
    "a page that moved": lambda: post("target").move(make.blog("Other"), pos="last-child"),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_a_client_has_what_a_fresh_one_is_told(client, edit):
    client.catch_up()
    edit()
    client.catch_up()
    fresh = client.twin()
    fresh.catch_up()
    assert client.store == fresh.store


def test_what_was_chosen_behind_the_back_of_wagtails_index_is_followed(client):
    other = make.category("Food")
    PostPage.objects.filter(slug="sleep-well").update(category=other)
    client.catch_up()
    other.name = "Meals"
    other.save()
    client.catch_up()
    node = next(one for _v, one in client.store.values() if one.get("slug") == "sleep-well")
    assert node["category"]["name"] == "Meals"


class Selected(Visitor):
    """Notes the fields that are selected, by the type that they are selected of."""

    def __init__(self, types):
        super().__init__()
        self.types = types
        self.fields = defaultdict(set)

    def enter_field(self, node, *_where):
        self.fields[self.types.get_parent_type().name].add(node.name.value)


def test_the_clients_of_the_tests_select_all_that_the_docs_do_not_name():
    types = TypeInfo(schema._schema)
    found = Selected(types)
    visit(parse(QUERY), TypeInfoVisitor(types, found))
    docs = DOCS.read_text()
    for name in NODES:
        type_ = schema._schema.type_map[name]
        asked = set().union(*(found.fields[one.name] for one in (type_, *type_.interfaces)))
        assert [one for one in set(type_.fields) - asked if f"`{one}`" not in docs] == [], name
