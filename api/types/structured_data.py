"""Structured data after schema.org for search engines."""

from typing import Any

from api import paths
from api.blocks import parse
from api.images import IMAGES, ImageRatio, rendition
from api.links import safe_url
from api.loading import Loader, Session
from api.sources import Attr, Ref
from api.types.people import AUTHORS, CATEGORIES, POST_AUTHORS
from api.types.site_settings import site_settings
from blog.models.posts import Audience, SensitiveTopic

Data = dict[str, Any]

#: Whom a post is for, in the words of schema.org.
AUDIENCES: dict[str, Data] = {
    Audience.EVERYONE: {"@type": "PeopleAudience", "audienceType": "General public"},
    Audience.YOUNG_PEOPLE: {"@type": "PeopleAudience", "audienceType": "Young people"},
    Audience.PARENTS: {"@type": "ParentAudience", "audienceType": "Parents and guardians"},
    Audience.CARERS: {"@type": "MedicalAudience", "audienceType": "Caregiver"},
    Audience.PROFESSIONALS: {"@type": "MedicalAudience", "audienceType": "Clinician"},
}


class _OfPost(Attr):
    """An attribute that posts have and other pages may not."""

    def read(self, source: Any, session: Session, **arguments: Any) -> Any:
        """Return the attribute, or None."""
        return getattr(source, self.name, None) if hasattr(source, "word_count") else None


#: What is loaded for it, besides the hero image and the pages above.
NEEDS = (
    Ref(POST_AUTHORS, _OfPost("pk")),
    Ref(AUTHORS, _OfPost("reviewer_id")),
    Ref(CATEGORIES, _OfPost("category_id")),
)


def page(page: Any, session: Session, above: list[Any]) -> Data:
    """Return a `WebPage`, or a `BlogPosting` on a `MedicalWebPage` for what has authors.

    `above` are the pages above it, from the home page down.
    """
    is_post = hasattr(page, "word_count")
    url = paths.page_url(page, session)
    publisher = {
        "@type": "Organization",
        "name": site_settings(session).name,
        "url": session.frontend_url,
    }
    data: Data = {
        "@context": "https://schema.org",
        "@type": ["BlogPosting", "MedicalWebPage"] if is_post else "WebPage",
        "headline" if is_post else "name": page.title,
        "url": url,
        "description": page.search_description or getattr(page, "intro", ""),
        "inLanguage": session.language_of(page.locale_id),
        "publisher": _filled(publisher) if publisher["name"] else None,
        "breadcrumb": _breadcrumb(page, url, above, session),
    }
    if is_post:
        data |= _post(page, session) | {"mainEntityOfPage": url}
        if above:
            data["isPartOf"] = _part("Blog", above[-1], session)
    return _filled(data)


def _post(post: Any, session: Session) -> Data:
    authors = session.load(POST_AUTHORS, post.pk) or ()
    reviewer = _loaded(AUTHORS, post.reviewer_id, session)
    image = _loaded(IMAGES, post.hero_image_id, session)
    picture = rendition(image, session, 1280, ImageRatio.SOCIAL_40_21) if image else None
    return {
        "datePublished": _iso(post.first_published_at),
        "dateModified": _iso(post.last_published_at),
        "wordCount": post.word_count,
        "image": picture.url if picture else None,
        "author": [_person(author) for author in authors],
        **(_review(reviewer, post) if reviewer else {}),
        "about": _subjects(post, session),
        "audience": AUDIENCES.get(post.audience),
        "citation": _citations(post.sources_json),
    }


def _review(reviewer: Any, post: Any) -> Data:
    """Return who reviewed the text that is shown; nothing if it is another than was reviewed."""
    if post.reviewed_on is None or post.edited_since_review:
        return {}
    return {"reviewedBy": _person(reviewer), "lastReviewed": _iso(post.reviewed_on)}


def _subjects(post: Any, session: Session) -> list[Data]:
    """Return what a post is about: its category and its sensitive topics."""
    category = _loaded(CATEGORIES, post.category_id, session)
    topics = [SensitiveTopic(one) for one in post.sensitive_topics if one in SensitiveTopic.values]
    names = [*([category.name] if category else []), *(str(topic.label) for topic in topics)]
    return [{"@type": "Thing", "name": name} for name in names]


def _person(author: Any) -> Data:
    person = {
        "@type": "Person",
        "name": author.name,
        "jobTitle": author.job_title,
        "honorificSuffix": author.credentials,
        "hasCredential": _credential(author),
    }
    return _filled(person)


def _credential(author: Any) -> Data | None:
    """Return the licence of an author, as far as it is on record."""
    if not author.licence_number:
        return None
    body = {"@type": "Organization", "name": author.licence_body}
    licence = {
        "@type": "EducationalOccupationalCredential",
        "credentialCategory": "license",
        "identifier": author.licence_number,
        "recognizedBy": body if author.licence_body else None,
        "url": safe_url(author.licence_url),
        "expires": _iso(author.licence_expires_on),
    }
    return _filled(licence)


def _citations(raw: str) -> list[Data]:
    """Return the works of the sources, from how they are stored."""
    values = [entry.get("value") for entry in parse(raw) if isinstance(entry, dict)]
    return [_citation(value) for value in values if isinstance(value, dict) and value.get("title")]


def _citation(value: Data) -> Data:
    publisher, year = value.get("publisher"), value.get("year")
    work = {
        "@type": "CreativeWork",
        "name": value["title"],
        "url": safe_url(value.get("url") or ""),
        "publisher": {"@type": "Organization", "name": publisher} if publisher else None,
        "datePublished": f"{year:04}" if isinstance(year, int) else None,
    }
    return _filled(work)


def _breadcrumb(page: Any, url: str, above: list[Any], session: Session) -> Data | None:
    """Return the way from the home page to the page; the home page itself has none."""
    if not above:
        return None
    steps = [(one.title, paths.page_url(one, session)) for one in above]
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": title, "item": address}
            for position, (title, address) in enumerate([*steps, (page.title, url)], 1)
        ],
    }


def _part(kind: str, page: Any, session: Session) -> Data:
    return {"@type": kind, "name": page.title, "url": paths.page_url(page, session)}


def _loaded(loader: Loader, key: Any, session: Session) -> Any:
    return session.load(loader, key) if key else None


def _filled(data: Data) -> Data:
    """Return the properties that say something."""
    return {key: value for key, value in data.items() if value not in ("", None, [])}


def _iso(moment: Any) -> str | None:
    return moment.isoformat() if moment else None
