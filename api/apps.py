"""Hearth's GraphQL API: an engine for any Wagtail project, and this project's content types."""

from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core import checks


class ApiConfig(AppConfig):
    """Registers the API's templates, static files, commands and checks; follows changes."""

    name = "api"

    def ready(self) -> None:
        """Follow the changes of content, and forget drafts; let the settings be checked."""
        from api import previews, rates  # noqa: PLC0415 - needs the models
        from api.changes import checks as of_changes  # noqa: PLC0415
        from api.changes import following, tracking  # noqa: PLC0415
        from api.deliveries import following as listening  # noqa: PLC0415
        from api.deliveries import means  # noqa: PLC0415

        # Another project declares what it has; the engine alone follows sites and redirects.
        if apps.is_installed("blog"):
            tracking.declare(_content)
        following.follow(self)
        previews.watch()
        means.provide(_means)
        listening.follow()
        checks.register(rates.check_settings, "hearth")
        checks.register(trusted_documents, "hearth")
        checks.register(of_changes.check_log, checks.Tags.database)


def _content() -> None:
    if not apps.is_installed("blog"):  # The engine serves other projects, too.
        return
    import api.types.tracked  # noqa: F401, PLC0415 - declares what is tracked, and needs the models


def _means() -> Any:
    from api.deliveries.means import Means  # noqa: PLC0415 - needs the models
    from api.schema import NODES, schema, session_for  # noqa: PLC0415
    from home.links import asking  # noqa: PLC0415

    return Means(schema, session_for, NODES, asking)


def trusted_documents(app_configs: Any, **kwargs: Any) -> list[Any]:
    """Check the manifest of trusted documents, if there is one."""
    path = getattr(settings, "HEARTH_TRUSTED_DOCUMENTS", "")
    if not path:
        return []
    from api.limits.checks import of_manifest  # noqa: PLC0415 - needs the models
    from api.schema import schema  # noqa: PLC0415

    return list(of_manifest(schema, Path(path)))
