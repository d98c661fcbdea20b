"""Links: where they are found, how they are asked for, and when one counts as broken."""

import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO

import pytest
from django.core.management import call_command

from blog.models import PostPage
from home.links import asking, checking
from home.links.asking import Answer, ask, is_public
from home.links.finding import Link, links_of
from home.links.places import collect
from home.models import LinkCheck, LinkUse
from home.models.links import digest
from tests import factories as make

pytestmark = pytest.mark.django_db

ADDRESS = "https://example.org/sleep"
FINE, MISSING = Answer(200), Answer(404)


def linking_post(url=ADDRESS, **fields):
    return make.post(body=[("paragraph", f'<p>See <a href="{url}">this</a>.</p>')], **fields)


def uses():
    return list(LinkUse.objects.values_list("place", "page", "document", "link__url"))


def found(post):
    return [(link.place, link.url, link.page, link.document) for link in links_of(post)]


def test_links_are_found_in_running_text():
    html = (
        f'<p><a href="{ADDRESS}">a</a> <a linktype="page" id="7">b</a> '
        '<a linktype="document" id="8">c</a> <a href="mailto:x@example.org">d</a></p>'
    )
    assert found(make.post(body=[("paragraph", html)])) == [
        ("Body: Paragraph", ADDRESS, None, None),
        ("Body: Paragraph", None, 7, None),
        ("Body: Paragraph", None, None, 8),
    ]


def test_links_are_found_inside_blocks():
    target, diary = make.post("Target"), make.document()
    body = [
        (
            "tips",
            {"title": "", "tips": [{"title": "T", "content": f'<a href="{ADDRESS}?1">x</a>'}]},
        ),
        ("related_posts", {"title": "", "posts": [target.pk]}),
        ("call_to_action", {"label": "Go", "url": f"{ADDRESS}?2"}),
        ("document", {"title": "", "document": diary.pk}),
        ("embed", {"url": f"{ADDRESS}?3", "caption": ""}),
    ]
    assert found(make.post(body=body)) == [
        ("Body: Tips", f"{ADDRESS}?1", None, None),
        ("Body: Related posts", None, target.pk, None),
        ("Body: Call to action", f"{ADDRESS}?2", None, None),
        ("Body: Document", None, None, diary.pk),
        ("Body: Video or link card", f"{ADDRESS}?3", None, None),
    ]


def test_links_are_found_in_fields_of_snippets():
    author = make.author(licence_url=ADDRESS, bio=f'<p><a href="{ADDRESS}?bio">x</a></p>')
    assert [*links_of(author)] == [
        Link("Verification URL", url=ADDRESS),
        Link("Biography", url=f"{ADDRESS}?bio"),
    ]


def test_a_link_knows_the_block_that_it_is_in():
    post = linking_post()
    assert next(links_of(post)).block_id == post.body[0].id


def test_all_that_is_live_is_collected():
    linking_post()
    make.contact(booking_url=f"{ADDRESS}/book")
    make.site_settings(disclaimer=f'<p><a href="{ADDRESS}/help">x</a></p>')
    collect()
    assert {url for *_place, url in uses()} == {ADDRESS, f"{ADDRESS}/book", f"{ADDRESS}/help"}


def test_drafts_are_left_out():
    linking_post(live=False)
    make.contact(booking_url=ADDRESS, live=False)
    collect()
    assert uses() == []


def test_an_address_that_many_use_is_kept_once():
    linking_post()
    linking_post(title="Another")
    collect()
    assert (LinkUse.objects.count(), LinkCheck.objects.count()) == (2, 1)


def test_an_address_that_nobody_uses_any_more_is_forgotten():
    LinkCheck.objects.create(url=ADDRESS)
    collect()
    assert not LinkCheck.objects.exists()


def test_publishing_renews_the_links():
    post = linking_post()
    collect()
    post.body = make.stream([("call_to_action", {"label": "Go", "url": f"{ADDRESS}/new"})])
    post.save_revision().publish()
    assert uses() == [("Body: Call to action", None, None, f"{ADDRESS}/new")]


def test_unpublishing_drops_the_links():
    post = linking_post()
    collect()
    post.unpublish()
    assert uses() == []


