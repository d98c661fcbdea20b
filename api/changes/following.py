"""When the log is written: after each commit that changed content, and after migrations."""

from typing import Any

from django.apps import AppConfig
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save, pre_migrate

from api.changes import triggers
from api.changes.reconciling import is_suspended, reconcile, suspend
from api.changes.settling import settle
from api.models import LogState
from api.versions import is_content

_ID = "api.changes"
#: For how many seconds at the most one commit begins to settle further changes.
PATIENCE = 1.0


def follow(app: AppConfig) -> None:
    """Install the triggers with migrations, and settle after commits."""
    pre_migrate.connect(_before_migration, sender=app, dispatch_uid=_ID)
    post_migrate.connect(_after_migration, sender=app, dispatch_uid=_ID)
    for signal in (post_save, post_delete, m2m_changed):
        signal.connect(_settle_after_commit, dispatch_uid=_ID)


def _before_migration(using: str, plan: Any = None, **kwargs: Any) -> None:
    if plan and using == DEFAULT_DB_ALIAS:
        suspend()
        triggers.remove(connections[using])


def _after_migration(using: str, plan: Any = None, **kwargs: Any) -> None:
    connection = connections[using]
    if using != DEFAULT_DB_ALIAS or (plan and _is_unfinished(connection)):
        return
    if LogState._meta.db_table not in connection.introspection.table_names():
        return
    is_missed = plan or is_suspended()
    if is_missed or not set(triggers.wanted(connection)) <= set(triggers.installed(connection)):
        reconcile()
    else:
        triggers.install(connection)


def _is_unfinished(connection: Any) -> bool:
    """Whether migrations are left to be run: there may be tables that the models do not know."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def settle_some() -> None:
    """Settle for a moment: whoever has saved something does not wait for all that others did."""
    settle(PATIENCE)


def _settle_after_commit(sender: type[Model], using: str, **kwargs: Any) -> None:
    """Settle once the transaction is committed, once for all that it changes."""
    if not is_content(sender) or sender.__module__ == "__fake__":
        return
    waiting = transaction.get_connection(using).run_on_commit
    if not any(function is settle_some for _savepoints, function, _robust in waiting):
        transaction.on_commit(settle_some, using=using, robust=True)
