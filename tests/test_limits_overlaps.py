"""Merging of fields: the same verdict as graphql-core's, in time close to linear."""

from random import Random

import pytest
from graphql import build_schema, parse, validate
from graphql.validation import OverlappingFieldsCanBeMergedRule

from api.errors import LimitExceeded
from api.limits.overlaps import conflicts
from api.limits.values import Steps

SCHEMA = build_schema(
    """
    interface Being {
      name: String x: Int self: Being friends: [Being] pick(a: Int, b: [Int]): String
    }
    type Dog implements Being {
      name: String! x: Int self: Dog friends: [Being] pick(a: Int, b: [Int]): String
      y: Int owner: Human size: Size
    }
    type Cat implements Being {
      name: String x: Int! self: Being friends: [Being!] pick(a: Int, b: [Int]): String
      y: String owner: Human size: [Size]
    }
    type Human { name: String dog: Dog cat: Cat pets: [Pet] best: Being size: Size! y: [[Int]] }
    union Pet = Dog | Cat
    enum Size { SMALL LARGE }
    type Query { dog: Dog cat: Cat being: Being beings: [Being] pet: Pet human: Human name: String }
    """
)
COMPOSITES = ["Dog", "Cat", "Human", "Being", "Pet", "Query"]
ARGUMENTS = [
    "",
    "",
    "(a: 1)",
    "(a: 2)",
    "(a: $v)",
    "(b: [1, 2])",
    "(b: [1], a: 1)",
    "(a: 1, b: [1])",
]


class Writer:
    """Writes random documents; fragments spread later ones only, so there are no circles."""

    def __init__(self, seed):
        self.random = Random(seed)  # noqa: S311 - anything but secret
        self.fragments = self.random.randint(0, 4)
        self.varied = self.random.choice((0.05, 0.2, 0.6))

    def document(self):
        parts = [f"query {self.selections('Query', 0, 3)}"]
        for number in range(self.fragments):
            on = self.random.choice(COMPOSITES)
            parts.append(f"fragment F{number} on {on} {self.selections(on, number + 1, 2)}")
        return "\n".join(parts)

    def selections(self, parent, fragment, depth):
        count = self.random.randint(1, 4)
        return (
            "{" + " ".join(self.selection(parent, fragment, depth) for _one in range(count)) + "}"
        )

    def selection(self, parent, fragment, depth):
        chance = self.random.random()
        if chance < 0.15 and depth > 0:
            on = self.random.choice([*COMPOSITES, parent, parent])
            condition = f" on {on}" if self.random.random() < 0.8 else ""
            inner = on if condition else parent
            return f"...{condition} {self.selections(inner, fragment, depth - 1)}"
        if chance < 0.3 and fragment < self.fragments:
            return f"...F{self.random.randrange(fragment, self.fragments)}"
        return self.field(parent, fragment, depth)

    def field(self, parent, fragment, depth):
        known = getattr(SCHEMA.type_map[parent], "fields", {})
        inside = {name: str(one.type).strip("[]!") for name, one in known.items()}
        names = [name for name, of in inside.items() if depth > 0 or of not in COMPOSITES]
        name = self.random.choice([*names, *names, "__typename", "unknown"][: 2 * len(names) + 2])
        alias = ""
        if self.random.random() < self.varied:
            alias = f"{self.random.choice(('a', 'name', 'x', 'dog'))}: "
        arguments = self.random.choice(ARGUMENTS) if name == "pick" else ""
        of = inside.get(name)
        below = self.selections(of, fragment, depth - 1) if of in COMPOSITES else ""
        return f"{alias}{name}{arguments}{below}"


def theirs(tree):
    return validate(SCHEMA, tree, [OverlappingFieldsCanBeMergedRule])


def test_the_verdict_on_random_documents_is_that_of_graphql_core():
    verdicts = []
    for seed in range(4000):
        text = Writer(seed).document()
        tree = parse(text)
        expected = bool(theirs(tree))
        assert bool(conflicts(SCHEMA, tree)) is expected, (seed, text)
        verdicts.append(expected)
    assert 1000 < sum(verdicts) < 3000


@pytest.mark.parametrize(
    "text",
    [
        "{x: name x: dog {name}}",
        "{being {pick(a: 1) pick(a: 2)}}",
        "{being {pick(a: 1) pick}}",
        "{being {... on Dog {y} ... on Cat {y}}}",
        "{being {... on Dog {size} ... on Cat {size}}}",
        "{being {... on Dog {n: name} ... on Cat {n: name}}}",
        "{dog {self {a: name}} dog {self {a: x}}}",
        "{human {a: dog {name}} human {a: cat {name}}}",
        "{pet {...A ...B}} fragment A on Dog {owner {a: name}} fragment B on Dog {owner {a: y}}",
    ],
)
def test_the_message_is_that_of_graphql_core(text):
    tree = parse(text)
    (expected,) = theirs(tree)
    (found,) = conflicts(SCHEMA, tree)
    assert found.message == expected.message
    assert sorted(found.locations) == sorted(expected.locations)


def steps_for(text):
    steps = Steps()
    assert conflicts(SCHEMA, parse(text), steps) == []
    return steps.taken


@pytest.mark.parametrize(
    "repeated",
    [
        lambda count: "{" + "being {name} " * count + "}",
        lambda count: "{" + "being {friends {name}} " * count + "}",
        lambda count: "{being {" + "... on Dog {y} ... on Being {name} " * count + "}}",
        lambda count: (
            "{...F0}"
            + "".join(
                f"fragment F{one} on Query {{being {{name}} ...F{one + 1} ...F{one + 1}}} "
                for one in range(count)
            )
            + f"fragment F{count} on Query {{name}}"
        ),
        lambda count: (
            "{being {...F0}}"
            + "".join(
                f"fragment F{one} on Being {{a: self {{...F{one + 1}}} b: self {{...F{one + 1}}}}} "
                for one in range(count // 10)
            )
            + f"fragment F{count // 10} on Being {{name}}"
        ),
    ],
)
def test_twice_as_much_text_takes_about_twice_as_many_steps(repeated):
    assert steps_for(repeated(200)) < 3 * steps_for(repeated(100))


def test_what_is_too_entangled_is_refused_and_not_finished():
    # Whoever goes through `self` takes a mark along to the end, so no two ways meet the same.
    depth = 13
    parts = [f"{{being {{...F0}}}} fragment F{depth} on Being {{name}}"]
    for at in range(depth):
        mark = f"...M{at}x{at + 1}"
        parts.append(
            f"fragment F{at} on Being {{self {{...F{at + 1} {mark}}} friends {{...F{at + 1}}}}}"
        )
        for level in range(at + 1, depth):
            on = f"...M{at}x{level + 1}"
            parts.append(f"fragment M{at}x{level} on Being {{self {{{on}}} friends {{{on}}}}}")
        parts.append(f"fragment M{at}x{depth} on Being {{x}}")
    steps = Steps()
    with pytest.raises(LimitExceeded):
        conflicts(SCHEMA, parse(" ".join(parts)), steps)
    assert steps.taken <= steps.most + 1000
