"""Retention: what is old is forgotten, but nothing that somebody has yet to be told."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from api.changes import upkeep
from api.deliveries.consumers import needed, retire
from api.deliveries.models import Delivery

#: Changes younger than this stay as they are: most clients come more often.
UNTOUCHED = timedelta(days=1)
#: How many deliveries one transaction deletes.
CHUNK = 500


def keep_house() -> dict[str, int]:
    """Forget and compact; return how many changes and deliveries are gone, and for what reason."""
    now = timezone.now()
    retire()
    return {
        "forgotten": upkeep.forget(now - timedelta(days=settings.HEARTH_CHANGES_DAYS), needed()),
        "compacted": upkeep.compact(now - UNTOUCHED, needed()),
        "deliveries": forget_deliveries(now - timedelta(days=settings.HEARTH_WEBHOOK_DAYS)),
    }


def forget_deliveries(before: datetime) -> int:
    """Delete deliveries from before a moment, those that are still waiting too."""
    gone = 0
    old = Delivery.objects.filter(created_at__lt=before).order_by("pk").values_list("pk", flat=True)
    while keys := list(old[:CHUNK]):
        gone += Delivery.objects.filter(pk__in=keys)._raw_delete(DEFAULT_DB_ALIAS)
    return gone
