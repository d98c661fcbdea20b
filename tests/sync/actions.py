"""Every kind of change that readers can notice, one function for each.

Each is called with a `Picker`, which chooses among what there is by numbers that were drawn, and
may raise one of `writers.EXPECTED` if there is nothing to do.
"""

import json
from datetime import timedelta

from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from taggit.models import Tag
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)

from blog.models import Author, BlogIndexPage, Category, PostAuthor, PostPage
from home.models import Contact, CrisisResource, Document, HomePage, Image, SiteSettings
from tests import factories as make


class Picker:
    """Chooses by numbers that were drawn, one after the other."""

    def __init__(self, numbers):
        self.numbers = iter(numbers)

    def number(self, most):
        return next(self.numbers, 0) % most

    def of(self, several):
        """Return one of several; raise `IndexError` if there is none."""
        several = (
            list(several) if isinstance(several, tuple | list) else list(several.order_by("pk"))
        )
        return several[self.number(len(several))] if several else several[0]

    def post(self):
        return self.of(PostPage.objects.all())

    def page(self):
        return self.of(Page.objects.filter(depth__gt=1)).specific

    def source(self):
        """Return a page that is no alias: aliases cannot be edited."""
        return self.of(Page.objects.filter(depth__gt=1, alias_of=None)).specific

    def word(self):
        return self.of(("calm", "rest", "walk", "talk", "read"))


ACTIONS = []


def action(function):
    ACTIONS.append(function)
    return function


@action
def publish(pick):
    page = pick.source()
    page.title = f"{pick.word()} {pick.number(9)}"
    page.save_revision().publish()


@action
def save_a_draft(pick):
    page = pick.source()
    page.title = "Nobody reads this"
    page.save_revision()


@action
def save_what_is_live(pick):
    post = pick.post()
    post.intro = f"How to {pick.word()}."
    post.save()


@action
def unpublish(pick):
    pick.page().unpublish()


@action
def create(pick):
    word = pick.word()
    make.post(
        f"{word} {pick.number(4)}",
        under=pick.of(BlogIndexPage.objects.all()),
        live=bool(pick.number(4)),
        category=pick.of([None, *Category.objects.order_by("pk")]),
        authors=Author.objects.order_by("pk")[: pick.number(3)],
        tags=[pick.word()][: pick.number(2)],
        hero_image=pick.of([None, *Image.objects.order_by("pk")]),
        body=_body(pick),
    )


@action
def another_body(pick):
    post = pick.post()
    post.body = make.stream(_body(pick))
    post.save()


def _body(pick):
    kinds = pick.number(16)
    blocks = [("paragraph", f"<p>{pick.word()}</p>")]
    if kinds & 1:
        blocks.append(("contact", {"contact": pick.of(Contact.objects.all()).pk}))
    if kinds & 2:
        blocks.append(("related_posts", {"posts": [pick.post().pk]}))
    if kinds & 4:
        target = pick.of(Document.objects.all()).pk
        blocks.append(("paragraph", f'<p><a linktype="document" id="{target}">it</a></p>'))
        target = pick.page().pk
        blocks.append(("paragraph", f'<p><a linktype="page" id="{target}">it</a></p>'))
    if kinds & 8:
        lines = CrisisResource.objects.order_by("pk")[: pick.number(2)]
        blocks.append(("crisis", {"resources": [one.pk for one in lines]}))
    return json.loads(json.dumps(blocks))


@action
def delete_a_page(pick):
    pick.of(Page.objects.filter(depth__gt=2)).specific.delete()


@action
def move(pick):
    page = pick.of(Page.objects.filter(depth__gt=2)).specific
    parents = HomePage if isinstance(page, BlogIndexPage) else BlogIndexPage
    page.move(pick.of(parents.objects.all()), pos="last-child")


@action
def rename_the_address(pick):
    page = pick.page()
    page.slug = f"{pick.word()}-{pick.number(4)}"
    page.save()


@action
def restrict(pick):
    kind = pick.of(("login", "groups", "password"))
    restriction = PageViewRestriction.objects.create(
        page=pick.page(), restriction_type=kind, password="open"
    )
    if kind == "groups":
        restriction.groups.set(Group.objects.filter(name="members")[: pick.number(2)])


@action
def change_a_restriction(pick):
    restriction = pick.of(PageViewRestriction.objects.all())
    groups = Group.objects.filter(name="members")
    if pick.number(2):
        restriction.groups.set(groups[: pick.number(2)])
    else:
        restriction.restriction_type = pick.of(("login", "groups", "password"))
        restriction.save()


@action
def end_a_restriction(pick):
    pick.of(PageViewRestriction.objects.all()).delete()


@action
def restrict_a_collection(pick):
    if pick.number(2):
        pick.of(CollectionViewRestriction.objects.all()).delete()
    else:
        kind = pick.of(("login", "password"))
        shelf = pick.of(Collection.objects.filter(depth__gt=1))
        CollectionViewRestriction.objects.create(collection=shelf, restriction_type=kind)