def test_deleting_drops_the_links():
    post, contact = linking_post(), make.contact(booking_url=ADDRESS)
    collect()
    post.delete()
    contact.delete()
    assert uses() == []


def test_saved_settings_have_their_links_renewed_at_once():
    settings = make.site_settings(disclaimer=f'<p><a href="{ADDRESS}/old">x</a></p>')
    collect()
    settings.disclaimer = f'<p><a href="{ADDRESS}/new">x</a></p>'
    settings.save()
    assert [url for *_place, url in uses()] == [f"{ADDRESS}/new"]


def test_deleting_a_site_drops_the_links_of_its_settings():
    settings = make.site_settings(disclaimer=f'<p><a href="{ADDRESS}">x</a></p>')
    settings.site.delete()
    assert uses() == []


class Site(BaseHTTPRequestHandler):
    """A site on this computer: its paths say how it answers."""

    asked: list[str] = []

    def do_GET(self):
        self.asked.append(f"{self.command} {self.path} {self.headers['User-Agent']}")
        name, _, rest = self.path.strip("/").partition("/")
        if name == "to":
            self.send_response(302)
            self.send_header("Location", f"/{rest}" if "." not in rest else f"http://{rest}/")
        elif name == "drip":
            return self.drip()
        elif name == "noget":
            self.send_response(404 if self.command == "HEAD" else 200)
        else:
            self.send_response(int(name))
        self.send_header("Content-Length", "0")
        self.end_headers()
        return None

    def drip(self):
        """Answer a letter at a time, each in good time, for as long as somebody listens."""
        self.send_response(200)
        self.flush_headers()
        with suppress(OSError):
            for _ in range(100):
                self.wfile.write(b"X")
                time.sleep(0.05)

    do_HEAD = do_GET  # noqa: N815 - the name that the server looks for.

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def site(settings):
    settings.HEARTH_LINKS_PRIVATE = True
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, args=[0.02])
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "answer", "is_failure"),
    [
        ("/200", Answer(200), False),
        ("/404", Answer(404), True),
        ("/410", Answer(410), True),
        ("/500", Answer(500), True),
        ("/403", Answer(403), False),
        ("/429", Answer(429), False),
        ("/noget", Answer(200), False),
        ("/to/200", Answer(200), False),
        ("/to/404", Answer(404), True),
        ("/to/to/to/to/to/200", Answer(200), False),
        ("/to/to/to/to/to/to/200", Answer(error="Too many redirects."), True),
    ],
)
def test_an_answer_says_whether_a_reader_would_find_something(site, path, answer, is_failure):
    found = ask(site + path)
    assert (found, found.is_failure) == (answer, is_failure)


def test_only_the_head_is_asked_for_if_that_will_do(site):
    ask(f"{site}/200")
    assert [line.split()[0] for line in Site.asked] == ["HEAD"]


def test_a_server_is_told_who_asks(site):
    ask(f"{site}/200")
    assert Site.asked == ["HEAD /200 Hearth link check (+http://localhost:8000)"]


def test_addresses_with_letters_of_any_language_are_asked_for(site):
    ask(f"{site}/200/sueño?día=1#x")
    assert Site.asked[0].startswith("HEAD /200/sue%C3%B1o?d%C3%ADa=1 ")


@pytest.mark.parametrize(
    "url", ["ftp://example.org/x", "http:///x", "http://[::1/", "http://127.0.0.1:bad/", "x"]
)
def test_what_is_no_address_is_not_asked_for(url):
    assert ask(url).is_failure


def test_a_host_that_does_not_answer_is_a_failure(settings):
    settings.HEARTH_LINKS_PRIVATE = True
    assert ask("http://127.0.0.1:1/") == Answer(error="No connection.")


def test_a_server_that_drips_is_not_waited_for_longer_than_for_any_other(site, monkeypatch):
    monkeypatch.setattr(asking, "ALLOWED", 0.4)
    start = time.monotonic()
    assert ask(f"{site}/drip") == Answer(error="No answer in time.")
    assert time.monotonic() - start < 2


def test_redirects_have_no_time_of_their_own(site, monkeypatch):
    monkeypatch.setattr(asking, "ALLOWED", 0.4)
    assert ask(f"{site}/to/drip") == Answer(error="No answer in time.")
    assert not [line for line in Site.asked if line.startswith("GET")]


