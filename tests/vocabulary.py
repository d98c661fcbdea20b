"""The part of schema.org's vocabulary that our structured data uses, and a validator for it.

Types, their properties and expected types as the npm package `schema-dts` 2.1.0 (October 2026) has
them, which is generated from the published vocabulary; each line was compared with it. It does not
say which release of schema.org that was. A type has the properties of all types above it. Only what
we use is listed: what is not, fails.
"""

from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import urlsplit

#: Each type with the types right above it.
ABOVE = {
    "Thing": [],
    "CreativeWork": ["Thing"],
    "Article": ["CreativeWork"],
    "SocialMediaPosting": ["Article"],
    "BlogPosting": ["SocialMediaPosting"],
    "Blog": ["CreativeWork"],
    "WebPage": ["CreativeWork"],
    "MedicalWebPage": ["WebPage"],
    "Credential": ["CreativeWork"],
    "EducationalOccupationalCredential": ["Credential"],
    "Organization": ["Thing"],
    "Person": ["Thing"],
    "Intangible": ["Thing"],
    "Audience": ["Intangible"],
    "PeopleAudience": ["Audience"],
    "ParentAudience": ["PeopleAudience"],
    "MedicalAudience": ["Audience", "PeopleAudience"],
    "ItemList": ["Intangible"],
    "BreadcrumbList": ["ItemList"],
    "ListItem": ["Intangible"],
}

#: The properties of each type itself, with the types that are expected of their values.
PROPERTIES = {
    "Thing": {
        "name": {"Text"},
        "url": {"URL"},
        "description": {"Text", "TextObject"},
        "image": {"URL", "ImageObject"},
        "identifier": {"Text", "URL", "PropertyValue"},
        "mainEntityOfPage": {"URL", "CreativeWork"},
    },
    "CreativeWork": {
        "about": {"Thing"},
        "audience": {"Audience"},
        "author": {"Person", "Organization"},
        "citation": {"CreativeWork", "Text"},
        "dateModified": {"Date", "DateTime"},
        "datePublished": {"Date", "DateTime"},
        "expires": {"Date", "DateTime"},
        "headline": {"Text"},
        "inLanguage": {"Text", "Language"},
        "isPartOf": {"CreativeWork", "URL"},
        "publisher": {"Organization", "Person"},
    },
    "Article": {"wordCount": {"Integer"}},
    "WebPage": {
        "breadcrumb": {"BreadcrumbList", "Text"},
        "lastReviewed": {"Date"},
        "reviewedBy": {"Organization", "Person"},
    },
    "Credential": {
        "credentialCategory": {"Text", "URL", "DefinedTerm"},
        "recognizedBy": {"Organization"},
    },
    "Person": {
        "hasCredential": {"Credential"},
        "honorificSuffix": {"Text"},
        "jobTitle": {"Text", "DefinedTerm"},
    },
    "Audience": {"audienceType": {"Text"}},
    "ItemList": {"itemListElement": {"ListItem", "Text", "Thing"}},
    # A URL stands for the thing at it: search engines ask for breadcrumbs in this form.
    "ListItem": {"item": {"Thing", "URL"}, "position": {"Integer", "Text"}},
}


def problems(data: object, at: str = "$") -> Iterator[str]:
    """Say what of an object is not as the vocabulary has it; nothing if all is."""
    if not isinstance(data, dict):
        yield f"{at} is no object"
        return
    types = _types(data)
    if at == "$" and data.get("@context") != "https://schema.org":
        yield f"{at} has another context"
    if not types or not set(types) <= ABOVE.keys():
        yield f"{at} has the unknown type {data.get('@type')}"
        return
    known: dict[str, set[str]] = {}
    for name in set().union(*map(with_above, types)):
        known |= PROPERTIES.get(name, {})
    for name, value in data.items():
        if name not in ("@context", "@type"):
            where = f"{at}.{name}"
            if name in known:
                yield from _values(value, known[name], where)
            else:
                yield f"{where} is no property of {' or '.join(types)}"


def with_above(name: str) -> set[str]:
    """Return a type and all above it."""
    return {name}.union(*map(with_above, ABOVE[name]))


def _types(data: dict[str, object]) -> list[str]:
    named = data.get("@type")
    return [named] if isinstance(named, str) else list(named or [])  # type: ignore[call-overload]


def _values(value: object, expected: set[str], at: str) -> Iterator[str]:
    several = value if isinstance(value, list) else [value]
    if not several:
        yield f"{at} is empty"
    for one in several:
        if isinstance(one, dict):
            found = [name for name in _types(one) if name in ABOVE]
            if not any(with_above(name) & expected for name in found):
                yield f"{at} is {one.get('@type')}, not {' or '.join(sorted(expected))}"
            yield from problems(one, at)
        elif not any(test(one) for name, test in DATA.items() if name in expected):
            yield f"{at} is {one!r}, not {' or '.join(sorted(expected))}"


def _is_url(value: object) -> bool:
    parts = urlsplit(value) if isinstance(value, str) else None
    return parts is not None and parts.scheme in ("http", "https") and bool(parts.netloc)


def _is_date(value: object) -> bool:
    """Whether a value is a date of ISO 8601, of which a year alone is one."""
    if not isinstance(value, str):
        return False
    return _reads(lambda: date.fromisoformat(value)) or (len(value) == 4 and value.isdigit())


def _is_moment(value: object) -> bool:
    is_text = isinstance(value, str) and "T" in value
    return is_text and _reads(lambda: datetime.fromisoformat(str(value)).utcoffset().seconds)


def _reads(parse: object) -> bool:
    try:
        parse()  # type: ignore[operator]
    except (ValueError, AttributeError):
        return False
    return True


DATA = {
    "Text": lambda value: isinstance(value, str) and bool(value.strip()),
    "URL": _is_url,
    "Date": _is_date,
    "DateTime": _is_moment,
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
}
