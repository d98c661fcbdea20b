"""What `manage.py check` tells of the API's settings."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks

from api.limits.stored import problems_of
from api.limits.trusted import BrokenManifest, read


def register() -> None:
    """Let Django run the checks."""
    checks.register(trusted_documents, "hearth")


def trusted_documents(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[Any]:
    """Report a manifest of trusted documents that is missing or broken, and what it breaks."""
    path = getattr(settings, "HEARTH_TRUSTED_DOCUMENTS", "")
    return list(_of_manifest(Path(path))) if path else []


def _of_manifest(path: Path) -> Iterator[Any]:
    from api.schema import schema  # noqa: PLC0415 - needs the models of all apps

    try:
        manifest = read(path)
    except BrokenManifest as error:
        yield checks.Error(str(error), id="hearth.E001")
        return
    for problem in problems_of(schema, manifest.documents):
        if problem.is_breakage:
            message = f"A trusted document is no longer valid: {problem}"
            yield checks.Error(message, id="hearth.E002")
