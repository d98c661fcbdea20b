"""The requests that are measured: each query with the variables that it rotates over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import orjson

from bench import corpus
from bench.places import QUERIES

NAMES = ("Q1", "Q2", "Q3", "Q4", "Q5", "Q6")
SLUGS = 200
#: How deep Q6 reads, as a share of all posts.
DEEP = 0.9

#: Sends one request to a Hearth and returns the decoded answer.
Ask = Callable[["Request"], Any]


@dataclass(frozen=True)
class Request:
    """One HTTP request to a system."""

    method: str
    path: str
    body: bytes = b""


@dataclass(frozen=True)
class Variables:
    """What a query is asked with: GraphQL variables, and the same as parameters of a floor."""

    graphql: dict[str, Any]
    floor: dict[str, str]


def query(name: str) -> str:
    """Return the GraphQL document of a query."""
    return (QUERIES / f"{name.lower()}.graphql").read_text()


def hearth(name: str, variables: dict[str, Any]) -> Request:
    """Return the request to Hearth."""
    body = {"query": query(name), "variables": variables}
    return Request("POST", "/graphql/", orjson.dumps(body))


def floor(name: str, parameters: dict[str, str]) -> Request:
    """Return the request to the hand-written view."""
    return Request("GET", f"/floor/{name.lower()}?{urlencode(parameters)}")


def stored(name: str) -> Request:
    """Return the request for the stored bytes of an answer."""
    return Request("GET", f"/static-bytes/{name.lower()}")


def variables(posts: int, ask: Ask) -> dict[str, list[Variables]]:
    """Return what each query is asked with, in turn; `ask` finds the cursor of Q6."""
    everything = [
        (post.slug, post.published_at, post.number)
        for post in corpus.posts(posts, lambda number: number)
    ]
    same = [Variables({}, {})]
    step = max(1, posts // SLUGS)
    slugs = [slug for slug, _moment, _number in everything[::step]][:SLUGS]
    after, before = corpus.END - 0.8 * corpus.SPREAD, corpus.END - 0.1 * corpus.SPREAD
    span = {"after": after.isoformat(), "before": before.isoformat()}
    filters = [
        {"category": f"category-{category}", "tag": f"tag-{tag}", **span}
        for category, tag in corpus.FILTERS
    ]
    return {
        "Q1": same,
        "Q2": [Variables({"slug": slug}, {"slug": slug}) for slug in slugs],
        "Q3": same,
        "Q4": [Variables(one, one) for one in filters],
        "Q5": [Variables({"query": words}, {"query": words}) for words in corpus.SEARCHES],
        "Q6": [_deep(everything, ask)],
    }


PLACE = """query Place($before: DateTime!) {
  posts(first: 1, filter: { publishedAt: { before: $before } }) {
    nodes { publishedAt id }
    pageInfo { endCursor }
  }
}"""


def _deep(everything: list[Any], ask: Ask) -> Variables:
    """Ask Hearth for the cursor at the place; a filter does not change what a cursor means."""
    moments = sorted((moment for _slug, moment, _number in everything), reverse=True)
    before = moments[int(len(moments) * DEEP)] + timedelta(seconds=1)
    body = orjson.dumps({"query": PLACE, "variables": {"before": before.isoformat()}})
    found = ask(Request("POST", "/graphql/", body))["data"]["posts"]
    post = found["nodes"][0]
    key = corpus_key(post["id"])
    cursor = found["pageInfo"]["endCursor"]
    return Variables({"after": cursor}, {"after": f"{post['publishedAt']},{key}"})


def corpus_key(global_id: str) -> str:
    """Return the primary key in a global id of Hearth's."""
    from base64 import b64decode

    return b64decode(global_id).decode().partition(":")[2]
