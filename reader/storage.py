"""Static files under hashed names, among them the reader's modules, which import each other."""

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

#: What Django looks for if it is told to follow the imports of every script.
MODULE_IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns[1]  # type: ignore[attr-defined]


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Rewrites imports in the reader's modules alone: Django tries it on every script or on none.

    So a browser that has an old module never mixes it with new ones.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("reader/*.js", MODULE_IMPORTS),
    )
