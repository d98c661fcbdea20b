"""Random operations over the streams of Wagtail's test application, both ways.

Values are random too: what a block could have stored, and what it could not. As in
`tests/execution/test_fuzz.py`, `HEARTH_FUZZ` says how many operations, `HEARTH_FUZZ_SEED` which.
"""

import os
from random import Random

import pytest
from wagtail import blocks
from wagtail.models import Site

from tests.execution.both import Both, is_valid
from tests.execution.operations import Writer
from tests.streams import StreamSchema, new_session
from tests.testapp.test_testapp import FIELDS, IDS, picture, site  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

COUNT = int(os.environ.get("HEARTH_FUZZ", "240"))
SEED = int(os.environ.get("HEARTH_FUZZ_SEED", "0"))
EACH = max(COUNT // len(FIELDS), 1)


class Raw:
    """Random raw values of blocks; `keys` are those of objects that exist."""

    def __init__(self, seed, keys):
        self.random = Random(seed)  # noqa: S311 - tests, not secrets
        keys = [*keys, 987654]
        link = f'<p>See <a linktype="page" id="{keys[0]}">this</a>.</p>'
        self.leaves = [None, True, 5, 2**70, 1.5, "text", "", link, "2026-01-01", "12:30"]
        self.leaves += ["2026-01-01T00:00:00Z", "https://example.org/", [], {}, [None, 5, "x"]]
        self.leaves += [{"image": keys[0], "alt_text": "a"}, {"data": [["a", 1], "b"]}]
        self.leaves += [*keys, *keys, *map(str, keys)]

    def value(self, block):
        roll = self.random.random()
        if roll < 0.25:
            default = block.get_prep_value(block.get_default())
            return self.random.choice([default, self.random.choice(self.leaves)])
        if isinstance(block, blocks.BaseStructBlock):
            return {name: self.value(child) for name, child in block.child_blocks.items()}
        if isinstance(block, blocks.BaseStreamBlock):
            return self.stream(block)
        if isinstance(block, blocks.ListBlock):
            return self.list(block)
        return self.random.choice(self.leaves)

    def list(self, block):
        """Return entries in either of the two formats in which lists are stored."""
        entries = [self.value(block.child_block) for _one in range(self.random.randrange(4))]
        wrapped = [{"type": "item", "id": f"i{n}", "value": one} for n, one in enumerate(entries)]
        return self.random.choice([entries, wrapped])

    def stream(self, block):
        named = [*block.child_blocks.items()] * 2
        self.random.shuffle(named)
        return [
            {"type": name, "value": self.value(child), "id": f"b{n}"}
            for n, (name, child) in enumerate(named[:12])
        ]


@pytest.mark.parametrize(("model", "field"), FIELDS, ids=IDS)
def test_random_operations_have_the_same_answers_both_ways(model, field):
    schema = StreamSchema(field.stream_block)
    keys = [Site.objects.get().root_page_id, picture("room").pk]
    writer = Writer(schema.schema._schema, {}, fields=60)
    outcomes = []
    for seed in range(SEED, SEED + EACH):
        operation = writer.operation(seed)
        if not is_valid(schema.schema, operation.text):
            continue
        raw = Raw(seed, keys).stream(field.stream_block)
        both = Both(schema.schema, new_session, lambda raw=raw: raw)
        outcomes.append(both(operation.text, **operation.variables))

    assert [outcome.why for outcome in outcomes if not outcome.is_excused] == []
    compiled = [outcome for outcome in outcomes if outcome.compiled]
    assert len(compiled) > len(outcomes) * 0.7
