"""The reader's page as a server sends it: status, head, caches, and files that fit together."""

import json
import re
from hashlib import sha256
from pathlib import Path
from shutil import copytree

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale

from reader import views
from reader.storage import StaticFilesStorage
from tests import factories as make
from tests.people import restrict, superuser
from tests.test_contract import COPIES

pytestmark = pytest.mark.django_db

NAME = b"query Name {__typename}"
STATIC = Path(views.__file__).parent / "static/reader"
OPERATIONS = STATIC / "operations"


@pytest.fixture
def page():
    return make.post("Sleep well", intro="How to rest.")


def head(response, pattern):
    return re.findall(pattern, response.content.decode())


# What lives at a path.


def test_a_page_is_there_with_its_title_and_what_search_engines_read(client, page):
    response = client.get("/blog/sleep-well/")

    assert response.status_code == 200
    assert head(response, "<title>(.*)</title>") == ["Sleep well | localhost"]
    assert head(response, 'name="description" content="(.*)"') == ["How to rest."]
    assert head(response, 'rel="canonical" href="(.*)"') == ["http://testserver/blog/sleep-well/"]


def test_the_first_words_of_a_page_need_no_script(client, page):
    text = client.get("/blog/sleep-well/").content.decode()

    assert "<h1>Sleep well</h1>" in text
    assert '<p class="intro">How to rest.</p>' in text


def test_help_in_a_crisis_needs_no_script(client, page):
    make.crisis_resource("A lifeline", phone="+18005550100")
    text = client.get("/blog/sleep-well/").content.decode()
    noscript = text[text.index("<noscript>") : text.index("</noscript>")]

    assert "A lifeline" in noscript
    assert '<a href="tel:+18005550100">' in noscript


def test_structured_data_is_that_of_the_api(client, graphql, page):
    query = '{page(path: "/blog/sleep-well/") {seo {jsonLd}}}'
    [found] = head(client.get("/blog/sleep-well/"), r'ld\+json">(.*?)</script>')

    assert json.loads(found) == graphql(query)["data"]["page"]["seo"]["jsonLd"]


def test_no_title_ends_the_script_of_structured_data(client):
    make.post("</script><script>alert(1)</script>", slug="trap")

    assert "<script>alert" not in client.get("/blog/trap/").content.decode()


@pytest.mark.parametrize("path", ["/nope/", "/blog/nope/", "/es/", "/favicon.ico", "/es/search/"])
def test_what_is_not_there_is_a_404_with_a_page(client, page, path):
    response = client.get(path)

    assert response.status_code == 404
    assert "<main" in response.content.decode()
    assert head(response, 'name="robots" content="(.*)"') == ["noindex"]


def test_a_draft_is_not_there(client):
    make.post("Sleep well", live=False)

    assert client.get("/blog/sleep-well/").status_code == 404


def test_a_page_that_has_expired_is_gone(client, page):
    page.expire_at = timezone.now() - timezone.timedelta(minutes=1)
    page.save()

    assert client.get("/blog/sleep-well/").status_code == 404


def test_a_restricted_page_tells_nothing_but_that(client, page):
    restrict(page, "password")
    response = client.get("/blog/sleep-well/")

    assert response.status_code == 200
    assert head(response, 'data-kind="(.*?)"') == ["Restricted"]
    assert "Sleep well" not in response.content.decode()


@pytest.mark.parametrize(("is_permanent", "status"), [(True, 301), (False, 302)])
def test_redirects_are_followed_by_the_server(client, page, is_permanent, status):
    Redirect.objects.create(
        old_path="/old", redirect_link="/blog/sleep-well/", is_permanent=is_permanent
    )
    response = client.get("/old/")

    assert (response.status_code, response["Location"]) == (status, "/blog/sleep-well/")


def test_a_page_has_one_address(client, page):
    response = client.get("/blog/sleep-well?from=mail")

    assert (response.status_code, response["Location"]) == (301, "/blog/sleep-well/?from=mail")


def test_a_path_that_looks_like_a_host_leads_nowhere(client, page):
    assert client.get("/", PATH_INFO="//evil.example/").status_code == 404


