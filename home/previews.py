"""Previews: the admin sends editors to the front end, with a token for what they are writing.

The front end shows it by the API, as it shows everything. This layer knows nothing of the API: the
setting `HEARTH_PREVIEWS` names the function that keeps the content and makes the token.
"""

from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.module_loading import import_string


def entrance(front_end: str = "", *, server: str = "") -> str:
    """Return the address at which a front end takes previews; without one, the reader of a server.

    Both are given as base URLs; the reader of the host that is asked needs none.
    """
    if front_end:
        return f"{front_end}/{settings.HEARTH_PREVIEW_PATH.lstrip('/')}"
    return f"{server}/preview/"


class FrontEndPreview:
    """A page or a snippet whose previews are shown by the front end."""

    def place_of_preview(self, request: HttpRequest) -> tuple[str, str]:
        """Return the address that takes previews, as `entrance` does, and the path of the page."""
        raise NotImplementedError

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseRedirect:
        """Send the editor to the front end, which shows the object as it is written now.

        Nothing of it need be saved. Each look is a redirect of its own, which nobody may keep.
        """
        user: Any = getattr(request, "user", None)
        if user is None or not user.is_authenticated:
            raise PermissionDenied
        keep = import_string(settings.HEARTH_PREVIEWS)
        told = keep(self, user, is_editing=getattr(request, "is_editing", False))
        in_panel = getattr(request, "in_preview_panel", False)
        response = HttpResponseRedirect(self.address_of_preview(request, *told, in_panel=in_panel))
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response

    def address_of_preview(
        self,
        request: HttpRequest,
        token: str,
        type_name: str,
        global_id: str,
        *,
        in_panel: bool = False,
    ) -> str:
        """Return where the front end shows what a token is for.

        The token stands in the fragment: browsers send it to no server, so that it is in no log.
        """
        address, path = self.place_of_preview(request)
        values = {"token": token, "type": type_name, "id": global_id, "path": path}
        told = urlencode({name: text for name, text in values.items() if text}, quote_via=quote)
        query = "?in_preview_panel=true" if in_panel else ""
        return f"{address}{query}#{told}"
