"""Structured data after schema.org for search engines."""

from typing import Any

from api import paths
from api.images import IMAGES, ImageRatio, rendition
from api.loading import Session
from api.sources import Attr, Ref
from api.types.people import AUTHORS, POST_AUTHORS
from api.types.site_settings import site_settings


class _OfPost(Attr):
    """An attribute that posts have and other pages may not."""

    def read(self, source: Any, session: Session, **arguments: Any) -> Any:
        """Return the attribute, or None."""
        return getattr(source, self.name, None) if hasattr(source, "word_count") else None


#: What is loaded for it, besides the hero image.
NEEDS = (Ref(POST_AUTHORS, _OfPost("pk")), Ref(AUTHORS, _OfPost("reviewer_id")))


def page(page: Any, session: Session) -> dict[str, Any]:
    """Return a `WebPage`, or a `BlogPosting` for what has authors, without empty properties."""
    is_post = hasattr(page, "word_count")
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "BlogPosting" if is_post else "WebPage",
        "name" if not is_post else "headline": page.title,
        "url": paths.page_url(page, session),
        "description": page.search_description or getattr(page, "intro", ""),
        "inLanguage": session.language_of(page.locale_id),
        "publisher": {"@type": "Organization", "name": site_settings(session).name},
    }
    if is_post:
        data |= _post(page, session)
    return {key: value for key, value in data.items() if value not in ("", None, [])}


def _post(post: Any, session: Session) -> dict[str, Any]:
    authors = session.load(POST_AUTHORS, post.pk) or ()
    reviewer = session.load(AUTHORS, post.reviewer_id) if post.reviewer_id else None
    image = session.load(IMAGES, post.hero_image_id) if post.hero_image_id else None
    picture = rendition(image, session, 1280, ImageRatio.SOCIAL_40_21) if image else None
    return {
        "datePublished": _iso(post.first_published_at),
        "dateModified": _iso(post.last_published_at),
        "wordCount": post.word_count,
        "image": picture.url if picture else None,
        "author": [_person(author) for author in authors],
        "reviewedBy": _person(reviewer) if reviewer and post.reviewed_on else None,
        "lastReviewed": _iso(post.reviewed_on) if reviewer else None,
    }


def _person(author: Any) -> dict[str, Any]:
    person = {
        "@type": "Person",
        "name": author.name,
        "jobTitle": author.job_title,
        "honorificSuffix": author.credentials,
    }
    return {key: value for key, value in person.items() if value}


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
