"""What members may see: every edge, by every restriction and everybody who may ask."""

import pytest

from tests import people
from tests.edges import EDGES, PATH, THINGS
from tests.test_visibility import Reader, keys  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

PAGES = ["secret", "translation", "index", "spanish home", "spanish blog"]
FILES = ["image", "document"]
PEOPLE = ["stranger", "member", "member of the group", "superuser"]
#: Who sees what has a restriction of a kind.
PASSES = {
    "login": {"member", "member of the group", "superuser"},
    "groups": {"member of the group", "superuser"},
    "password": {"superuser"},
}


class MembersReader(Reader):
    """A reader who sends headers with everything."""

    headers = {}

    def response(self, name, row, **headers):
        return super().response(name, row, **self.headers, **headers)


@pytest.fixture
def reader(graphql, keys):  # noqa: F811 - the fixture
    return MembersReader(graphql, keys)


def headers(who):
    if who == "stranger":
        return {}
    if who == "superuser":
        return people.bearer(people.superuser())
    return people.bearer(people.member(groups=["friends" if "group" in who else "others"]))


def column(name, *, shown):
    """What the reader has to find at all edges of a thing."""
    mark, edges = THINGS[name][0], EDGES[name].items()
    if not shown:
        return {edge: (row.hidden, False) for edge, row in edges}
    return {
        edge: (row.shown, row.shown is ... or mark in str(row.shown).lower()) for edge, row in edges
    }


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("kind", PASSES)
@pytest.mark.parametrize("name", [*PAGES, *FILES])
def test_a_restriction_is_passed_at_every_edge_or_at_none(reader, name, kind, who):
    people.restrict(reader.thing(name), kind, groups=["friends"])
    reader.headers = headers(who)
    assert reader.column(name) == column(name, shown=who in PASSES[kind])


@pytest.mark.parametrize("name", PAGES)
def test_a_grant_opens_a_page_with_a_password_at_every_edge(reader, name):
    page = reader.thing(name)
    people.restrict(page, "password")
    path = {"secret": PATH, "translation": "/es/blog/cernicalo/", "index": "/corner/"}
    path |= {"spanish home": "/es/", "spanish blog": "/es/blog/"}
    reader.headers = {"Page-Grant": people.grant(reader.graphql, path[name])}
    assert reader.column(name) == column(name, shown=True)


@pytest.mark.parametrize("name", THINGS)
def test_whoever_has_a_token_sees_what_everybody_sees(reader, name):
    reader.headers = headers("member")
    assert reader.column(name) == column(name, shown=True)


def test_each_restriction_on_the_way_to_a_page_has_to_be_passed(reader):
    page = reader.thing("secret")
    shelf = page.get_parent()
    people.restrict(shelf.get_parent(), "login")
    people.restrict(shelf, "groups", groups=["friends"])
    people.restrict(page, "groups", groups=["family"])
    for groups in ([], ["friends"], ["family"]):
        reader.headers = people.bearer(people.member(f"mia {groups}", groups=groups))
        assert reader.column("secret") == column("secret", shown=False)
    reader.headers = people.bearer(people.member(groups=["friends", "family"]))
    assert reader.column("secret") == column("secret", shown=True)


def test_a_member_of_one_of_several_groups_passes(reader):
    people.restrict(reader.thing("secret"), "groups", groups=["friends", "family"])
    reader.headers = people.bearer(people.member(groups=["family"]))
    assert reader.column("secret") == column("secret", shown=True)


ROUTE = f'{{route(path: "{PATH}") {{... on RestrictedPage {{reason}}}}}}'


@pytest.mark.parametrize(
    ("who", "reason"),
    [("stranger", "LOGIN"), ("member", "GROUPS"), ("member of the group", "PASSWORD")],
)
def test_a_route_names_the_next_restriction_that_is_not_passed(reader, who, reason):
    page = reader.thing("secret")
    people.restrict(page.get_parent(), "login")
    people.restrict(page, "groups", groups=["friends"])
    people.restrict(page, "password")
    answer = reader.graphql.response(ROUTE, headers=headers(who))
    assert answer.json() == {"data": {"route": {"reason": reason}}}
