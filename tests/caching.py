"""A world of content, everything that clients ask of it, and everything that can happen to it."""

import json
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from random import Random

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from taggit.models import Tag
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.move_page import MovePageAction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    PageViewRestriction,
    Site,
)

from api import ids
from api.schema import schema
from blog.models import Author, BlogIndexPage, Category, PostPage
from blog.reviews import record, withdraw
from home.models import Contact, CrisisResource, Document, HomePage, Image, SiteSettings
from tests import factories as make
from tests.execution import content
from tests.execution.operations import Writer

CONTRACT = Path(__file__).parent / "contract"
POSTS = 40


class World:
    """The content, and what operations over it find there."""

    def __init__(self):
        values = content.build()
        self.categories = list(Category.objects.all())
        self.authors = list(Author.objects.filter(live=True))
        pictures = list(Image.objects.all())
        for number in range(POSTS):
            title = f"Advice {number}"
            linked = PostPage.objects.filter(slug=f"advice-{number - 1}").first()
            words = f"<p>Advice about sleep, {number}."
            words += f' <a linktype="page" id="{linked.pk}">Before</a></p>' if linked else "</p>"
            make.post(
                title,
                body=[
                    ("paragraph", words),
                    ("tips", {"title": "", "tips": [{"title": f"Tip {number}", "content": ""}]}),
                ],
                authors=[self.authors[number % len(self.authors)]],
                tags=[f"topic {number % 5}"],
                category=self.categories[number % 2],
                hero_image=pictures[number % 2],
                first_published_at=timezone.now() - timedelta(days=number + 10),
            )
        make.spanish(PostPage.objects.get(slug="advice-1"))
        make.spanish(PostPage.objects.get(slug="advice-2"), live=False)
        Redirect.objects.create(old_path="/moved", redirect_page=linked)
        Redirect.objects.create(old_path="/away", redirect_link="https://example.org/")
        self.values = values

    def corpus(self):
        """Return 200 requests: (document, variables, language)."""
        contract = {path.stem: path.read_text() for path in CONTRACT.glob("*.graphql")}
        found = []

        def ask(name, language="", **variables):
            found.append((contract[name], variables, language))

        slugs = [f"advice-{number}" for number in range(24)]
        slugs += ["post-0", "post-1", "post-2", "linked-0", "gone", "secret-post"]
        for slug in slugs:
            ask("post", slug=slug)
        ask("post", "es", slug="advice-1")
        ask("post", "es", slug="advice-2")
        paths = [*(f"/blog/{slug}/" for slug in slugs[3:]), "/", "/blog/", "/es/", "/moved/"]
        for path in [*paths, "/away/", "/nowhere/", "/es/blog/", "/es/blog/advice-1/"]:
            ask("route", path=path)
        for kind, model in (("Post", PostPage), ("Author", Author), ("Image", Image)):
            for key in [*model.objects.order_by("pk").values_list("pk", flat=True)[:12], 99999]:
                ask("node", id=ids.encode(kind, key))
        for order in ("NEWEST", "TITLE", "RECENTLY_UPDATED"):
            ask("blog_list", orderBy=order, first=5)
            ask("blog_list", orderBy=order, first=1)
        for where in (
            {"category": {"eq": "sleep"}},
            {"category": {"eq": "unknown"}},
            {"tag": {"in": ["topic-1", "rest"]}},
            {"author": {"eq": "ada-reed"}},
            {"hasBlock": ["TIPS"]},
            {"reviewState": {"eq": "CURRENT"}},
            {"reviewState": {"in": ["NEVER_REVIEWED", "WITHDRAWN"]}},
            {"reviewState": {"eq": "OVERDUE"}},
        ):
            ask("blog_list", filter=where)
        ask("blog_list", "es")
        for language in ("", "es"):
            ask("site", language)
        for words in ("advice", "sleep", "tip 3", "nothing of this"):
            ask("search", query=words)
        ask("tips")
        ask("tips", filter={"category": {"eq": "calm"}, "text": "tip"})
        found += [(text, {}, "") for text in SMALL]
        found += [
            (ONE_POST, {"slug": f"advice-{number}", "locale": locale}, "")
            for number in range(14)
            for locale in ("en", "es")
        ]
        return [*found, *self.random(200 - len(found))]

    def random(self, count, seed=0):
        """Return requests that are written by chance."""
        known = {**self.values, "id": [ids.encode(*one) for one in self.values["nodes"]]}
        known["ids"] = [known["id"][:3]]
        known.pop("nodes")
        writer = Writer(schema._schema, known, fields=20, depth=5)
        made = []
        while len(made) < count:
            operation = writer.operation(seed)
            seed += 1
            if "DRAFT" not in operation.text:
                made.append((operation.text, operation.variables, ""))
        return made


ONE_POST = """query($slug: String!, $locale: String) {post(slug: $slug, locale: $locale) {
  title path translations {path} parent {title} tags {name} category {name postCount}
  seo {canonicalUrl} authors {name photo {alt}} body {html}}}"""
