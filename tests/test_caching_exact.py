"""Whatever happens to content, nobody gets an answer that was true before.

A run takes a few examples. For more: HEARTH_CACHE_RUNS=100 pytest tests/test_caching_exact.py
"""

import os
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api import versions
from api.caching import serving
from blog.models import PostPage
from tests.caching import Happenings, World, ask, let, publish_another_text

pytestmark = pytest.mark.django_db

RUNS = int(os.environ.get("HEARTH_CACHE_RUNS", "3"))


@pytest.fixture(scope="module")
def world(shared_content):
    return World()


@pytest.fixture
def corpus(world):
    found = world.corpus()
    assert len(found) == 200
    return found


@pytest.fixture
def django_settings(request):
    """The settings of Django, whose name is hypothesis's here; nobody is asked to wait."""
    found = request.getfixturevalue("settings")
    found.HEARTH_RATE_POINTS = 0
    return found


def answers(client, corpus, settings, *, kept):
    settings.HEARTH_ANSWER_CACHE = kept
    if not kept:
        versions._kept.clear()
    return [ask(client, one) for one in corpus]


def check(client, corpus, settings, what):
    found = answers(client, corpus, settings, kept=True)
    expected = answers(client, corpus, settings, kept=False)
    for request, one, other in zip(corpus, found, expected, strict=True):
        for answer in (one, other):
            for error in answer.get("errors", ()):
                error["extensions"].pop("requestId", None)
        assert one == other, (what, request)


steps = st.lists(
    st.tuples(st.sampled_from(Happenings.names()), st.integers(0, 2**16)), min_size=1, max_size=6
)


def test_whatever_happens_every_answer_is_the_one_that_would_be_made_anew(
    client, corpus, django_settings
):
    # Shrinking asks the whole corpus again for each try: a history of six is short enough.
    @settings(
        max_examples=RUNS,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        database=None,
        phases=[Phase.generate],
    )
    @given(steps)
    def run(happenings):
        serving.forget()
        # What was rolled back is in a shared cache, under numbers that come again.
        cache.key_prefix = uuid4().hex
        with transaction.atomic():
            check(client, corpus, django_settings, "the start")
            for name, seed in happenings:
                let(name, seed)
                check(client, corpus, django_settings, (happenings, name))
            transaction.set_rollback(True)

    run()


@pytest.mark.parametrize("name", Happenings.names())
def test_after_each_kind_of_change(client, corpus, django_settings, name):
    some = corpus if RUNS > 3 else corpus[Happenings.names().index(name) % 3 :: 3]
    answers(client, some, django_settings, kept=True)
    let(name, 1)
    check(client, some, django_settings, name)


def test_whatever_is_asked_somebody_knows_what_the_answer_depends_on(
    client, world, django_settings, executed
):
    asked = world.random(150, seed=1_000)
    found = answers(client, asked, django_settings, kept=True)
    whole = [one for one, answer in zip(asked, found, strict=True) if "errors" not in answer]
    executed.clear()
    answers(client, whole, django_settings, kept=True)
    assert len(whole) > 100
    assert executed == []


def test_an_unrelated_edit_keeps_nine_of_ten_answers(client, corpus, django_settings, executed):
    before = answers(client, corpus, django_settings, kept=True)
    keepable = [one for one, answer in zip(corpus, before, strict=True) if "errors" not in answer]
    executed.clear()
    answers(client, keepable, django_settings, kept=True)
    assert executed == []
    for number in (26, 31, 36):  # Posts that nothing of the corpus asks for by name.
        publish_another_text(PostPage.objects.get(slug=f"advice-{number}"), "Another text.")
        executed.clear()
        answers(client, keepable, django_settings, kept=True)
        assert 0 < len(executed) <= len(keepable) / 10