def test_a_private_address_is_refused(site, settings):
    settings.HEARTH_LINKS_PRIVATE = False
    assert (ask(f"{site}/200"), Site.asked) == (Answer(error="Not a public address."), [])


def test_a_redirect_to_a_private_address_is_refused(site, settings, monkeypatch):
    settings.HEARTH_LINKS_PRIVATE = False
    monkeypatch.setattr(asking, "is_public", lambda number: number == "127.0.0.1")
    assert ask(f"{site}/to/127.0.0.2:80") == Answer(error="Not a public address.")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),  # noqa: S104 - nothing is bound to it.
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("::ffff:127.0.0.1", False),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("64:ff9b:1::808:808", False),
        ("fec0::1", False),
        ("::127.0.0.1", False),
        ("::8.8.8.8", False),
        ("::ffff:8.8.8.8", False),
        ("2002:808:808::", True),
        ("2001:0:7f00:1::", False),
        ("3fff::1", False),
        ("192.0.0.9", False),
        ("5f00::1", False),
    ],
)
def test_only_addresses_of_the_internet_are_public(number, expected):
    assert is_public(number) is expected


@pytest.fixture
def no_rest(monkeypatch):
    """How long hosts were left to rest; nobody really waits."""
    rests = []
    monkeypatch.setattr(checking.time, "sleep", rests.append)
    return rests


def check(*answers, url=ADDRESS):
    for answer in answers:
        checking.check_all(lambda _url, answer=answer: answer)
    return LinkCheck.objects.get(digest=digest(url))


@pytest.mark.parametrize(
    ("answers", "is_broken"),
    [
        ([FINE], False),
        ([MISSING], False),
        ([MISSING, MISSING], True),
        ([MISSING, MISSING, FINE], False),
        ([MISSING, FINE, MISSING], False),
        ([Answer(error="No connection.")] * 2, True),
        ([Answer(403)] * 2, False),
    ],
)
def test_a_link_is_broken_after_two_failures_in_a_row(answers, is_broken):
    linking_post()
    assert check(*answers).is_broken is is_broken


def test_a_link_remembers_since_when_it_fails():
    linking_post()
    first = check(MISSING).first_failed_at
    assert check(MISSING).first_failed_at == first
    assert check(FINE).first_failed_at is None


def test_each_address_is_asked_for_once():
    linking_post()
    linking_post(title="Another")
    asked = []
    checking.check_all(lambda url: asked.append(url) or FINE)
    assert asked == [ADDRESS]


def test_hosts_take_turns_and_rest(no_rest):
    for number, host in enumerate(["a", "a", "b"]):
        linking_post(f"https://{host}.example/{number}", title=f"Post {number}")
    asked = []
    checking.check_all(lambda url: asked.append(url) or FINE)
    assert asked == ["https://a.example/0", "https://b.example/2", "https://a.example/1"]
    assert len(no_rest) == 1
    assert 0.5 < no_rest[0] <= 1


def test_the_command_checks_and_counts(site):
    linking_post(f"{site}/404")
    out = StringIO()
    call_command("check_links", stdout=out)
    assert out.getvalue() == "1 addresses checked: 0 broken, 1 failing for the first time.\n"


@pytest.mark.parametrize(
    "block",
    [
        ("paragraph", {"not": "a text"}),
        ("heading", "not a struct"),
        ("gallery", {"images": "no list"}),
        ("tips", {"tips": {"title": "no list"}}),
        ("tips", {"tips": ["no struct"]}),
        ("call_to_action", {"label": "Go", "page": "x", "url": 7}),
        ("document", {"document": {"id": 1}}),
        ("related_posts", {"posts": ["x", None, [1]]}),
    ],
)
def test_a_damaged_block_keeps_nobody_from_deleting_a_post(block):
    post = make.post()
    stream = make.stream([block, ("paragraph", f'<p><a href="{ADDRESS}">this</a></p>')])
    PostPage.objects.filter(pk=post.pk).update(body=stream)
    PostPage.objects.get().delete()
    assert not PostPage.objects.exists()
