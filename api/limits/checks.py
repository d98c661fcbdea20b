"""What `manage.py check` tells of the manifest of trusted documents."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import strawberry
from django.core import checks

from api.limits.stored import problems_of
from api.limits.trusted import BrokenManifest, read


def of_manifest(schema: strawberry.Schema, path: Path) -> Iterator[Any]:
    """Report a manifest that is missing or broken, and each document that the schema breaks."""
    try:
        manifest = read(path)
    except BrokenManifest as error:
        yield checks.Error(str(error), id="hearth.E001")
        return
    for problem in problems_of(schema, manifest.documents):
        if problem.is_breakage:
            message = f"A trusted document is no longer valid: {problem}"
            yield checks.Error(message, id="hearth.E002")
