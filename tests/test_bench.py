"""The promises of the measurements: one corpus, and a floor that answers what Hearth answers."""

from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.test import Client
from wagtail.models import Page

from bench import cases, check, corpus, load, pictures
from blog.models import PostPage, PostTip

POSTS = 60


@pytest.fixture(scope="module")
def site(shared_content, files):
    """The corpus, small, in the database of the tests, with whatever asks over HTTP."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corpus, "PICTURES", 4)
        patch.setattr(pictures, "PICTURES", 4)
        load._Loader(POSTS).load()
        client = Client(headers={"host": "127.0.0.1"})

        def ask(request):
            if request.method == "GET":
                response = client.get(request.path)
            else:
                response = client.generic(
                    "POST", request.path, request.body, content_type="application/json"
                )
            assert response.status_code == 200, response.content
            return response.json()

        yield SimpleNamespace(ask=ask)


@pytest.fixture
def asked(site, settings):
    settings.ROOT_URLCONF = "bench.urls"
    return cases.variables(POSTS, site.ask)


@pytest.mark.django_db
@pytest.mark.parametrize("name", cases.NAMES)
def test_the_floor_answers_what_hearth_answers(site, asked, name):
    answers = [
        (
            site.ask(cases.hearth(name, one.graphql)),
            site.ask(cases.floor(name, one.floor)),
        )
        for one in asked[name][:5]
    ]
    assert [check.compare(name, *pair) for pair in answers] == [[]] * len(answers)
    assert all("errors" not in ours for ours, _theirs in answers)
    assert max(check.leaves(ours) for ours, _theirs in answers) > 20


def test_a_difference_between_answers_is_told():
    ours = {"data": {"posts": {"nodes": [{"title": "Sleep", "tags": [{"name": "rest"}]}]}}}
    theirs = {"data": {"posts": {"nodes": [{"title": "Sleep", "tags": [{"name": "nap"}]}]}}}
    found = check.compare("Q1", ours, theirs)
    assert found == ["data.posts.nodes.0.tags.0.name: rest against nap"]
    assert check.compare("Q1", ours, ours) == []


def test_the_corpus_is_the_same_each_time():
    first, second = (list(corpus.posts(3, lambda number: number)) for _ in range(2))
    assert first == second
    assert [kind for kind, _value in first[0].body] == [
        *("heading", "paragraph", "image", "paragraph", "heading", "paragraph", "tips"),
        *("paragraph", "quote", "heading", "paragraph", "related", "embed", "contact"),
    ]
    assert all(160 <= len(post.intro) <= 280 and len(set(post.tags)) == 3 for post in first)


@pytest.mark.django_db
def test_rows_in_bulk_are_what_saving_would_write(site):
    post = PostPage.objects.last()
    tips = list(PostTip.objects.filter(post=post).values_list("position", "item_id", "value"))
    kinds = set(post.block_index.values_list("kind", flat=True))
    words, path = post.word_count, urlsplit(post.url).path
    post.save()
    assert PostTip.objects.filter(post=post).count() == len(tips) == 4
    assert (
        list(PostTip.objects.filter(post=post).values_list("position", "item_id", "value")) == tips
    )
    assert set(post.block_index.values_list("kind", flat=True)) == kinds
    assert post.word_count == pytest.approx(words, rel=0.05)
    assert path == f"/blog/{post.slug}/"
    assert Page.find_problems() == ([], [], [], [], [])
