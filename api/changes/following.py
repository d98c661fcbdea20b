"""When the log is written: after each commit that changed content, and after migrations."""

from typing import Any

from django.apps import AppConfig
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_migrate, post_save, pre_migrate

from api.changes import triggers
from api.changes.settling import reconcile, settle
from api.models import LogState
from api.versions import is_content

_ID = "api.changes"


def follow(app: AppConfig) -> None:
    """Install the triggers with migrations, and settle after commits."""
    pre_migrate.connect(_before_migration, sender=app, dispatch_uid=_ID)
    post_migrate.connect(_after_migration, sender=app, dispatch_uid=_ID)
    for signal in (post_save, post_delete, m2m_changed):
        signal.connect(_settle_after_commit, dispatch_uid=_ID)


def _before_migration(using: str, plan: Any = None, **kwargs: Any) -> None:
    if plan:
        triggers.remove(connections[using])


def _after_migration(using: str, plan: Any = None, **kwargs: Any) -> None:
    connection = connections[using]
    if plan and _is_unfinished(connection):
        return
    triggers.install(connection)
    tables = connection.introspection.table_names()
    if LogState._meta.db_table in tables and (plan or not LogState.objects.using(using).exists()):
        reconcile()


def _is_unfinished(connection: Any) -> bool:
    """Whether migrations are left to be run: there may be tables that the models do not know."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _settle_after_commit(sender: type[Model], using: str, **kwargs: Any) -> None:
    """Settle once the transaction is committed, once for all that it changes."""
    if not is_content(sender) or sender.__module__ == "__fake__":
        return
    waiting = transaction.get_connection(using).run_on_commit
    if not any(function is settle for _savepoints, function, _robust in waiting):
        transaction.on_commit(settle, using=using, robust=True)
