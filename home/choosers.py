"""Wagtail's choosers without the inline script that starts them.

Wagtail 8 writes `<script>new PageChooser(…)</script>` behind each chooser, in Python, so that no
template can leave it out. `home/static/home/widgets.js` starts them instead.
"""

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.widgets.chooser import BaseChooser


def render(
    self: Any, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
) -> SafeString:
    """Return the chooser's HTML and what its script needs to know."""
    assert attrs is not None, "A chooser needs an id."
    data = self.get_value_data(value)
    return format_html(
        '{}<template data-hearth-widget="{}" data-id="{}" data-options="{}"></template>',
        self.render_html(name, data, attrs),
        self.js_constructor,
        attrs["id"],
        json.dumps(self.get_js_init_options(attrs["id"], name, data)),
    )


def install() -> None:
    """Let all choosers be rendered so."""
    BaseChooser.render = render