SMALL = [
    "{tags {name slug}}",
    '{tags(locale: "es") {name}}',
    "{authors {name bio {html} photo {alt}}}",
    "{categories {name postCount}}",
    "{posts {totalCount}}",
    '{posts(filter: {locale: {in: ["en", "es"]}}) {totalCount nodes {locale}}}',
    '{author(slug: "ada-reed") {name photo {rendition(width: 320) {url}}}}',
    '{author(slug: "nobody") {name}}',
    '{category(slug: "sleep") {name postCount}}',
    '{category(slug: "rest") {name}}',
    '{page(path: "/") {title ... on Home {intro translations {path}}}}',
    '{page(path: "/blog/") {title ... on BlogIndex {posts(first: 2) {nodes {title}}}}}',
    "{__typename}",
    "{__schema {queryType {name}}}",
    "{site {mainMenu {title url}}}",
    "{site {crisisResources {name isOverdue}}}",
]


def ask(client, request):
    """Send one request of a corpus and return the decoded answer."""
    text, variables, language = request
    headers = {"Accept-Language": language} if language else {}
    body = json.dumps({"query": text, "variables": variables})
    return client.generic(
        "POST", "/graphql/", body, headers=headers, content_type="application/json"
    ).json()


def publish_another_text(post, words):
    """Publish a post with another first paragraph, as an editor does who corrects a word."""
    blocks = [(block["type"], block["value"]) for block in post.body.raw_data]
    blocks[0] = ("paragraph", f"<p>{words}</p>")
    post.body = make.stream(blocks)
    post.save_revision().publish()


