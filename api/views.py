"""The endpoint: from an HTTP request to an HTTP response, whatever happens in between."""

import logging
from collections.abc import Callable
from typing import Any

import strawberry
from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from api.caching import responses as kept_answers
from api.caching.entries import Entry
from api.caching.serving import Serving
from api.changes import feed
from api.errors import MASKED, ApiError, BadRequest, RateLimited
from api.execution import Answer, Request, execute, refused, unavailable
from api.http import persisted, reading
from api.http.negotiation import JSON_TYPE, accepted
from api.http.refusals import Refusal
from api.http.responses import METHODS, VARY, respond
from api.limits import trusted, variables
from api.loading import Session
from api.rates import LEAST, Account, Address, peer

logger = logging.getLogger(__name__)

#: How often a page of changes is made, should the content change each time.
ATTEMPTS = 3


class GraphQLView(View):
    """The endpoint. It reads no cookies, so it needs no CSRF token.

    GraphiQL is the exception, while DEBUG, and sends one: see `api.identity`.
    `address` tells by which address an anonymous client is counted.
    """

    schema: strawberry.Schema = None  # type: ignore[assignment]
    session_for: Callable[[HttpRequest], Session] = None  # type: ignore[assignment]
    address: Address = staticmethod(peer)

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Callable[..., HttpResponseBase]:
        """Return the function that answers a request."""
        # Not `method_decorator`, which decorates anew for each request.
        return csrf_exempt(super().as_view(**initkwargs))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer a query in the URL or in a body."""
        if request.method == "OPTIONS":
            return _options()
        exchange = _Exchange(request, Account(request, self.address))
        answer = self._counted(exchange)
        if isinstance(answer, Entry):
            response = kept_answers.respond(request, answer)
        else:
            response = respond(request, answer, exchange.media_type, exchange.refusal)
        if not kept_answers.is_replayed(response):
            for name, text in exchange.account.headers().items():
                response[name] = text
        return response

    def _counted(self, exchange: "_Exchange") -> Answer | Entry:
        answer = self._answer(exchange)
        if not exchange.account.is_settled:
            try:
                exchange.account.charge(LEAST)
            except RateLimited as error:
                exchange.refusal = None
                return refused([error], error.code)
        return answer

    def _answer(self, exchange: "_Exchange") -> Answer | Entry:
        try:
            return self._executed(exchange)
        except ApiError as error:
            if isinstance(error, Refusal):
                exchange.refusal = error
            return refused([error], error.code)
        except (DatabaseError, InterfaceError):
            logger.exception("The database failed before a query was answered")
            return unavailable()
        except Exception:
            logger.exception("A request failed")
            return unavailable(MASKED)

    def _executed(self, exchange: "_Exchange") -> Answer | Entry:
        request, account = exchange.request, exchange.account
        account.check()
        if request.method not in ("GET", "HEAD", "POST"):
            raise Refusal(405, f"Use one of {METHODS}.", {"Allow": METHODS})
        serving = Serving.of(request)
        if serving is not None and (entry := serving.known()) is not None:
            account.charge(LEAST)
            return entry
        exchange.media_type = accepted(request)
        read = reading.from_body if request.method == "POST" else reading.from_url
        asked, digest = _request(read(request))
        answer = self._kept(exchange, asked, serving, is_final=not digest)
        if digest and (isinstance(answer, Entry) or answer.executed):
            persisted.keep(digest, asked.query)
        return answer

    def _kept(
        self, exchange: "_Exchange", asked: Request, serving: Serving | None, *, is_final: bool
    ) -> Answer | Entry:
        """Return what is kept of an answer, or make it."""
        request, account = exchange.request, exchange.account
        session = self.session_for(request)

        def executed(session: Session, admit: Callable[[int], None] | None) -> Answer:
            is_read = request.method != "POST"
            return execute(self.schema, asked, session, read_only=is_read, admit=admit)

        def made() -> Answer:
            answer = executed(session, lambda cost: account.charge(cost, session))
            latest = session
            for _attempt in range(ATTEMPTS - 1):
                if not feed.is_torn(latest):
                    break
                latest = latest.anew(self.session_for)
                answer = executed(latest, None)
            return answer

        if serving is None:
            return made()
        # What is refused without being looked for has no key: variables may be too deep for one.
        trusted.check(asked.query)
        variables.check(asked.variables)
        with serving.answered(asked, exchange.media_type, is_final=is_final) as making:
            if making.entry is not None:
                account.charge(LEAST)
                return making.entry
            answer = making.make(session, made)
            return making.entry or answer


class _Exchange:
    """What is known of one request while it is answered."""

    def __init__(self, request: HttpRequest, account: Account) -> None:
        self.request = request
        self.account = account
        self.media_type = JSON_TYPE
        self.refusal: Refusal | None = None


def _request(values: dict[str, Any]) -> tuple[Request, str | None]:
    """Return what is asked, and under which hash its query wants to be kept."""
    query = reading.typed(values, "query", str)
    variables = reading.typed(values, "variables", dict)
    name = reading.typed(values, "operationName", str)
    digest = persisted.digest_of(reading.typed(values, "extensions", dict) or {})
    if trusted.manifest() is not None:
        query, digest = trusted.document_of(values), None
    elif digest and query:
        persisted.check(digest, query)
    elif digest:
        query, digest = persisted.find(digest), None
    if not query:
        raise BadRequest("The request has no `query`.")
    return Request(query, variables, name or None), digest


def _options() -> HttpResponse:
    """Say which methods there are."""
    response = HttpResponse(status=204, headers={"Allow": METHODS, "Accept-Post": JSON_TYPE})
    del response["Content-Type"]
    patch_vary_headers(response, VARY)
    return response


def graphiql(request: HttpRequest) -> HttpResponse:
    """Serve GraphiQL from local assets, if `HEARTH_GRAPHIQL` is on."""
    if not settings.HEARTH_GRAPHIQL:
        raise Http404
    # While DEBUG, GraphiQL acts for whoever is logged in, which takes a CSRF token.
    token = get_token(request) if settings.DEBUG else ""
    return render(request, "api/graphiql.html", {"endpoint": "/graphql/", "form_token": token})
