"""The reader's one page: it says what lives at a path, and loads the scripts that show the rest."""

import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.utils.translation import override
from django.views import View
from django.views.decorators.clickjacking import xframe_options_sameorigin

HERE = Path(__file__).parent
HEAD = (HERE / "head.graphql").read_text()

#: Paths that are not the reader's, besides those that have a view of their own.
OTHERS = (
    *("admin", "documents", "graphiql", "graphql", "images", "login", "media", "preview"),
    "static",
)
#: What the catch-all of the urlconf may take; Django adds the slash to `/admin` only if it is free.
PATHS = rf"^(?!(?:{'|'.join(OTHERS)})(?:/|$))"

#: The pages that the reader has besides those of the site, under the home page of each language.
OWN_PAGES = {"search": "Search", "tips": "Tips"}
#: The operations that each kind of page begins with.
OPERATIONS = {
    "Home": ("site", "page", "blog_list"),
    "BlogIndex": ("site", "page", "blog_list"),
    "Post": ("site", "page", "post"),
    "Search": ("site", "search"),
    "Tips": ("site", "tips"),
    "Restricted": ("site", "route"),
    "Missing": ("site",),
    "Preview": (),
}
ALL_OPERATIONS = (
    *("blog_list", "node", "page", "post", "route", "search", "site", "snippet", "tips"),
    "unlock",
)
MODULES = ("api", "blocks", "chrome", "dom", "pages", "pictures", "preview", "words")
#: How long caches may keep what a stranger gets.
SECONDS = 60
#: Stricter than the admin's policy, which the user bar of editors needs.
POLICY = {
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
}


class Content(Protocol):
    """The site that is asked, in one language; `cms` knows where it comes from."""

    @property
    def front_end(self) -> str:
        """The address of another front end than this one, if there is one."""

    @property
    def admins(self) -> list[str]:
        """The origins of other hosts that may show previews in a frame."""

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Return the answer of the API to a query."""

    def page(self, global_id: str) -> Any:
        """Return the page with an id of the API."""


class ReaderView(View):
    """Any page of the site, and those of the reader's own, while no other front end is set.

    Tells whether there is a page, where it has moved, its title and what search engines read, so
    that status and head are right without a script. All else is asked by the scripts.
    """

    http_method_names = ["get", "head", "options"]
    content: Callable[[HttpRequest, str], Content] = None  # type: ignore[assignment]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the page, a redirect, or a page that says that there is none."""
        content = self.content(request, _language_of(request.path))
        if content.front_end:
            if request.path != "/":
                raise Http404
            return redirect("wagtailadmin_home")
        # Two slashes at the start would be a host.
        data = content.ask(HEAD, path=f"/{request.get_full_path().lstrip('/')}")
        site, route = data["site"], data["route"] or {}
        if moved := _moved(request, route):
            return moved
        shell = _shell(request.path, site, route) | _note(request, route)
        page = content.page(route["id"]) if "id" in route and _may_edit(request) else None
        return respond(request, shell, page)


@method_decorator(xframe_options_sameorigin, name="dispatch")
class PreviewView(View):
    """Where editors and reviewers look at drafts: the token is in the fragment, unseen by us."""

    http_method_names = ["get", "head", "options"]
    content: Callable[[HttpRequest, str], Content] = None  # type: ignore[assignment]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with the empty page, which says nothing of any draft."""
        content = self.content(request, "")
        if content.front_end:
            raise Http404
        site = content.ask("{site {name defaultLocale locales}}")["site"]
        in_panel = request.GET.get("in_preview_panel") == "true"
        # What Wagtail's user bar asks of a request whose page is in the editor's panel.
        request.in_preview_panel = in_panel  # type: ignore[attr-defined]
        shell = _common(site, site["defaultLocale"]) | {"kind": "Preview", "in_panel": in_panel}
        shell |= {"title": shell["words"]["preview"], "is_private": True}
        response = respond(request, shell)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        if admins := content.admins:
            # Browsers that know this pay no heed to X-Frame-Options, which names this host alone.
            response._csp_update = {"frame-ancestors": admins}  # type: ignore[attr-defined]
        return response


def respond(request: HttpRequest, shell: dict[str, Any], page: Any = None) -> HttpResponse:
    """Return the page; with the user bar, and for nobody else, to people who work in the admin."""
    has_bar = _may_edit(request)
    context = shell | {"user_bar": has_bar, "page": page}
    context["preloads"] = [shell["files"][name] for name in shell.get("operations", ())]
    with override(shell["language"]):
        response = render(request, "reader/page.html", context, status=shell.get("status", 200))
    response["Content-Language"] = shell["language"]
    if has_bar:
        response["Cache-Control"] = "private, no-store"
    else:
        response["Cache-Control"] = f"public, max-age={SECONDS}"
        response._csp_replace = POLICY  # type: ignore[attr-defined]
    patch_vary_headers(response, ["Cookie"])
    return response


