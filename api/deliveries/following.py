"""What deliveries listen to from the start; all else is loaded when there is something to do."""

from collections.abc import Callable
from typing import Any

from django.core import checks
from django.db.models.signals import post_save, pre_save

from api.changes.settling import changed
from api.deliveries.models import Webhook
from api.models import Change

#: Called when there are changes, in the thread of whoever has made them.
listeners: list[Callable[[], None]] = []


def follow() -> None:
    """Look at changes at once instead of after a while, and at the queries of webhooks."""
    changed.connect(_wake, sender=Change, dispatch_uid="api.deliveries")
    pre_save.connect(_before_beginning, sender=Webhook, dispatch_uid="api.deliveries")
    post_save.connect(_begin, sender=Webhook, dispatch_uid="api.deliveries")
    checks.register(_check, "hearth", checks.Tags.database)


def _wake(**kwargs: Any) -> None:
    for listener in listeners:
        listener()


def _before_beginning(instance: Webhook, **kwargs: Any) -> None:
    from api.deliveries import webhooks  # noqa: PLC0415 - needs the schema

    if instance._state.adding:
        webhooks.hear_from_now(instance)


def _begin(instance: Webhook, **kwargs: Any) -> None:
    from api.deliveries import webhooks  # noqa: PLC0415 - needs the schema

    webhooks.begin(instance)


def _check(app_configs: Any = None, databases: Any = None, **kwargs: Any) -> list[Any]:
    from api.deliveries import queries  # noqa: PLC0415 - needs the schema

    return list(queries.check_stored(databases))
