"""Documents: their addresses, and who gets the file.

What everybody may see is served by Wagtail's own view; caches may keep it, if they ask each time
whether it is still there and the same. A document of a restricted collection is
also given to whoever shows a bearer token that may see it, or the grant in the address that a
member got from the API; all others go the way of Wagtail's view, which knows who is logged in.
"""

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags
from wagtail.documents import get_document_model
from wagtail.documents.models import document_served
from wagtail.documents.views.serve import serve as wagtail_serve

from api import grants
from api.caching.tags import tell_caches
from api.errors import ApiError, Code, format_error
from api.grants import FileGrants
from api.identity import ANONYMOUS, PRIVATE, REVALIDATED, has_credentials
from api.loading import ModelLoader, Session
from api.visibility import visible

#: What Wagtail makes the ETag of every document of which nobody has digested the file.
NO_DIGEST = '""'
DOCUMENTS = ModelLoader(get_document_model(), visible)


def document_url(document: Any, session: Session) -> str:
    """Return the address of a document; for members of its collection with a grant in it."""
    address = f"{session.base_url}{document.url}"
    return f"{address}{query(session, 'document', document.pk, document.collection_id)}"


def members_only(session: Session) -> frozenset[int]:
    """Return the keys of the collections whose files need a grant in their addresses."""
    return frozenset() if session.user is None else session.rights.members_only


def query(session: Session, kind: str, pk: int, collection: int) -> str:
    """Return the query of a file's address: a grant if not everybody may see the file."""
    if collection not in members_only(session):
        return ""
    given: FileGrants | None = session.memo.get(FileGrants)
    if given is None:
        given = session.memo[FileGrants] = FileGrants()
    return f"?grant={given.grant(kind, pk, collection)}"


def for_holder(request: HttpRequest, loader: ModelLoader, kind: str, pk: int) -> Any:
    """Return a file if the request shows a token, or in its address a grant, that opens it.

    Raises `Unauthenticated` for a token that is wrong.
    """
    if has_credentials(request):
        found = Session(request).load(loader, pk)
        if found is not None:
            return found
    if "grant" not in request.GET:
        return None
    file: Any = loader.model._default_manager.filter(pk=pk).first()
    text = request.GET["grant"]
    is_open = file is not None and grants.opens_file(text, kind, file.pk, file.collection_id)
    return file if is_open else None


def refusal(error: ApiError) -> HttpResponseBase:
    """Return the answer to a request for a file with credentials that are wrong."""
    status = 401 if error.code == Code.UNAUTHENTICATED else 400
    body = {"errors": [format_error(error, error.code)]}
    response = JsonResponse(body, status=status, headers={"Cache-Control": PRIVATE})
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response


def serve_document(request: HttpRequest, pk: str, filename: str) -> HttpResponseBase:
    """Send a document to whoever may see it; Wagtail's view decides what this one does not."""
    if len(pk) > 18:
        raise Http404
    key = int(pk)
    if Session(request, identity=ANONYMOUS).load(DOCUMENTS, key) is not None:
        return _for_everybody(request, key, filename)
    try:
        document = for_holder(request, DOCUMENTS, "document", key)
    except ApiError as error:
        return refusal(error)
    if document is not None and document.filename == filename:
        return _sent(document, request)
    if has_credentials(request):
        raise Http404
    response = _as_wagtail(request, key, filename)
    response["Cache-Control"] = PRIVATE
    return response


def _for_everybody(request: HttpRequest, key: int, filename: str) -> HttpResponseBase:
    response = _as_wagtail(request, key, filename)
    is_sent = response.status_code in {200, 304}  # Or it was restricted just now.
    return tell_caches(response, REVALIDATED if is_sent else PRIVATE, DOCUMENTS.model, key)


def _as_wagtail(request: HttpRequest, key: int, filename: str) -> HttpResponseBase:
    known = parse_etags(request.META.get("HTTP_IF_NONE_MATCH", ""))
    if not {NO_DIGEST, f"W/{NO_DIGEST}"}.isdisjoint(known):
        # Whoever was told this one may well have another file.
        del request.META["HTTP_IF_NONE_MATCH"]
        request.META.pop("HTTP_IF_MODIFIED_SINCE", None)
    response: HttpResponseBase = wagtail_serve(request, key, filename)
    if response.get("ETag") == NO_DIGEST:
        del response["ETag"]
    return response


def _sent(document: Any, request: HttpRequest) -> HttpResponseBase:
    try:
        file = document.file.open("rb")
    except OSError:
        raise Http404 from None
    document_served.send(sender=type(document), instance=document, request=request)
    response = FileResponse(
        file,
        as_attachment=document.content_disposition != "inline",
        filename=document.filename,
        content_type=document.content_type,
    )
    response["Cache-Control"] = PRIVATE
    response["Content-Security-Policy"] = "default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
