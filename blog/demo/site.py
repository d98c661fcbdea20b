"""The pages around the posts: home page, blog and what is set for the whole site."""

from typing import Any

from wagtail.models import Site

from blog.demo.shelf import Shelf
from blog.demo.writing import plain, rich
from blog.models import BlogIndexPage
from home.models import HomePage, Image, SiteSettings

NAME = "Wrenfield Practice"
HOME_INTRO = plain(
    """Psychotherapy, psychiatry and plain advice for young people, families and those who care for
    them, in Alder Falls. This is a fictional practice: the people are invented, the crisis lines
    are real."""
)


def fill_home(home: HomePage, hero: Image) -> None:
    """Publish a title, an introduction and a picture, unless an editor has been here before."""
    if home.title != "Home" or home.intro or home.hero_image_id or home.has_unpublished_changes:
        return
    home.title = NAME
    home.intro = HOME_INTRO
    home.hero_image = hero
    home.full_clean()
    home.save_revision().publish()
    home.refresh_from_db()


def make_blog(home: HomePage) -> BlogIndexPage:
    """Publish the blog under the home page."""
    blog = BlogIndexPage(
        title="Plain words",
        slug="blog",
        intro="Short, careful posts about what our clients ask us most, reviewed by a clinician.",
        live=False,
    )
    home.add_child(instance=blog)
    blog.save_revision().publish()
    blog.refresh_from_db()
    return blog


def fill_settings(site: Site, shelf: Shelf) -> None:
    """Save the settings of the site; what an editor has set stays as it is."""
    settings = SiteSettings.for_site(site)
    settings.name = settings.name or NAME
    settings.contact = settings.contact or shelf.contacts["front-desk"]
    settings.disclaimer = settings.disclaimer or rich(
        """What you read here is general information. It <b>does not replace</b> a visit to a
        professional who knows you. In an emergency in the United States call 911; in a mental
        health crisis call or text <a href="https://988lifeline.org">988</a>."""
    )
    if not settings.main_menu:
        settings.main_menu = _menu(shelf)
        settings.main_menu = settings.main_menu.stream_block.clean(settings.main_menu)
    settings.full_clean()
    settings.save()


def _menu(shelf: Shelf) -> list[dict[str, Any]]:
    first, sleep = shelf.page("your-first-therapy-session"), shelf.page("when-sleep-will-not-come")
    spanish = shelf.blog.get_translations().get(locale__language_code="es")
    teenager = shelf.page("talking-to-a-teenager-who-does-not-want-to-talk")
    return [
        _entry("Home", page=shelf.home.pk),
        _entry(
            page=shelf.blog.pk,
            children=[
                {"title": "Sleeping better", "page": sleep, "url": ""},
                {"title": "For parents", "page": teenager, "url": ""},
                {"title": "En español", "page": spanish.pk, "url": ""},
            ],
        ),
        _entry("Your first session", page=first),
        _entry("Book", url="https://example.org/wrenfield/book"),
        _entry("Call us", url="tel:+15035550142"),
    ]


def _entry(title: str = "", **target: Any) -> dict[str, Any]:
    value = {"title": title, "page": None, "url": "", "children": [], **target}
    return {"type": "item", "value": value}