class Happenings:
    """Whatever can happen to content, each by its name, to an object that chance picks."""

    def __init__(self, seed):
        self.random = Random(seed)  # noqa: S311 - tests, not secrets

    @classmethod
    def names(cls):
        return sorted(name for name in vars(cls) if name[0] != "_" and name != "names")

    def _one(self, model, **conditions):
        found = list(model.objects.filter(**conditions).order_by("pk"))
        return self.random.choice(found) if found else None

    def _post(self, **conditions):
        """Pick a post that editors can work on: Wagtail itself fails on damaged ones."""
        whole = PostPage.objects.exclude(draft_title=content.DAMAGED)
        return self._any_post(pk__in=whole, **conditions)

    def _any_post(self, **conditions):
        return self._one(PostPage, **{"locale__language_code": "en", **conditions})

    def _words(self):
        return f"Words {self.random.randrange(10**6)}"

    # Posts

    def publishes_a_post(self):
        make.post(self._words(), category=self._one(Category), tags=["topic 1"])

    def publishes_another_text(self):
        publish_another_text(self._post(live=True, slug__startswith="advice"), self._words())

    def publishes_other_blocks(self):
        post = self._post(live=True)
        post.body = [("paragraph", f"<p>{self._words()}</p>")]
        post.save_revision().publish()

    def publishes_another_title(self):
        post = self._post(live=True)
        post.title = self._words()
        post.save_revision().publish()

    def saves_a_draft(self):
        post = self._post(live=True)
        post.title = self._words()
        post.save_revision()

    def unpublishes(self):
        self._post(live=True).unpublish()

    def publishes_again(self):
        if post := self._post(live=False):
            post.save_revision().publish()

    def deletes(self):
        self._any_post().delete()

    def renames_the_path(self):
        post = self._post(live=True)
        post.slug = self.random.choice(["gone", f"path-{post.pk}", "unknown"])
        taken = PostPage.objects.filter(slug=post.slug).exists()
        if not taken:
            post.save()

    def takes_the_other_category(self):
        post = self._post(live=True)
        post.category = self._one(Category)
        post.save()

    def takes_another_tag(self):
        post = self._post(live=True)
        post.tags.set([self.random.choice(["rest", "topic 2", "brand new"])])
        post.save()

    def takes_another_picture(self):
        post = self._post(live=True)
        post.hero_image = self._one(Image)
        post.save()

    def updates_past_all_signals(self):
        live = PostPage.objects.filter(pk=self._any_post().pk)
        self.random.choice(
            [
                lambda: live.update(intro=self._words()),
                lambda: live.update(live=False),
                lambda: live.update(title=self._words()),
                lambda: live.update(last_published_at=timezone.now()),
            ]
        )()

    def expires(self):
        moment = timezone.now() - timedelta(seconds=1)
        PostPage.objects.filter(pk=self._any_post(live=True).pk).update(expire_at=moment)

    def makes_an_alias(self):
        parent = BlogIndexPage.objects.filter(locale__language_code="en").first()
        slug = f"alias-{self.random.randrange(10**6)}"
        CreatePageAliasAction(self._post(live=True), parent=parent, update_slug=slug).execute()

    def gets_a_translation(self):
        Locale.objects.get_or_create(language_code="es")
        post = self._post(live=True)
        if not post.get_translations().exists():
            make.spanish(post, live=self.random.random() < 0.7)

    # Reviews

    def passes_a_review(self):
        post, day = self._post(live=True), date.today() + timedelta(self.random.choice([-9, 9, 99]))
        record(post, self._one(Author), None, next_on=day)

    def loses_its_review(self):
        if post := self._post(live=True, reviewed_on__isnull=False):
            withdraw(post, None, self._words())

    def loses_its_reviewer(self):
        if post := self._post(reviewer__isnull=False):
            post.reviewer.delete()

    def has_help_in_a_crisis_checked(self):
        line = self._one(CrisisResource)
        days = self.random.choice([0, 400])
        CrisisResource.objects.filter(pk=line.pk).update(verified_on=date.today() - timedelta(days))

    # The tree

    def renames_the_blog(self):
        blog = self._one(BlogIndexPage, locale__language_code="en")
        blog.slug = self.random.choice(["blog", "advice"])
        blog.save()

    def moves_a_post(self):
        blog = BlogIndexPage.objects.filter(slug="second").first() or make.blog("Second")
        MovePageAction(self._any_post(), blog, pos="last-child").execute()

    def hides_and_shows_the_spanish_home(self):
        home = self._one(HomePage, locale__language_code="es")
        if home is None:
            return
        if home.live:
            home.unpublish()
        else:
            home.save_revision().publish()

    def loses_and_gets_a_spanish_draft_home(self):
        home = self._one(HomePage, locale__language_code="es")
        if home is not None:
            home.delete()
        else:
            make.spanish(make.home(), live=False)

    def restricts_a_page(self):
        page = self.random.choice([self._any_post(), self._one(BlogIndexPage)])
        kind = self.random.choice(["login", "password"])
        PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x" * 12)

    def restricts_otherwise(self):
        if one := self._one(PageViewRestriction):
            one.restriction_type = "login" if one.restriction_type == "password" else "password"
            one.save()

    def opens_a_page(self):
        if one := self._one(PageViewRestriction):
            one.delete()

    # What pages refer to

    def edits_an_author(self):
        author = self._one(Author)
        author.name = self._words()
        author.save()

    def hides_or_shows_an_author(self):
        author = self._one(Author)
        Author.objects.get(
            pk=author.pk
        ).unpublish() if author.live else author.save_revision().publish()

    def edits_a_category(self):
        category = self._one(Category)
        category.name = self._words()
        category.slug = self.random.choice([category.slug, "unknown", f"slug-{category.pk}"])
        if not Category.objects.exclude(pk=category.pk).filter(slug=category.slug).exists():
            category.save()

    def hides_or_shows_a_category(self):
        category = self._one(Category)
        category.unpublish() if category.live else category.save_revision().publish()

    def renames_a_tag(self):
        tag = self._one(Tag)
        tag.name = self._words()
        tag.save()

    def describes_a_picture(self):
        image = self._one(Image)
        image.description = self._words()
        image.save()

    def moves_a_picture(self):
        image = self._one(Image)
        image.collection = self._one(Collection)
        image.save()

    def restricts_or_opens_a_collection(self):
        if one := self._one(CollectionViewRestriction):
            one.delete()
        else:
            collection = Collection.objects.order_by("pk").last()
            CollectionViewRestriction.objects.create(
                collection=collection, restriction_type="login"
            )

    def deletes_a_picture(self):
        self._one(Image).delete()

    def edits_a_document(self):
        if document := self._one(Document):
            document.title = self._words()
            document.save()

    def edits_a_contact(self):
        if contact := self._one(Contact):
            contact.name = self._words()
            contact.live = self.random.random() < 0.8
            contact.save()

    def edits_help_in_a_crisis(self):
        line = self._one(CrisisResource)
        line.name = self._words()
        line.live = not line.live if self.random.random() < 0.3 else line.live
        line.save()

    # The site

    def edits_the_settings(self):
        found = SiteSettings.objects.get()
        found.name = self._words()
        found.main_menu = make.stream([("item", {"title": "", "page": self._post().pk})])
        found.save()

    def renames_the_site(self):
        site = Site.objects.get(is_default_site=True)
        site.site_name = self._words()
        site.save()

    def adds_a_redirect(self):
        path = self.random.choice(["/nowhere", "/gone", "/blog/gone"])
        if not Redirect.objects.filter(old_path=path).exists():
            Redirect.objects.create(old_path=path, redirect_page=self._post())

    def changes_a_redirect(self):
        if one := self._one(Redirect):
            one.redirect_page, one.redirect_link = None, "https://example.org/other"
            one.save()

    def deletes_a_redirect(self):
        if one := self._one(Redirect):
            one.delete()


def let(name, seed):
    """Let something happen, in one transaction; what the content refuses does not happen."""
    with suppress(ValidationError), transaction.atomic():
        getattr(Happenings(seed), name)()