def _may_edit(request: HttpRequest) -> bool:
    """Tell whether somebody is logged in to the admin; asks nothing about most readers."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return request.user.has_perm("wagtailadmin.access_admin")


def _language_of(path: str) -> str:
    first = path.split("/")[1]
    return first if first in dict(settings.LANGUAGES) else ""


def _moved(request: HttpRequest, route: dict[str, Any]) -> HttpResponse | None:
    """Return the redirect to where a page has moved, or to its one way to be spelled."""
    if route.get("__typename") == "Redirect":
        if not route["to"].startswith(("/", "https://", "http://")):
            return None
        return _redirect(route["to"], is_permanent=route["isPermanent"])
    if "path" in route and route["path"] != request.path:
        query = request.META.get("QUERY_STRING", "")
        to, asked = quote(route["path"]), _language_of(request.path)
        # A page in another language stands in for one that may be translated tomorrow.
        is_spelling = _language_of(route["path"]) == asked
        if not is_spelling:
            query = urlencode({"asked": asked}) + (f"&{query}" if query else "")
        return _redirect(f"{to}?{query}" if query else to, is_permanent=is_spelling)
    return None


def _redirect(to: str, *, is_permanent: bool) -> HttpResponse:
    """Return a redirect, which browsers ask for again after a while: editors change their minds."""
    response = (HttpResponsePermanentRedirect if is_permanent else HttpResponseRedirect)(to)
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    return response


def _shell(path: str, site: dict[str, Any], route: dict[str, Any]) -> dict[str, Any]:
    """Return what the template needs for what lives at a path."""
    kind = route.get("__typename", "Missing")
    language = route.get("locale") or _language_of(path) or site["defaultLocale"]
    shell = _common(site, language) | {"path": path, "crisis": site["crisisResources"]}
    if "id" in route:
        seo = route["seo"]
        languages = [{"locale": language, "url": seo["canonicalUrl"]}, *route["translations"]]
        return shell | {
            "kind": kind,
            "id": route["id"],
            "title": route["title"],
            "full_title": seo["title"],
            "intro": route["intro"],
            "seo": seo,
            "languages": languages if len(languages) > 1 else [],
            "json_ld": _json_ld(seo["jsonLd"]),
            "operations": OPERATIONS[kind],
        }
    words = shell["words"]
    own = path.removeprefix(shell["prefix"]).strip("/")
    if not route and own in OWN_PAGES and language in site["locales"]:
        found: dict[str, Any] = {"kind": OWN_PAGES[own], "title": words[own]}
        found["is_private"] = own == "search"
    elif kind == "RestrictedPage":
        found = {"kind": "Restricted", "title": words["restricted"], "is_private": True}
    else:
        found = {"kind": "Missing", "title": words["missing"], "intro": words["missingIntro"]}
        found |= {"is_private": True, "status": 404}
    return shell | found | {"operations": OPERATIONS[found["kind"]]}


def _note(request: HttpRequest, route: dict[str, Any]) -> dict[str, str]:
    """Return what tells a reader, in the language that was asked for, that this page is in another.

    The redirect to it names that language; by now the page may have been translated.
    """
    asked = request.GET.get("asked", "")
    known = {route.get("locale"), *(one["locale"] for one in route.get("translations", ()))}
    if "id" not in route or asked in known or asked not in dict(settings.LANGUAGES):
        return {}
    return {"asked": asked, "note": words_of(asked)["untranslated"]}


def _common(site: dict[str, Any], language: str) -> dict[str, Any]:
    is_default = language == site["defaultLocale"]
    return {
        "site": site,
        "language": language,
        "prefix": "" if is_default else f"/{language}",
        "words": words_of(language),
        "word_files": {one: static(_words_file(one)) for one in site["locales"]},
        "files": {name: static(f"reader/operations/{name}.graphql") for name in ALL_OPERATIONS},
        "modules": [f"reader/{name}.js" for name in MODULES],
    }


@cache
def words_of(language: str) -> dict[str, str]:
    """Return the reader's own words in a language; in English if it does not speak it."""
    file = finders.find(_words_file(language))
    words: dict[str, str] = json.loads(Path(str(file)).read_text())
    return words


@cache
def _words_file(language: str) -> str:
    name = f"reader/words/{language}.json"
    is_known = re.fullmatch(r"[A-Za-z-]+", language) and finders.find(name)
    return name if is_known else "reader/words/en.json"


def _json_ld(value: Any) -> SafeString:
    """Return structured data as the text of a script element, which nothing in it can end."""
    text = json.dumps(value, ensure_ascii=False)
    escapes = {ord(one): f"\\u{ord(one):04x}" for one in "<>&"}
    return SafeString(text.translate(escapes))
