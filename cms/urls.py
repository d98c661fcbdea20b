"""Where everything is served."""

from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from api.files import serve_document
from api.images import serve
from api.live import views as live
from api.schema import schema, session_for
from api.views import GraphQLView, graphiql
from cms.reader import SiteContent
from home.accounts.login import CodeView, LoginView
from home.accounts.resets import PasswordResetView
from home.clients import address
from home.views import media
from reader import views as reader

urlpatterns: list[URLPattern | URLResolver] = [
    re_path(
        r"^graphql/?$",
        GraphQLView.as_view(schema=schema, session_for=session_for, address=address),
        name="graphql",
    ),
    re_path(r"^graphql/changes/?$", live.stream, {"address": address}, name="live"),
    path("graphiql/", graphiql, name="graphiql"),
    path(
        "images/<str:signature>/<int:pk>/<str:version>/<str:spec>/<str:name>", serve, name="image"
    ),
    # Ours instead of Wagtail's: each tells about too many tries, and asks for the second step.
    path("admin/login/", never_cache(LoginView.as_view()), name="wagtailadmin_login"),
    path("admin/login/code/", never_cache(CodeView.as_view()), name="hearth_login_code"),
    path(
        "admin/password_reset/",
        never_cache(PasswordResetView.as_view()),
        name="wagtailadmin_password_reset",
    ),
    path("admin/", include(wagtailadmin_urls)),
    re_path(r"^documents/(\d+)/(.*)$", serve_document),
    path("documents/", include(wagtaildocs_urls)),
    # Where Wagtail sends readers of a document for members: the admin's login is the only one.
    path(
        "login/",
        RedirectView.as_view(pattern_name="wagtailadmin_login", query_string=True),
        name="wagtailcore_login",
    ),
    path("media/<path:path>", media, name="media"),
    path("preview/", reader.PreviewView.as_view(content=SiteContent), name="reader_preview"),
    # Any other path may be one of the site's, so this comes last.
    re_path(reader.PATHS, reader.ReaderView.as_view(content=SiteContent), name="reader"),
]
