"""The order of loading: each loader comes after all that may queue keys for it."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from api.execution.functions import Function
from api.execution.plans import CallSite, CallStage, LoaderSite, LoaderStage, Site, Stage
from api.loading import Loader, RowLoader
from api.prepared import merged


def ordered(
    sites: Sequence[Site], finishes: Mapping[Site, Function], full: set[Loader] | None
) -> list[Stage]:
    """Return a stage for each loader and each function, in the order in which they run.

    `finishes` are the functions that finish what the sites were given; `full` the loaders whose
    objects must be whole instances, None if all must. Where loaders lead to each other in a
    circle, a run goes round until nothing is queued: `next` of a stage leads back.
    """
    stages = _stages(sites, full)
    after = _edges(sites, finishes, stages)
    found = _sorted(list(dict.fromkeys(stages.values())), after)
    place = {stage: index for index, stage in enumerate(found)}
    for index, stage in enumerate(found):
        stage.next = min([index + 1, *(place[later] for later in after[stage])])
    return found


def _stages(sites: Sequence[Site], full: set[Loader] | None) -> dict[Any, Stage]:
    """Return the stage of each site and of each loader."""
    stages: dict[Any, Stage] = {}
    loaders: dict[Loader, list[LoaderSite]] = {}
    for site in sites:
        if isinstance(site, LoaderSite):
            loaders.setdefault(site.loader, []).append(site)
        else:
            stages[site] = CallStage(site)
    for loader, several in loaders.items():
        stage = LoaderStage(loader, several)
        if full is not None and loader not in full:
            read = [column for site in several for column in site.columns or ()]
            joins = isinstance(loader, RowLoader) and loader.joins
            stage.columns = merged(read if joins else [one for one in read if isinstance(one, str)])
        stages |= dict.fromkeys([loader, *several], stage)
    return stages


def _edges(
    sites: Sequence[Site], finishes: Mapping[Site, Function], stages: Mapping[Any, Stage]
) -> dict[Stage, dict[Stage, None]]:
    """Return which stages come after each stage."""
    after: dict[Stage, dict[Stage, None]] = {stage: {} for stage in stages.values()}
    loaders = [key for key in stages if isinstance(key, Loader)]
    for site in sites:
        for function in finishes[site].reachable():
            after[stages[site]].update((stages[later], None) for later in function.sites)
        if isinstance(site, CallSite):
            for loader in loaders if site.loads is None else site.loads:
                if loader in stages:
                    after[stages[loader]][stages[site]] = None
    return after


def _sorted(stages: Sequence[Stage], after: Mapping[Stage, Iterable[Stage]]) -> list[Stage]:
    """Return the stages, each behind those that it comes after; circles are cut somewhere.

    Of two that may run, a loader comes before a function: what functions load themselves waits
    until as many keys as possible are known.
    """
    waits_for = dict.fromkeys(stages, 0)
    for stage in stages:
        for later in after[stage]:
            waits_for[later] += later is not stage
    ready = {False: deque[Stage](), True: deque[Stage]()}
    rest = iter(stages)
    done: dict[Stage, None] = {}
    for stage in stages:
        if not waits_for[stage]:
            ready[isinstance(stage, CallStage)].append(stage)
    while len(done) < len(stages):
        queue = ready[False] or ready[True]
        stage = queue.popleft() if queue else next(one for one in rest if one not in done)
        if stage in done:
            continue
        done[stage] = None
        for later in after[stage]:
            waits_for[later] -= later is not stage
            if not waits_for[later] and later not in done:
                ready[isinstance(later, CallStage)].append(later)
    return list(done)
