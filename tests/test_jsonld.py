"""Structured data: what search engines are told, in words that schema.org has."""

from datetime import date

import pytest

from blog.reviews import record, withdraw
from tests import factories as make
from tests.vocabulary import problems

ASK = "query($path: String!) {route(path: $path) {... on Page {title seo {jsonLd}}}}"


@pytest.fixture
def told(db, graphql):
    def told(path="/blog/sleep-well/"):
        return graphql(ASK, path=path)["data"]["route"]["seo"]["jsonLd"]

    return told


def test_an_author_has_the_licence_that_is_on_record(told):
    ada = make.author(
        credentials="PhD",
        job_title="Psychologist",
        licence_number="PSY 1",
        licence_body="Board of Psychology",
        licence_url="https://example.org/psy-1",
        licence_expires_on=date(2030, 1, 31),
    )
    make.post(authors=[ada])
    assert told()["author"] == [
        {
            "@type": "Person",
            "name": "Ada Reed",
            "jobTitle": "Psychologist",
            "honorificSuffix": "PhD",
            "hasCredential": {
                "@type": "EducationalOccupationalCredential",
                "credentialCategory": "license",
                "identifier": "PSY 1",
                "recognizedBy": {"@type": "Organization", "name": "Board of Psychology"},
                "url": "https://example.org/psy-1",
                "expires": "2030-01-31",
            },
        }
    ]


def test_an_author_without_a_licence_claims_none(told):
    make.post(authors=[make.author()])
    assert told()["author"] == [{"@type": "Person", "name": "Ada Reed"}]


def test_a_review_is_told_until_it_is_withdrawn(told):
    post = make.post()
    record(post, make.author("Rea"), None, on=date(2026, 3, 1))
    assert (told()["reviewedBy"]["name"], told()["lastReviewed"]) == ("Rea", "2026-03-01")
    withdraw(post, None, "New evidence.")
    assert not {"reviewedBy", "lastReviewed"} & told().keys()


def test_no_review_is_told_of_a_text_that_was_edited_since(told):
    post = make.post()
    record(post, make.author("Rea"), None)
    post.intro = "Anew."
    post.save_revision().publish()
    assert not {"reviewedBy", "lastReviewed"} & told().keys()


def test_sources_are_cited_and_unsafe_addresses_left_out(told):
    works = [
        {"title": "Sleep", "url": "https://example.org/s", "publisher": "WHO", "year": 2024},
        {"title": "Rest", "url": "javascript:x()"},
    ]
    make.post(sources=make.stream([("source", work) for work in works]))
    assert told()["citation"] == [
        {
            "@type": "CreativeWork",
            "name": "Sleep",
            "url": "https://example.org/s",
            "publisher": {"@type": "Organization", "name": "WHO"},
            "datePublished": "2024",
        },
        {"@type": "CreativeWork", "name": "Rest"},
    ]


def test_the_way_to_a_post_is_told_step_by_step(told):
    make.site_settings(frontend_url="https://example.org")
    make.post()
    steps = told()["breadcrumb"]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "Home", "https://example.org/"),
        (2, "Blog", "https://example.org/blog/"),
        (3, "Sleep well", "https://example.org/blog/sleep-well/"),
    ]
    assert told()["isPartOf"] == {
        "@type": "Blog",
        "name": "Blog",
        "url": "https://example.org/blog/",
    }


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ("everyone", ("PeopleAudience", "General public")),
        ("parents", ("ParentAudience", "Parents and guardians")),
        ("professionals", ("MedicalAudience", "Clinician")),
    ],
)
def test_an_audience_is_told_in_the_words_of_the_vocabulary(told, audience, expected):
    make.post(audience=audience)
    assert tuple(told()["audience"].values()) == expected


def test_a_page_that_is_no_post_is_a_web_page(told):
    make.blog()
    assert (told("/blog/")["@type"], told("/blog/")["name"]) == ("WebPage", "Blog")


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"reviewer": "Rea"}, "$.reviewer is no property of WebPage"),
        ({"url": "/blog/"}, "$.url is '/blog/', not URL"),
        ({"lastReviewed": "March 2026"}, "$.lastReviewed is 'March 2026', not Date"),
        ({"reviewedBy": {"@type": "Thing"}}, "$.reviewedBy is Thing, not Organization or Person"),
        ({"@type": "Page"}, "$ has the unknown type Page"),
        ({"name": ""}, "$.name is '', not Text"),
    ],
)
def test_the_validator_finds_what_is_wrong(wrong, problem):
    fine = {"@context": "https://schema.org", "@type": "WebPage", "name": "Blog"}
    assert list(problems(fine)) == []
    assert list(problems({**fine, **wrong})) == [problem]