def test_a_translation_speaks_its_language_and_names_the_other(client, page):
    spanish = Locale.objects.get_or_create(language_code="es")[0]
    make.home().copy_for_translation(spanish).save_revision().publish()
    page.get_parent().copy_for_translation(spanish).save_revision().publish()
    other = page.copy_for_translation(spanish)
    other.title, other.slug = "Dormir bien", "dormir"
    other.save_revision().publish()
    response = client.get("/es/blog/dormir/")

    assert head(response, '<html lang="(.*?)"') == ["es"]
    assert response["Content-Language"] == "es"
    assert dict(head(response, 'hreflang="(.*?)" href="(.*?)"')) == {
        "es": "http://testserver/es/blog/dormir/",
        "en": "http://testserver/blog/sleep-well/",
    }
    assert "Ir al contenido" in response.content.decode()


@pytest.mark.parametrize("path", ["/search/", "/tips/"])
def test_the_reader_has_pages_of_its_own(client, page, path):
    assert client.get(path).status_code == 200


def test_a_page_of_the_site_comes_before_the_readers_own(client):
    make.blog("Tips")

    assert head(client.get("/tips/"), 'data-kind="(.*?)"') == ["BlogIndex"]


# Beside the rest of the server.


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/admin", 301),
        ("/admin/", 302),
        ("/login/", 302),
        ("/graphql", 400),
        ("/graphql/", 400),
        ("/graphiql/", 404),
        ("/images/nope", 404),
        ("/documents/1/nope", 404),
        ("/media/nope", 302),
        ("/static/nope", 404),
    ],
)
def test_what_else_the_server_has_is_not_the_readers(client, path, status):
    response = client.get(path)

    assert response.status_code == status
    assert b"data-kind" not in response.content


@pytest.mark.parametrize(("path", "status"), [("/", 302), ("/blog/sleep-well/", 404)])
def test_another_front_end_takes_the_readers_place(client, page, path, status):
    make.site_settings(frontend_url="https://practice.example")

    assert client.get(path).status_code == status
    assert client.get("/preview/").status_code == 404


def test_the_front_end_of_another_site_does_not_matter(client, page):
    site = make.site(hostname="other.example")
    type(make.site_settings()).objects.create(site=site, frontend_url="https://other.example")

    assert client.get("/blog/sleep-well/").status_code == 200
    assert client.get("/", headers={"Host": "other.example"}).status_code == 302


def test_each_site_has_pages_of_its_own(client, page):
    make.site(hostname="other.example")

    assert client.get("/blog/sleep-well/", headers={"Host": "other.example"}).status_code == 404


def test_a_token_in_a_header_shows_no_more(client, page):
    restrict(page, "password")
    response = client.get("/blog/sleep-well/", headers={"Authorization": "Bearer nonsense"})

    assert head(response, 'data-kind="(.*?)"') == ["Restricted"]


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_pages_are_only_read(client, page, method):
    assert getattr(client, method)("/blog/sleep-well/").status_code == 405


@pytest.mark.parametrize("path", ["/", "/blog/sleep-well/", "/preview/"])
def test_trusted_documents_do_not_shut_out_the_reader_itself(
    client, page, settings, tmp_path, path
):
    """Those that browsers send are registered by whoever runs the server; this one is its own."""
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({sha256(NAME).hexdigest(): NAME.decode()}))
    settings.HEARTH_TRUSTED_DOCUMENTS = str(manifest)

    assert client.get(path).status_code == 200


def test_previews_are_taken_without_the_slash_too(client, page):
    response = client.get("/preview?in_preview_panel=true")

    assert (response.status_code, response["Location"]) == (
        301,
        "/preview/?in_preview_panel=true",
    )


# Who gets what.