@action
def move_a_file(pick):
    model = pick.of((Image, Document))
    shelf = pick.of(Collection.objects.all())
    thing = pick.of(model.objects.all())
    if pick.number(2):
        model.objects.filter(pk=thing.pk).update(collection=shelf)
    else:
        thing.collection = shelf
        thing.save()


@action
def move_a_collection(pick):
    shelves = Collection.objects.filter(depth__gt=1)
    shelf = pick.of(shelves)
    shelf.move(pick.of(Collection.objects.exclude(path__startswith=shelf.path)), "sorted-child")


@action
def another_category(pick):
    category = pick.of([None, *Category.objects.order_by("pk")])
    PostPage.objects.filter(pk=pick.post().pk).update(category=category)


@action
def change_a_snippet(pick):
    model = pick.of((Author, Category, Contact, CrisisResource))
    thing = pick.of(model.objects.all())
    what = pick.number(4)
    if what == 0:
        thing.unpublish()
    elif what == 1 and hasattr(thing, "slug"):
        thing.slug = f"{pick.word()}-{pick.number(3)}"
        thing.save()
    elif what == 2:
        thing.save_revision().publish()
    else:
        thing.name = f"{pick.word()} {pick.number(9)}"
        thing.save()


@action
def delete_a_snippet(pick):
    pick.of(pick.of((Author, Category, Contact, CrisisResource, Redirect)).objects.all()).delete()


@action
def another_byline(pick):
    post, author = pick.post(), pick.of(Author.objects.all())
    found = PostAuthor.objects.filter(post=post, author=author)
    if found.exists():
        found.delete()
    else:
        PostAuthor.objects.create(post=post, author=author)


@action
def another_order_of_bylines(pick):
    byline = pick.of(PostAuthor.objects.all())
    PostAuthor.objects.filter(pk=byline.pk).update(sort_order=pick.number(3))


@action
def another_reviewer(pick):
    reviewed = {"reviewed_on": "2026-01-01", "reviewer": pick.of(Author.objects.all())}
    PostPage.objects.filter(pk=pick.post().pk).update(**reviewed)


@action
def another_photo(pick):
    author = pick.of(Author.objects.all())
    author.photo = pick.of([None, *Image.objects.order_by("pk")])
    author.bio = f'<p><a linktype="page" id="{pick.page().pk}">it</a></p>'
    author.save()


@action
def rename_a_tag(pick):
    tag = pick.of(Tag.objects.all())
    tag.name = f"{pick.word()} {pick.number(9)}"
    tag.save()


@action
def other_tags(pick):
    post = pick.post()
    post.tags.set([pick.word() for _tag in range(pick.number(3))])
    post.save()


@action
def another_picture(pick):
    post = pick.post()
    post.hero_image = pick.of([None, *Image.objects.order_by("pk")])
    post.save()


@action
def change_a_picture(pick):
    image = pick.of(Image.objects.all())
    if pick.number(2):
        image.title, image.description = pick.word(), pick.word()[: pick.number(5)]
    else:
        image.focal_point_x = image.focal_point_y = pick.number(9)
        image.focal_point_width = image.focal_point_height = 2
    image.save()


@action
def delete_a_file(pick):
    pick.of(pick.of((Image, Document)).objects.all()).delete()


@action
def rename_a_document(pick):
    document = pick.of(Document.objects.all())
    document.title = pick.word()
    document.save()


@action
def make_an_alias(pick):
    pick.post().create_alias(update_slug=f"alias-{pick.number(9)}")


@action
def copy(pick):
    page = pick.of(Page.objects.filter(depth__gt=2)).specific
    page.copy(recursive=True, update_attrs={"slug": f"copy-{pick.number(9)}"})


@action
def translate(pick):
    spanish = Locale.objects.get(language_code="es")
    page = pick.of(Page.objects.filter(depth__gt=1).exclude(locale=spanish)).specific
    made = page.copy_for_translation(spanish, copy_parents=True)
    if pick.number(2):
        made.save_revision().publish()


@action
def expire(pick):
    moment = timezone.now() + timedelta(minutes=pick.of((-5, 20, 40)))
    model = pick.of((PostPage, BlogIndexPage, Contact, Author))
    model.objects.filter(pk=pick.of(model.objects.all()).pk).update(expire_at=moment)


@action
def schedule(pick):
    post = pick.of(PostPage.objects.filter(alias_of=None))
    post.title = f"later {pick.number(9)}"
    post.go_live_at = timezone.now() + timedelta(minutes=20)
    post.save_revision().publish()


@action
def run_the_schedule(pick):
    call_command("publish_scheduled")


@action
def update_many(pick):
    posts = PostPage.objects.filter(category=pick.of([None, *Category.objects.order_by("pk")]))
    posts.update(intro=f"All {pick.word()}.", audience=pick.of(("everyone", "parents")))


@action
def change_settings(pick):
    SiteSettings.objects.update(name=f"Hearth {pick.number(9)}")


@action
def redirect(pick):
    Redirect.add_redirect(f"/{pick.word()}-{pick.number(9)}", pick.page())


@action
def another_root(pick):
    Site.objects.filter(hostname="other.example").update(root_page=pick.of(HomePage.objects.all()))
