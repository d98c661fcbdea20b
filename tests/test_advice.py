"""Advice on the text in the editor: what it finds, and what it leaves alone."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from blog.advice.readability import ease, english_syllables, spanish_syllables
from blog.models import AdviceWord
from tests import factories as make
from tests import people

pytestmark = pytest.mark.django_db

PLAIN = "We sat by the sea. The sun was warm. You can rest here for a while. " * 8
HARD = (
    "Psychotherapeutic interventions characteristically necessitate considerable emotional "
    "availability, notwithstanding individual predispositions toward intellectualisation. "
) * 10
PLAIN_SPANISH = "Hoy va a llover. La casa es de mi madre. El pan se come con sal y con sol. " * 8


@pytest.fixture
def writer(client):
    client.force_login(people.member("wren", groups=["Writers"]))


class Advice:
    """The advice on a form: its words in all, and each finding by its heading."""

    def __init__(self, response):
        assert response.status_code == 200
        document = BeautifulSoup(response.content, "html.parser")
        self.text = " ".join(document.get_text(" ").split())
        self.findings = {
            heading.get_text(): [
                " ".join(item.get_text(" ").split())
                for item in heading.find_next_sibling("ul").find_all("li")
            ]
            for heading in document.find_all("h3")
        }
        self.links = [link["href"] for link in document.find_all("a")]


@pytest.fixture
def advise(client, writer):
    def ask(*body, language="en", **fields):
        data = nested_form_data(
            {"title": "Sleep well", "intro": "What helps.", "body": streamfield(body), **fields}
        )
        return Advice(client.post(reverse("hearth_advice", args=[language]), data))

    return ask


def paragraph(html):
    return "paragraph", rich_text(html)


def heading(text, level="h2"):
    return "heading", {"text": text, "level": level}


def picture(image, **fields):
    values = {"image": image.pk, "alt_text": "", "decorative": "", **fields}
    return "image", {"image": values, "caption": ""}


def test_there_is_nothing_to_say_about_a_good_text(advise):
    advice = advise(heading("One"), paragraph(f"<p>{PLAIN}</p>"))
    assert (advice.findings, "There is nothing to look at." in advice.text) == ({}, True)


@pytest.mark.parametrize(
    ("text", "language", "score", "grade"),
    [
        (PLAIN, "en", 100, "easy"),
        (HARD, "en", 0, "very hard"),
        (PLAIN_SPANISH, "es", 100, "easy"),
    ],
)
def test_a_text_is_told_how_easily_it_is_read(text, language, score, grade):
    found = ease([text], language)
    assert (found.score, found.grade) == (score, grade)


def test_reading_ease_is_shown_with_what_to_aim_at(advise):
    advice = advise(paragraph(f"<p>{HARD}</p>"))
    assert advice.text.startswith("Reading ease: 0 of 100, very hard.")
    assert "should reach 60" in advice.text


def test_flesch_reading_ease_is_what_the_formula_says():
    # 10 words of one syllable in each sentence: 206.835 - 1.015 * 10 - 84.6 = 112.085.
    ten = "The cat sat on the mat and ate the fish. "
    # Half of the words have two syllables: 206.835 - 10.15 - 84.6 * 1.5 = 69.785.
    mixed = "The river ran into water under heavy rain today now. "
    assert ease([ten * 10], "en").score == 100
    assert ease([mixed * 10], "en").score == round(206.835 - 1.015 * 10 - 84.6 * 1.6)


def test_a_short_text_has_no_reading_ease(advise):
    assert "Reading ease" not in advise(paragraph("<p>Breathe out.</p>")).text


def test_a_language_without_a_formula_has_no_reading_ease():
    assert ease([PLAIN], "de") is None


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("sleep", 1), ("water", 2), ("table", 2), ("time", 1), ("walked", 1), ("wanted", 2)),
        *(("houses", 2), ("medicine", 3), ("anxiety", 4), ("the", 1), ("therapist", 3)),
        *(("diagnosis", 4), ("serious", 3), ("being", 2), ("social", 2), ("patience", 2)),
    ],
)
def test_english_syllables_are_counted(word, count):
    assert english_syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("sol", 1), ("casa", 2), ("día", 2), ("agua", 2), ("ansiedad", 3), ("cuidado", 3)),
        *(("teatro", 3), ("queso", 2), ("guitarra", 3), ("hoy", 1), ("psicología", 5)),
    ],
)
def test_spanish_syllables_are_counted(word, count):
    assert spanish_syllables(word) == count


def test_long_sentences_are_named(advise):
    words = " ".join(["word"] * 30)
    found = advise(paragraph(f"<p>Short. {words}. Short.</p>")).findings["Long sentences"]
    assert len(found) == 1
    assert found[0].startswith("Paragraph A sentence of 30 words. word word")


def test_a_list_is_not_one_long_sentence(advise):
    items = "".join("<li>a short item of a list</li>" for _ in range(9))
    assert advise(paragraph(f"<ul>{items}</ul>")).findings == {}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (
            [heading("One", "h3"), paragraph("<p>x</p>")],
            ["Heading This heading skips a level. One"],
        ),
        (
            [heading("One"), heading("Two"), paragraph("<p>x</p>")],
            ["Heading There is no text below this heading. One"],
        ),
        (
            [paragraph("<p>x</p>"), heading("Last")],
            ["Heading There is no text below this heading. Last"],
        ),
        ([heading("One"), heading("Under it", "h3"), paragraph("<p>x</p>")], []),
    ],
)
def test_headings_are_looked_at(advise, body, found):
    assert advise(*body).findings.get("Headings", []) == found


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ({}, ["Picture Say what the picture shows, or mark it as decorative."]),
        ({"decorative": "on"}, []),
        ({"alt_text": "A door that stands open"}, []),
        (
            {"alt_text": "door.jpg"},
            ["Picture This is the name of a file. Say what the picture shows. door.jpg"],
        ),
        (
            {"alt_text": "IMG_2041"},
            ["Picture This is the name of a file. Say what the picture shows. IMG_2041"],
        ),
    ],
)
def test_alt_texts_are_looked_at(advise, fields, found):
    assert advise(picture(make.image(), **fields)).findings.get("Pictures", []) == found


def test_a_hero_image_needs_a_description(advise):
    described, bare = make.image(description="A door."), make.image("Bare")
    assert "Pictures" not in advise(hero_image=described.pk).findings
    assert advise(hero_image=bare.pk).findings["Pictures"] == [
        "Hero image The hero image has no description. Write one where the image is edited. Bare"
    ]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("click here", True),
        ("Click  here", True),
        ("https://example.org/x", True),
        ("Click here for the sleep diary", False),
        ("the sleep diary", False),
    ],
)
def test_link_texts_are_looked_at(advise, text, is_found):
    html = f'<p>Read <a href="https://example.org">{text}</a>.</p>'
    assert ("Links" in advise(paragraph(html)).findings) is is_found


SENSITIVE = {"sensitive_topics": "grief"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("This always helps.", "An absolute claim: nothing helps everybody, always."),
        ("It is guaranteed.", "An absolute claim"),
        ("It works for 100 % of us.", "An absolute claim"),
        ("You have depression.", "This sounds like a diagnosis of the reader."),
        (
            "You\N{RIGHT SINGLE QUOTATION MARK}re bipolar.",
            "This sounds like a diagnosis of the reader.",
        ),
        ("If you have  DEPRESSION, call.", "This sounds like a diagnosis"),
    ],
)
def test_wording_on_sensitive_topics_is_looked_at(advise, text, found):
    findings = advise(paragraph(f"<p>{text}</p>"), **SENSITIVE).findings["Wording"]
    assert len(findings) == 1
    assert found in findings[0]


@pytest.mark.parametrize("text", ["In hallways and sideways.", "A curious person.", "Secured."])
def test_parts_of_other_words_are_left_alone(advise, text):
    assert advise(paragraph(f"<p>{text}</p>"), **SENSITIVE).findings == {}


def test_claims_on_other_topics_are_left_alone(advise):
    assert advise(paragraph("<p>This always helps.</p>")).findings == {}


def test_words_that_hurt_are_found_on_every_topic(advise):
    assert advise(paragraph("<p>She committed suicide.</p>")).findings == {
        "Wording": [
            "Paragraph These words may hurt. Write: died by suicide. She committed suicide."
        ]
    }


def test_words_are_found_in_every_kind_of_block(advise):
    body = [
        ("quote", {"quote": "It always helps.", "attribution": ""}),
        ("callout", {"tone": "info", "title": "", "content": rich_text("<p>Always call.</p>")}),
    ]
    advice = advise(*body, title="Always", intro="Always", **SENSITIVE)
    assert [text.split(" An ")[0] for text in advice.findings["Wording"]] == [
        *("Title", "Introduction", "Quote", "Call-out"),
    ]


def test_spanish_has_words_of_its_own(advise):
    advice = advise(
        paragraph("<p>Tienes depresión. You have depression.</p>"), language="es", **SENSITIVE
    )
    assert len(advice.findings["Wording"]) == 1


def test_a_finding_leads_to_its_block(client, writer):
    data = nested_form_data({"title": "T", "body": streamfield([heading("Empty")])})
    data["body-0-id"] = "0d3f"
    advice = Advice(client.post(reverse("hearth_advice", args=["en"]), data))
    assert advice.links == ["#block-0d3f-section"]


def test_a_quote_of_the_text_is_escaped(advise):
    words = "&lt;img src=x onerror=alert(1)&gt; always"
    html = advise(paragraph(f"<p>{words}</p>"), **SENSITIVE)
    assert "<img src=x onerror=alert(1)> always" in html.findings["Wording"][0]


def test_a_form_without_a_body_is_refused(client, writer):
    assert client.post(reverse("hearth_advice", args=["en"]), {}).status_code == 400


def test_strangers_get_no_advice(client):
    assert client.post(reverse("hearth_advice", args=["en"]), {}).status_code == 302


def test_advice_costs_the_same_for_any_text(client, writer, count_sql):
    def ask(number):
        body = [paragraph("<p>You always win. <a href='https://x.org'>here</a></p>")] * number
        data = nested_form_data({"title": "T", "body": streamfield(body)})
        return count_sql(lambda: client.post(reverse("hearth_advice", args=["en"]), data))

    ask(1)
    assert len(ask(1)) == len(ask(20))


def test_the_editor_of_a_post_asks_for_advice_in_its_language(client):
    client.force_login(people.superuser())
    blog = make.blog()
    post = make.post(under=blog)
    _home, _blog, post = map(make.spanish, (make.home(), blog, post))
    response = client.get(reverse("wagtailadmin_pages:edit", args=[post.pk]))
    assert 'data-hearth-advice="/admin/advice/es/"' in response.content.decode()


def test_a_new_post_gets_advice_too(client):
    client.force_login(people.superuser())
    url = reverse("wagtailadmin_pages:add", args=["blog", "postpage", make.blog().pk])
    assert 'data-hearth-advice="/admin/advice/en/"' in client.get(url).content.decode()


def test_the_words_are_the_practice_s_own(client, advise):
    client.force_login(people.member("eve", groups=["Editors"]))
    data = {"language": "en", "kind": "hurtful", "phrase": "moody", "suggestion": "Say sad."}
    client.post(reverse("wagtailsnippets_blog_adviceword:add"), data)
    assert advise(paragraph("<p>A moody day.</p>")).findings == {
        "Wording": ["Paragraph These words may hurt. Say sad. A moody day."]
    }


def test_a_phrase_is_in_the_list_once(client):
    client.force_login(people.member("eve", groups=["Editors"]))
    data = {"language": "en", "kind": "hurtful", "phrase": "crazy", "suggestion": ""}
    response = client.post(reverse("wagtailsnippets_blog_adviceword:add"), data)
    assert "This phrase is in the list already." in response.content.decode()
    assert AdviceWord.objects.filter(phrase="crazy").count() == 1
