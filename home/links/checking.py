"""Checking all links of the site, politely."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, zip_longest
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from home.links.asking import Answer, ask
from home.links.places import collect
from home.models.links import LinkCheck


def check_all(ask: Callable[[str], Answer] = ask) -> dict[str, int]:
    """Find all links, ask for each address elsewhere once; return how many of what there were."""
    collect()
    checks = LinkCheck.objects.order_by("pk")
    last_asked: dict[str, float] = {}
    for check in _by_turns(checks):
        _wait_for(_host(check.url), last_asked)
        note(check, ask(check.url))
    return {
        "checked": len(checks),
        "failing": sum(check.failures > 0 and not check.is_broken for check in checks),
        "broken": sum(check.is_broken for check in checks),
    }


def note(check: LinkCheck, answer: Answer) -> None:
    """Write down what came of asking for an address."""
    now = timezone.now()
    check.checked_at = now
    check.status, check.error = answer.status, answer.error[:200]
    if answer.is_failure:
        check.failures = min(check.failures + 1, 1000)
        check.first_failed_at = check.first_failed_at or now
    else:
        check.failures, check.first_failed_at = 0, None
    check.save()


def _by_turns(checks: Iterable[LinkCheck]) -> Iterator[LinkCheck]:
    """Yield the checks so that hosts take turns, each resting while the others are asked."""
    hosts: dict[str, list[LinkCheck]] = defaultdict(list)
    for check in checks:
        hosts[_host(check.url)].append(check)
    return (check for check in chain(*zip_longest(*hosts.values())) if check)


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _wait_for(host: str, last_asked: dict[str, float]) -> None:
    """Let a host rest between two questions."""
    rest = last_asked.get(host, 0) + settings.HEARTH_LINKS_PAUSE - time.monotonic()
    if host in last_asked and rest > 0:
        time.sleep(rest)
    last_asked[host] = time.monotonic()
