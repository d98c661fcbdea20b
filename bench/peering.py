"""The peers as systems under measurement: their environment, their content, their queries."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import orjson

from bench.cases import DEEP, Request, Variables
from bench.load import create_database
from bench.places import QUERIES, ROOT, VAR, Place
from bench.systems import System

PYTHON = VAR / "peers-venv" / "bin" / "python"
PREFIX = "hearth_bench_peers"
REQUIREMENTS = Path(__file__).parent / "peers" / "requirements.txt"
CARD = "title,slug,intro,author(name),category(name),tag_names,hero"


def systems(kind: str, posts: int) -> list[System]:
    """Return the peers, installed and with the corpus in their own database."""
    place = Place(kind, posts, PREFIX)
    _install()
    if kind == "postgres":
        create_database(place)
    environment = {**os.environ, **place.environment(), "PYTHONPATH": str(ROOT)}
    subprocess.run(  # noqa: S603 - our own module
        [str(PYTHON), "-m", "bench.peers.load", str(posts)], cwd=ROOT, env=environment, check=True
    )
    return [
        _system("grapple", place, grapple),
        _system("grapple-tuned", place, grapple),
        _system("rest", place, rest),
    ]


def _install() -> None:
    stamp = VAR / "peers-venv" / "installed"
    if stamp.exists() and stamp.read_text() == REQUIREMENTS.read_text():
        return
    print("Installing the peers ...", flush=True)
    if not PYTHON.exists():
        subprocess.run([sys.executable, "-m", "venv", str(VAR / "peers-venv")], check=True)  # noqa: S603
    command = [str(PYTHON), "-m", "pip", "install", "-q", "-r", str(REQUIREMENTS)]
    subprocess.run(command, check=True)  # noqa: S603 - our own list
    stamp.write_text(REQUIREMENTS.read_text())


def _system(name: str, place: Place, requests: object) -> System:
    def of(query: str, one: Variables) -> Request:
        return requests(query, one, place.posts)  # type: ignore[operator]

    return System(name, place, of, "/ready", PYTHON, "bench.peers.wsgi", {"BENCH_PEER": name})


def grapple(name: str, one: Variables, posts: int) -> Request:
    """Return the request to grapple: the query that its documentation leads to."""
    variables = {**one.graphql}
    if name == "Q6":
        variables = {"offset": int(posts * DEEP)}
    query = (QUERIES / "grapple" / f"{name.lower()}.graphql").read_text()
    body = orjson.dumps({"query": query, "variables": variables})
    return Request("POST", "/graphql/", body)


def rest(name: str, one: Variables, posts: int) -> Request:
    """Return the request to Wagtail's REST API."""
    asked: dict[str, str] = {"limit": "20", "order": "-first_published_at", "fields": CARD}
    if name in ("Q2", "Q3"):
        asked["fields"] = f"{CARD},body"
    if name == "Q2":
        asked["slug"] = one.floor["slug"]
    elif name == "Q4":
        told = one.floor
        asked |= {
            "category_slug": told["category"],
            "tag_slug": told["tag"],
            "published_after": told["after"],
            "published_before": told["before"],
        }
    elif name == "Q5":
        asked["search"] = one.floor["query"]
        del asked["order"]
    elif name == "Q6":
        asked["offset"] = str(int(posts * DEEP))
    return Request("GET", f"/api/v2/posts/?{urlencode(asked)}")
