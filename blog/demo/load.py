"""Loading the demo: everything at once into a site without content, or nothing at all."""

from datetime import timedelta
from io import BytesIO

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db import transaction
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from blog.demo.lines import make_contacts, make_crisis_resources
from blog.demo.papers import worksheets
from blog.demo.people import REVIEWER, make_authors
from blog.demo.portraits import LOOKS, portrait
from blog.demo.posts import PUBLISHED
from blog.demo.posts.unlisted import draft, expired, for_members, scheduled
from blog.demo.scenes import SCENES
from blog.demo.shelf import Shelf
from blog.demo.site import fill_home, fill_settings, make_blog
from blog.demo.spanish import translate
from blog.demo.subjects import make_categories
from blog.demo.writing import Post, plain
from blog.models import Author, BlogIndexPage, Category, PostAuthor, PostPage
from blog.reviews import record
from home.models import Document, HomePage, Image

LOGIN = ("admin", "hearth-demo")


def load_demo() -> str:
    """Load the demo in one transaction unless the site has content; return what happened."""
    with transaction.atomic():
        home = HomePage.objects.filter(sites_rooted_here__is_default_site=True).first()
        if home is None:
            return "The default site has no home page. Nothing was loaded."
        if any(model.objects.exists() for model in (BlogIndexPage, PostPage, Author, Category)):
            return "The site has content already. Nothing was loaded."
        _load(home)
        login = " Log in as {} / {}.".format(*LOGIN) if _make_superuser() else ""
    return f"Loaded the demo: {PostPage.objects.live().count()} posts are published.{login}"


def _load(home: HomePage) -> None:
    site = Site.objects.get(is_default_site=True)
    images = _draw_images()
    fill_home(home, images["hills"])
    shelf = Shelf(
        home=home,
        blog=make_blog(home),
        images=images,
        documents=_print_documents(),
        authors=make_authors(images),
        categories=make_categories(),
        contacts=make_contacts(),
    )
    resources = make_crisis_resources()
    for write in PUBLISHED:
        publish(shelf, write(shelf))
    _publish_unlisted(shelf)
    translate(shelf, resources)
    fill_settings(site, shelf)


def publish(shelf: Shelf, post: Post) -> PostPage:
    """Publish a post under the date of its first publication."""
    page = add(shelf, post)
    page.first_published_at = timezone.now() - timedelta(days=post.days_ago)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def add(shelf: Shelf, post: Post) -> PostPage:
    """Add a post to the blog, unpublished, after what the editor would have refused."""
    page = PostPage(
        title=post.title,
        slug=post.slug,
        intro=plain(post.intro),
        hero_image=shelf.images[post.picture],
        category=shelf.categories[post.category],
        body=post.body,
        sources=[{"type": "source", "value": source} for source in post.sources],
        audience=post.audience,
        sensitive_topics=post.sensitive_topics,
        live=False,
    )
    page.body = page.body.stream_block.clean(page.body)
    page.sources = page.sources.stream_block.clean(page.sources)
    page.tags.set(post.tags)
    page.post_authors = [
        PostAuthor(author=shelf.authors[slug], sort_order=place)
        for place, slug in enumerate(post.authors)
    ]
    shelf.blog.add_child(instance=page)
    _sign_off(page, post, shelf.authors[REVIEWER])
    page.full_clean()
    shelf.posts[post.slug] = page
    return page


def _sign_off(page: PostPage, post: Post, reviewer: Author) -> None:
    if post.reviewed_days_ago is None:
        return
    on = timezone.localdate() - timedelta(days=post.reviewed_days_ago)
    next_on = on + timedelta(days=post.review_every) if post.review_every else None
    record(page, reviewer, None, on=on, next_on=next_on)


def _publish_unlisted(shelf: Shelf) -> None:
    members_page = publish(shelf, for_members(shelf))
    PageViewRestriction.objects.create(
        page=members_page, restriction_type=PageViewRestriction.LOGIN
    )

    expired_page = publish(shelf, expired(shelf))
    expired_page.expire_at = timezone.now() - timedelta(days=80)
    expired_page.save_revision().publish()
    expired_page.unpublish(set_expired=True)

    scheduled_page = add(shelf, scheduled(shelf))
    scheduled_page.go_live_at = timezone.now() + timedelta(days=30)
    scheduled_page.save_revision().publish()

    add(shelf, draft(shelf)).save_revision()


def _draw_images() -> dict[str, Image]:
    images = {
        name: _store_image(f"{name}.jpg", description, draw().save("JPEG"))
        for name, (draw, description) in SCENES.items()
    }
    for slug, look in LOOKS.items():
        description = "A drawn portrait in plain shapes"
        images[slug] = _store_image(f"{slug}.png", description, portrait(look).save("PNG"))
    return images


def _store_image(name: str, description: str, content: bytes) -> Image:
    title = name.partition(".")[0].replace("-", " ").capitalize()
    file = ImageFile(BytesIO(content), name=name)
    return Image.objects.create(title=title, description=description, file=file)


def _print_documents() -> dict[str, Document]:
    documents = {}
    for name, (title, file_name, content) in worksheets().items():
        file = ContentFile(content, name=file_name)
        documents[name] = Document.objects.create(title=title, file=file)
    return documents


def _make_superuser() -> bool:
    users = get_user_model().objects
    if not settings.DEBUG or users.exists():
        return False
    name, password = LOGIN
    users.create_superuser(name, "admin@example.org", password)
    return True
