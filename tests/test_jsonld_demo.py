"""Structured data of every page of the demo, against the vocabulary of schema.org."""

import pytest

from blog.demo.load import load_demo
from tests.test_jsonld import ASK
from tests.vocabulary import problems

pytestmark = pytest.mark.django_db

PATHS = "query($locale: String) {posts(first: 100, locale: $locale) {nodes {path}}}"


@pytest.fixture(scope="module", autouse=True)
def demo(shared_content):
    load_demo()


def test_every_page_of_the_demo_uses_the_vocabulary_as_it_is_published(graphql):
    posts = [
        post["path"]
        for locale in ("en", "es")
        for post in graphql(PATHS, locale=locale)["data"]["posts"]["nodes"]
    ]
    pages = ["/", "/es/", "/blog/", "/es/blog/", *posts]
    assert len(pages) > 15
    told = {path: graphql(ASK, path=path)["data"]["route"]["seo"]["jsonLd"] for path in pages}
    assert {path: found for path in pages if (found := list(problems(told[path])))} == {}


def test_a_post_of_the_demo_tells_who_answers_for_it(graphql):
    path = "/blog/when-a-friend-speaks-of-suicide/"
    told = graphql(ASK, path=path)["data"]["route"]["seo"]["jsonLd"]
    assert told["@type"] == ["BlogPosting", "MedicalWebPage"]
    assert told["reviewedBy"]["name"] == "Elin Sandberg"
    assert {"lastReviewed", "citation", "breadcrumb", "audience", "about"} <= told.keys()
