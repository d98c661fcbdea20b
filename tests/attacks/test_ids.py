"""Attacks on ids: to enumerate what is hidden, or to give one object several names."""

from base64 import b64encode

import pytest

from api import ids
from tests import factories as make
from tests import people

pytestmark = pytest.mark.django_db

NODE = "query($id: ID!) {node(id: $id) {__typename id}}"
NODES = "query($ids: [ID!]!) {nodes(ids: $ids) {__typename id}}"
ABSENT = {"data": {"node": None}}


def written(text):
    return b64encode(text.encode()).decode()


@pytest.fixture
def post():
    return make.post()


@pytest.mark.parametrize(
    "spelled",
    ["٧", "+{}", "-{}", " {}", "{} ", "0{}", "{}.0", "{}e0", "0x{}", "{}_0", "\n{}", "１"],  # noqa: RUF001
)
def test_an_id_is_spelled_in_one_way(graphql, post, spelled):
    """Wanted: a second name for an object, past caches and filters. Got: null."""
    digits = str(post.pk)
    text = spelled.format(digits)
    if not text.isascii():
        zero = ord("٠") if text == "٧" else ord("０")  # noqa: RUF001
        text = "".join(chr(zero + int(digit)) for digit in digits)
    assert graphql(NODE, id=written(f"Post:{text}")) == ABSENT


@pytest.mark.parametrize("junk", ["{}!", "{} ", "\n{}", "{}=", "{}====", "%{}", "{}\n"])
def test_base64_is_spelled_in_one_way(graphql, post, junk):
    """Wanted: a second name by characters that decoders skip. Got: an error about the input."""
    answer = graphql(NODE, id=junk.format(ids.encode("Post", post.pk)))
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "argument": "id"}


def test_the_unused_bits_of_base64_are_no_names(graphql):
    """Wanted: a second name by the last bits of an id, which decoding drops. Got: an error."""
    image = make.image()
    key = written(f"Image:{image.pk}")
    assert key.endswith("=")
    other = {"==": lambda c: chr(ord(c) + 1), "=": lambda c: chr(ord(c) + 1)}
    body = key.rstrip("=")
    padding = key[len(body) :]
    twisted = body[:-1] + other[padding](body[-1]) + padding
    assert graphql(NODE, id=key)["data"]["node"]["id"] == key
    answer = graphql(NODE, id=twisted)
    assert answer.get("errors") or answer == ABSENT


@pytest.mark.parametrize(
    "type_name", ["Page", "BlogIndex", "Home", "User", "APIToken", "Node", "post", "Image", "Query"]
)
def test_a_key_under_another_type_is_nothing(graphql, post, type_name):
    """Wanted: an object by the id of another type, or of a table that is not public. Got: null."""
    found = graphql(NODE, id=ids.encode(type_name, post.pk))["data"]["node"]
    assert found is None


@pytest.mark.parametrize("key", ["999999999999999999", "9999999999999999999", "9" * 300, "0", "-1"])
def test_numbers_beyond_all_keys_are_nothing(graphql, key):
    """Wanted: a crash of the database's integers. Got: null."""
    assert graphql(NODE, id=written(f"Post:{key}")) == ABSENT


@pytest.mark.parametrize("kind", ["login", "groups", "password"])
def test_counting_through_ids_tells_nothing_of_hidden_objects(graphql, count_sql, post, kind):
    """Wanted: which numbers are taken. Got: the same bytes, by the same statements."""
    people.restrict(post, kind)
    answers = []

    def ask(key):
        return lambda: answers.append(
            graphql.response(NODE, {"id": ids.encode("Post", key)}).content
        )

    hidden, absent = count_sql(ask(post.pk)), count_sql(ask(post.pk + 1000))
    assert answers[0] == answers[1]
    assert len(hidden) == len(absent)


def test_objects_by_ids_keep_their_places_and_hide_the_hidden(graphql, post):
    """Wanted: a hidden object among others. Got: null at its place."""
    people.restrict(post, "login")
    home = ids.encode("Home", make.home().pk)
    answer = graphql(NODES, ids=[ids.encode("Post", post.pk), home, ids.encode("Post", 98765)])
    assert answer == {"data": {"nodes": [None, {"__typename": "Home", "id": home}, None]}}
