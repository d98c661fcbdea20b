"""Help in a crisis inside bodies: the lines that a block chooses, or else all of its language."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from api.blocks import Item
from api.caching.dependencies import Dependencies
from api.limits.directives import size
from api.loading import Loader, Session
from api.sources import Call, Ref, Source
from api.types.contacts import CRISIS_RESOURCES, CrisisResource
from api.types.registry import block_types
from api.visibility import visible
from blog import blocks, models
from home.models import CrisisResource as CrisisResourceModel


def _lines(session: Session, keys: Collection[int]) -> dict[int, list[Any]]:
    """Return the visible lines in the language of each post, or else in the site's own."""
    posts = models.PostPage.objects.filter(pk__in=[int(key) for key in keys])
    languages = dict(posts.values_list("pk", "locale_id"))
    lines = defaultdict(list)
    for line in visible(CrisisResourceModel.objects.all(), session):
        lines[line.locale_id].append(line)
    default = lines[session.roots[0].locale_id]
    return {key: lines.get(languages.get(int(key), 0)) or default for key in keys}


def _note(depends: Dependencies, keys: Collection[int], found: Any) -> None:
    depends.objects(models.PostPage, keys)
    depends.any(CrisisResourceModel)


#: The lines that posts show which choose none, by the key of the post.
LINES = Loader(_lines, _note)


class _Chosen(Source):
    """The lines that a block chooses, without those that are gone or hidden."""

    loads = (CRISIS_RESOURCES,)

    def read(self, source: Any, session: Session, **arguments: Any) -> Any:
        """Return the lines."""
        kind = source.kind.child("resources")
        return kind.read(source.raw("resources"), source, "resources", session)

    def expect(self, source: Any, session: Session) -> None:
        """Expect them."""
        kind = source.kind.child("resources")
        kind.expect(source.raw("resources"), source, "resources", session)


CHOSEN = _Chosen()
OF_POST = Ref(LINES, Call(lambda item, _session: item.owner.pk))


@block_types.computed(
    blocks.CrisisBlock,
    "The lines to show, in their order. A block that chooses none has all lines of its language.",
    CHOSEN,
    OF_POST,
    directives=[size(5)],
)
def resources(item: Item, session: Session) -> list[CrisisResource]:
    """Return the lines; readers are never left with none while there are some."""
    return CHOSEN.read(item, session) or OF_POST.read(item, session) or []
