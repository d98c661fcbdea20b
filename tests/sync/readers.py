"""Clients: each keeps what `changes` has told it, and nothing else."""

import json
import re
from hashlib import sha256
from pathlib import Path

from django.test import RequestFactory
from django.urls import resolve

from api import ids
from api.errors import BadUserInput
from api.schema import NODES, session_for

QUERY = (Path(__file__).parent / "everything.graphql").read_text()
#: A machine that does other things too is no reason to fail, nor is asking for everything.
BOUNDLESS = {
    **dict.fromkeys(("HEARTH_RATE_POINTS", "HEARTH_RATE_TOKEN_POINTS", "HEARTH_TIME_LIMIT"), 0),
    "HEARTH_MAX_COST": 1_000_000,
}
#: A grant to read a private file is good for a while, and no change of it.
GRANT = re.compile(r"\?grant=[\w.:-]+")


class Client:
    """What an app does: pull a page after its cursor, keep the objects, then the cursor."""

    requests = RequestFactory()

    def __init__(self, *, headers=None, host="testserver", **scope):
        self.headers = headers or {}
        self.host = host
        self.scope = scope
        self.start_anew()

    def start_anew(self):
        self.store = {}
        self.cursor = None
        self.page = None
        self.is_complete = False

    def twin(self):
        """Another one of the same kind, which knows nothing."""
        return Client(headers=self.headers, host=self.host, **self.scope)

    def know(self, other):
        """Hold what another one holds."""
        self.store, self.cursor = dict(other.store), other.cursor
        self.page, self.is_complete = other.page, other.is_complete

    def fetch(self, first):
        """Return the next page; start anew if the server says so.

        Without a cursor, whatever is in the store may be gone since.
        """
        if self.cursor is None:
            self.store = {}
        variables = {"since": self.cursor, "first": first, **self.scope}
        request = self._request(json.dumps({"query": QUERY, "variables": variables}))
        answer = json.loads(GRANT.sub("", resolve("/graphql/").func(request).content.decode()))
        errors = answer.get("errors", [])
        if any(one["extensions"]["code"] == "RESYNC_REQUIRED" for one in errors):
            self.start_anew()
            return self.fetch(first)
        assert not errors, errors
        return answer["data"]["changes"]

    def visible(self):
        """Return the ids of all that the one rule of visibility lets the client see."""
        session = session_for(self._request("{}"))
        return {
            ids.encode(name, pk)
            for name, loader in NODES.items()
            for pk in loader.shown(session).values_list("pk", flat=True)
        }

    def _request(self, body):
        headers = {"Host": self.host, **self.headers}
        kind = "application/json"
        return self.requests.post("/graphql/", body, content_type=kind, headers=headers)

    def apply(self, page, *, keep_cursor=True):
        """Do what a page says; check that it refers to nothing unknown, and its checksum."""
        for one in page["changes"]:
            if one["kind"] == "REMOVE":
                self.store.pop(one["id"], None)
            else:
                self.store[one["id"]] = (one["version"], one["node"])
        for one in page["changes"]:
            unknown = [each for each in references(one["node"]) if not self.knows(each)]
            assert not unknown, (one, unknown)
        if page["checksum"]:
            assert page["checksum"] == self.checksum()
        self.page = page
        if keep_cursor:
            self.cursor = page["cursor"]
            self.is_complete = not page["hasMore"]

    def pull(self, first=100):
        self.apply(self.fetch(first))

    def lose(self, first=100):
        """Ask for a page whose answer never comes."""
        self.fetch(first)

    def forget(self, first=100):
        """Stop after a page was applied, and before its cursor is kept."""
        self.apply(self.fetch(first), keep_cursor=False)

    def repeat(self, first=100):
        """Apply a page, and then once more."""
        self.pull(first)
        self.apply(self.page)

    def catch_up(self, first=100):
        """Pull until there is no more."""
        self.pull(first)
        for _page in range(200):
            if self.is_complete:
                return
            self.pull(first)
        raise AssertionError("There is always more.")

    def knows(self, one):
        """Whether the store has what is referred to, or it is out of the client's scope."""
        return one in self.store or not self.wants(one)

    def wants(self, one):
        """Whether an object is in the client's scope, as the database has it."""
        name, key = ids.decode(one)
        kinds = [one.title().replace("_", "") for one in self.scope.get("types", ())]
        if "types" in self.scope and name not in kinds:
            return False
        thing = NODES[name].model.objects.filter(pk=key).first()
        language, category = getattr(thing, "locale", None), getattr(thing, "category", None)
        if "locale" in self.scope and language and language.language_code != self.scope["locale"]:
            return False
        is_post = name == "Post" and "category" in self.scope
        return not is_post or (category is not None and category.slug == self.scope["category"])

    def checksum(self):
        total = 0
        for one, (version, _node) in self.store.items():
            total ^= int.from_bytes(sha256(f"{one}:{version}".encode()).digest()[:8], "big")
        return f"{total:016x}"


def differences(store, other):
    """Return what two stores hold otherwise, by id; of nodes, the fields that differ."""
    found = {}
    for one in store.keys() ^ other.keys():
        found[one] = (one in store, one in other)
    for one in store.keys() & other.keys():
        (version, node), (other_version, other_node) = store[one], other[one]
        pairs = {"version": (version, other_version)}
        pairs |= {name: (node[name], other_node[name]) for name in node}
        if differing := {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}:
            found[one] = differing
    return found


def references(node):
    """Return the ids of whatever a node refers to, and of what that refers to."""
    several = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    for one in several:
        if isinstance(one, dict) and is_node(one.get("id", "")):
            yield one["id"]
        yield from references(one)


def is_node(one):
    """Whether an id is one of objects; blocks have ids of their own."""
    try:
        return ids.decode(one)[0] in NODES
    except BadUserInput:
        return False