def test_strangers_get_a_page_that_caches_may_keep(client, page):
    response = client.get("/blog/sleep-well/")

    assert response["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in response["Vary"]
    assert "wagtail-userbar" not in response.content.decode()
    assert not response.cookies


def test_editors_get_the_user_bar_and_no_cache_keeps_it(client, page):
    client.force_login(superuser())
    response = client.get("/blog/sleep-well/")

    assert f"/admin/pages/{page.pk}/edit/" in response.content.decode()
    assert response["Cache-Control"] == "private, no-store"


def test_people_without_the_admin_get_no_user_bar(client, page, django_user_model):
    client.force_login(django_user_model.objects.create(username="mia"))

    assert "wagtail-userbar" not in client.get("/blog/sleep-well/").content.decode()


def test_the_policy_for_strangers_allows_no_inline_style(client, page):
    policy = client.get("/blog/sleep-well/")["Content-Security-Policy"]

    assert "script-src 'self';" in f"{policy};"
    assert "style-src 'self';" in f"{policy};"


def test_a_page_costs_the_same_whatever_is_on_it(client, count_sql):
    make.post("Sleep well")
    make.post("Rest", body=[("paragraph", "<p>a</p>")] * 30, authors=[make.author()])
    client.get("/blog/rest/")
    small = count_sql(lambda: client.get("/blog/sleep-well/"))
    large = count_sql(lambda: client.get("/blog/rest/"))

    assert len(small) <= len(large) <= len(small) + 2  # authors, if there are any
    assert not any("session" in sql for sql in large)


# Previews.


def test_a_preview_is_an_empty_page_that_nobody_keeps(client, page):
    response = client.get("/preview/")

    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert "Sleep well" not in response.content.decode()


def test_in_the_panel_editors_get_the_checks_but_see_no_bar(client, page):
    client.force_login(superuser())
    text = client.get("/preview/?in_preview_panel=true").content.decode()

    assert "data-panel" in text
    assert "checker-axe-configuration" in text
    assert "<aside hidden" in text


# The files.


def test_the_operations_are_those_of_the_contract():
    own = {"page.graphql", "snippet.graphql", "unlock.graphql"}
    texts = {path.name: path.read_text() for path in OPERATIONS.iterdir()}

    assert {name: text for name, text in texts.items() if name not in own} == {
        name: (COPIES / name).read_text() for name in texts if name not in own
    }
    assert own < set(texts)


def test_the_readers_own_operations_are_valid_and_affordable():
    call_command("check_documents", str(OPERATIONS), str(views.HERE / "head.graphql"))


def test_every_file_of_an_operation_is_told_to_the_scripts():
    names = sorted(path.stem for path in OPERATIONS.iterdir())

    assert names == sorted(views.ALL_OPERATIONS)


def test_every_module_is_fetched_at_once():
    names = {path.stem for path in STATIC.glob("*.js")}

    assert names == {*views.MODULES, "reader"}


def test_the_reader_weighs_less_than_60_kb():
    """All that a browser can load of ours, uncompressed, with the longest of the languages."""
    files = [path for path in STATIC.rglob("*") if path.is_file() and path.parent.name != "words"]
    files.append(Path(views.__file__).parent / "templates/reader/page.html")
    words = max(path.stat().st_size for path in (STATIC / "words").iterdir())

    assert sum(path.stat().st_size for path in files) + words < 60_000


def test_every_word_is_said_in_every_language():
    languages = [json.loads(path.read_text()) for path in (STATIC / "words").iterdir()]
    scripts = "".join(path.read_text() for path in STATIC.glob("*.js"))
    marks = re.compile(r"\{\w+\}")

    for words in languages:
        assert list(words) == list(languages[0])
        for key, text in words.items():
            assert sorted(marks.findall(text)) == sorted(marks.findall(languages[0][key]))
    said = set(re.findall(r'say\("(\w+)"', scripts))
    assert said <= set(languages[0])


def test_each_language_of_the_content_has_words():
    assert {path.stem for path in (STATIC / "words").iterdir()} == dict(settings.LANGUAGES).keys()


def test_a_language_without_words_is_read_in_english():
    assert views.words_of("fr") == views.words_of("en")


def test_modules_find_each_other_under_hashed_names(tmp_path):
    copytree(STATIC, tmp_path / "reader")
    storage = StaticFilesStorage(location=tmp_path)
    names = [f"reader/{name}.js" for name in [*views.MODULES, "reader"]]
    processed = storage.post_process({name: (storage, name) for name in names})
    hashed = {name: done for name, done, _changed in processed if done.endswith(".js")}
    text = "".join((tmp_path / hashed[name]).read_text() for name in names)
    imported = set(re.findall(r'from "\./(.*?)"', text))

    assert imported == {Path(hashed[f"reader/{name}.js"]).name for name in views.MODULES}
    assert not imported & {f"{name}.js" for name in views.MODULES}
