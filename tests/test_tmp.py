"""The operations that clients send, as they stand, on the demo content."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from graphql import parse

from blog.blocks import PostBodyBlock

pytestmark = pytest.mark.django_db

COPIES = Path(__file__).parent / "contract"
ORIGINALS = (
    Path(os.environ.get("HEARTH_SHARED", Path(__file__).parents[2] / "shared"))
    / "contract"
    / "operations"
)
SLUG = "when-sleep-will-not-come"


@pytest.fixture(scope="module", autouse=True)
def demo(shared_content):
    call_command("load_demo", stdout=StringIO())


@pytest.fixture
def run(graphql):
    """Run the operation of a name and return its data; any error fails the test."""

    def run(name, /, **variables):
        answer = graphql((COPIES / f"{name}.graphql").read_text(), **variables)
        assert list(answer) == ["data"], answer["errors"]
        return answer["data"]

    return run


def test_the_copies_are_the_contract():
    if not ORIGINALS.is_dir():
        return
    assert texts(COPIES) == texts(ORIGINALS)


def texts(folder):
    return {path.name: path.read_text() for path in folder.glob("*.graphql")}


def test_each_variable_of_the_contract_is_given_here():
    assert {path.stem: variables(path) for path in COPIES.glob("*.graphql")} == {
        "blog_list": ["first", "after", "filter", "orderBy"],
        "changes": ["since", "first"],
        "node": ["id"],
        "post": ["slug"],
        "route": ["path"],
        "search": ["query", "first", "after"],
        "site": [],
        "tips": ["first", "after", "filter"],
    }


def variables(path):
    operation = parse(path.read_text()).definitions[0]
    return [definition.variable.name.value for definition in operation.variable_definitions]
import json
def test_explore(run, graphql):
    from blog.models import PostPage
    for p in PostPage.objects.all(): print(p.slug, p.live, [b.block_type for b in p.body])
    r = run("post", slug=SLUG); print({b["__typename"] for b in r["post"]["body"]})
    print(json.dumps(r, indent=1)[:9000])
    print(json.dumps(run("search", query="sleep"), indent=1)[:1500])
    ts=set()
    for e in run("blog_list")["posts"]["edges"]:
        t = {b["__typename"] for b in run("post", slug=e["node"]["slug"])["post"]["body"]}; ts|=t; print(e["node"]["slug"], sorted(t))
    print(ts)
