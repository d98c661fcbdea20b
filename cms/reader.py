"""What the reader is told of the site, without an HTTP request to our own endpoint between them."""

from typing import Any

from django.http import HttpRequest
from wagtail.models import Page

from api import ids
from api.execution import Request, execute
from api.identity import ANONYMOUS
from api.loading import Session
from api.schema import schema
from api.types.site_settings import frontend_urls
from home.headers import origins
from home.models.addresses import framing


class SiteContent:
    """The site that a browser asks for, as a stranger sees it: whoever looks, one page for all."""

    def __init__(self, request: HttpRequest, language: str) -> None:
        self.session = Session(request, frontend_urls=frontend_urls, identity=ANONYMOUS)
        # The language is in the path, as for every page of the site.
        self.session.language = language or self.session.roots[0].language_code

    @property
    def front_end(self) -> str:
        """The address of another front end than the reader, if there is one."""
        return self.session.context.frontend_urls.get(self.session.site.pk, "")

    @property
    def admins(self) -> list[str]:
        """The origins of other hosts at which the admin may show a preview in its panel."""
        return origins(framing(self.session.request))

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Return the answer to a query."""
        answer = execute(
            schema, Request(query, variables), self.session, read_only=True, is_ours=True
        )
        if answer.body.get("errors"):
            raise RuntimeError(f"The reader's own query failed: {sorted(answer.codes)}")
        data: dict[str, Any] = answer.body["data"]
        return data

    def page(self, global_id: str) -> Page | None:
        """Return the page with an id of the API, for the user bar of editors."""
        _type, key = ids.decode(global_id, "id")
        found: Page | None = Page.objects.filter(pk=ids.primary_key(key)).first()
        return found.specific if found else None
