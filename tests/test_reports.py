"""The reports, what they hand out as files, and the panel that leads to them."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Workflow

from blog.reviews import record, withdraw
from home.links.places import collect
from home.models import Image, LinkCheck
from tests import factories as make
from tests import people

pytestmark = pytest.mark.django_db

TODAY = date.today()
ADDRESS = "https://example.org/sleep"


@pytest.fixture
def editor(client):
    user = people.member("eve", groups=["Editors"])
    client.force_login(user)
    return user


def address(report, **filters):
    return reverse(f"hearth_report_{report}", query=filters)


def page(client, url):
    response = client.get(url)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def rows(client, report, **filters):
    """The visible text of each cell, row by row."""
    document = page(client, address(report, **filters))
    return [
        [" ".join(cell.get_text(" ").split()) for cell in row.find_all("td")]
        for row in document.select("table.listing tbody tr")
    ]


def names(client, report, **filters):
    return [row[0] for row in rows(client, report, **filters)]


def table(client, report, **filters):
    """The lines of the report's CSV file."""
    return client.get(address(report, export="csv", **filters)).getvalue().decode().splitlines()


def day(number):
    return TODAY + timedelta(days=number)


def shown(moment):
    return f"{moment:%B} {moment.day}, {moment.year}"


def reviewed_posts():
    rea = make.author("Rea")
    make.post("Never")
    record(make.post("Current"), rea, None, next_on=day(100))
    record(make.post("Due soon", sensitive_topics=["grief"]), rea, None, next_on=day(5))
    record(make.post("Overdue"), rea, None, on=day(-400), next_on=day(-5))
    withdrawn = make.post("Withdrawn")
    record(withdrawn, rea, None)
    withdraw(withdrawn, None, "New evidence.")
    edited = make.post("Edited", live=False)
    record(edited, rea, None, next_on=day(200))
    edited.intro = "Other advice."
    edited.save()


def test_posts_are_listed_by_their_next_review(client, editor):
    reviewed_posts()
    assert names(client, "reviews") == [
        *("Overdue", "Due soon", "Current", "Edited", "Never", "Withdrawn"),
    ]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"state": "never_reviewed"}, ["Never"]),
        ({"state": "current"}, ["Current", "Edited"]),
        ({"state": "due_soon"}, ["Due soon"]),
        ({"state": "overdue"}, ["Overdue"]),
        ({"state": "withdrawn"}, ["Withdrawn"]),
        ({"edited_since_review": "true"}, ["Edited"]),
        ({"sensitive": "yes"}, ["Due soon"]),
        ({"live": "false"}, ["Edited"]),
        ({"q": "over"}, ["Overdue"]),
        ({"waiting": "mine"}, []),
    ],
)
def test_posts_are_narrowed_down(client, editor, filters, expected):
    reviewed_posts()
    assert names(client, "reviews", **filters) == expected


def test_reviews_are_handed_out_as_csv(client, editor):
    reviewed_posts()
    assert table(client, "reviews", live="true") == [
        (
            "Title,Review,Reviewer,Reviewed on,Next review on,Edited since the review,"
            "Sensitive topics,Locale,Live"
        ),
        f"Overdue,Overdue,Rea,{day(-400)},{day(-5)},False,,English,True",
        f"Due soon,Due soon,Rea,{TODAY},{day(5)},False,Death and grief,English,True",
        f"Current,Current,Rea,{TODAY},{day(100)},False,,English,True",
        "Never,Never reviewed,,,,False,,English,True",
        "Withdrawn,Withdrawn,,,,False,,English,True",
    ]


def test_reviews_are_handed_out_as_xlsx(client, editor):
    make.post("Never")
    file = BytesIO(client.get(address("reviews", export="xlsx")).getvalue())
    assert [[*row] for row in load_workbook(file).active.values] == [
        [
            *("Title", "Review", "Reviewer", "Reviewed on", "Next review on"),
            *("Edited since the review", "Sensitive topics", "Locale", "Live"),
        ],
        ["Never", "Never reviewed", None, None, None, False, None, "English", True],
    ]


@pytest.fixture
def waiting_post(client):
    """A post that waits for the clinical reviewer who is logged in."""
    writer, reviewer = people.member("wren"), people.member("rea", groups=["Clinical reviewers"])
    client.force_login(reviewer)
    make.post("Another")
    post = make.post("Waiting", live=False, owner=writer)
    post.save_revision(user=writer)
    Workflow.objects.get(name="Clinical review").start(post, writer)
    return post


def test_a_reviewer_finds_what_waits_for_them(client, waiting_post):
    assert names(client, "reviews", waiting="mine") == ["Waiting"]


def test_a_reviewer_is_led_only_to_what_they_may_open(client, waiting_post):
    links = page(client, address("reviews")).select("table.listing td.title a")
    assert [link.get_text(strip=True) for link in links] == ["Waiting"]
    assert client.get(links[0]["href"]).status_code == 200


def test_a_reviewer_withdraws_a_review_from_here(client, waiting_post):
    post = make.post("Reviewed")
    record(post, make.author(), None)
    links = page(client, address("reviews")).select("table.listing td:last-child a")
    assert [link["href"] for link in links] == [reverse("hearth_review_withdraw", args=[post.pk])]
    assert client.get(links[0]["href"]).status_code == 200


def test_an_editor_does_not_withdraw_reviews(client, editor):
    record(make.post("Reviewed"), make.author(), None)
    assert page(client, address("reviews")).select("table.listing td:last-child a") == []


def resources():
    make.crisis_resource("Overdue", verified_on=day(-91), verify_every=90)
    make.crisis_resource("Soon", verified_on=day(-5), verify_every=10)
    make.crisis_resource("Fine", verified_on=TODAY, verify_every=90)
    make.crisis_resource("Draft", verified_on=day(-400), live=False)


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["Draft", "Overdue", "Soon", "Fine"]),
        ({"due": "overdue"}, ["Overdue"]),
        ({"due": "soon"}, ["Overdue", "Soon"]),
        ({"live": "false"}, ["Draft"]),
    ],
)
def test_crisis_resources_are_listed_by_when_to_verify_them(client, editor, filters, expected):
    resources()
    assert names(client, "crisis-resources", **filters) == expected


def test_a_crisis_resource_is_verified_by_the_day_itself(client, editor):
    make.crisis_resource("Today", verified_on=day(-90), verify_every=90)
    assert names(client, "crisis-resources", due="overdue") == []


def test_crisis_resources_are_handed_out(client, editor):
    make.crisis_resource("Lifeline", verified_on=date(2026, 1, 31), verify_every=30)
    assert table(client, "crisis-resources") == [
        (
            "Name,Region,Phone,Text line,Chat or website,Availability,Languages,Verified on,"
            "Verify by,Locale,Live"
        ),
        "Lifeline,Oregon,988,,,24 hours,,2026-01-31,2026-03-02,English,True",
    ]


def failing(url=ADDRESS, failures=2):
    LinkCheck.objects.filter(url=url).update(
        status=404,
        failures=failures,
        first_failed_at=timezone.make_aware(timezone.datetime(2026, 1, 2, 3, 4)),
        checked_at=timezone.make_aware(timezone.datetime(2026, 1, 3, 3, 4)),
    )


def linking_post(title, *links):
    html = "".join(f"<a {link}>x</a>" for link in links)
    return make.post(title, body=[("paragraph", f"<p>{html}</p>")])


def test_broken_links_of_all_kinds_are_listed(client, editor):
    draft = make.post("Draft", live=False)
    linking_post("Outside", f'href="{ADDRESS}"')
    linking_post("Fine", 'href="https://example.org/fine"')
    linking_post("Inside", f'linktype="page" id="{draft.pk}"', 'linktype="page" id="9999"')
    linking_post("File", 'linktype="document" id="9999"')
    collect()
    failing()
    assert [row[:4] for row in rows(client, "links")] == [
        ["Outside", "Body: Paragraph", ADDRESS, "HTTP 404"],
        ["Inside", "Body: Paragraph", "Draft", "Not published"],
        ["Inside", "Body: Paragraph", "A page that was deleted", "Deleted"],
        ["File", "Body: Paragraph", "A document that was deleted", "Deleted"],
    ]


def test_links_to_what_is_there_are_not_listed(client, editor):
    target, diary = make.post("Target"), make.document()
    linking_post(
        "Fine", f'linktype="page" id="{target.pk}"', f'linktype="document" id="{diary.pk}"'
    )
    collect()
    assert rows(client, "links") == []


def test_a_page_that_is_taken_down_breaks_the_links_to_it_at_once(client, editor):
    target = make.post("Target")
    linking_post("Linking", f'linktype="page" id="{target.pk}"')
    collect()
    target.unpublish()
    assert names(client, "links") == ["Linking"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["Twice"]),
        ({"show": "failing"}, ["Once", "Twice"]),
        ({"show": "all"}, ["Once", "Twice", "Works"]),
        ({"leads": "inside"}, []),
        ({"leads": "outside"}, ["Twice"]),
    ],
)
def test_links_are_narrowed_down(client, editor, filters, expected):
    for title, failures in (("Once", 1), ("Twice", 2), ("Works", 0)):
        linking_post(title, f'href="{ADDRESS}/{title}"')
        collect()
        failing(f"{ADDRESS}/{title}", failures)
    collect()
    assert names(client, "links", **filters) == expected


def test_a_broken_link_leads_to_its_block(client, editor):
    post = linking_post("Linking", 'linktype="page" id="9999"')
    collect()
    link = page(client, address("links")).select_one("table.listing td.title a")
    edit = reverse("wagtailadmin_pages:edit", args=[post.pk])
    assert link["href"] == f"{edit}#block-{post.body[0].id}-section"


def test_broken_links_are_handed_out(client, editor):
    linking_post("Linking", f'href="{ADDRESS}"')
    collect()
    failing()
    assert table(client, "links") == [
        "Found in,Place,Leads to,Problem,Since,Checked",
        (
            f"Linking,Body: Paragraph,{ADDRESS},HTTP 404,2026-01-02 03:04:00+00:00,"
            "2026-01-03 03:04:00+00:00"
        ),
    ]


def pictures():
    make.image("Described", description="A door.")
    make.image("Unused")
    make.post("Showing", hero_image=make.image("Used"))


@pytest.mark.parametrize(
    ("filters", "expected"),
    [({}, ["Used", "Unused"]), ({"used": "yes"}, ["Used"]), ({"used": "no"}, ["Unused"])],
)
def test_pictures_without_descriptions_are_listed(client, editor, filters, expected):
    pictures()
    assert [row[1] for row in rows(client, "pictures", **filters)] == expected


def test_a_picture_says_where_it_is_used(client, editor):
    pictures()
    assert rows(client, "pictures", used="yes")[0][2:4] == ["1", "Showing"]


def test_a_picture_is_shown(client, editor):
    make.image("Room")
    shown = page(client, address("pictures")).select("table.listing img")
    assert [image["width"] for image in shown] == ["40"]


def test_a_writer_is_shown_their_own_pictures(client):
    writer = people.member("wren", groups=["Writers"])
    client.force_login(writer)
    make.image("Mine", uploaded_by_user=writer)
    make.image("Theirs")
    assert [row[1] for row in rows(client, "pictures")] == ["Mine"]


def test_pictures_are_handed_out(client, editor):
    pictures()
    Image.objects.update(created_at=timezone.make_aware(timezone.datetime(2026, 1, 2)))
    header, *lines = table(client, "pictures")
    assert header == "Title,File,Uses,Used in,Uploaded"
    assert [line.split(",")[2:] for line in lines] == [
        ["1", "Showing", "2026-01-02 00:00:00+00:00"],
        ["0", "", "2026-01-02 00:00:00+00:00"],
    ]


def test_a_contact_says_where_it_is_used(client, editor):
    desk = make.contact("Front desk", phone="+15035550142")
    make.contact("Nobody's")
    for title in ("One", "Two"):
        make.post(title, body=[("contact", {"contact": desk.pk})])
    make.site_settings(name="Wrenfield", contact=desk)
    assert [row[:4] for row in rows(client, "contacts")] == [
        ["Front desk", "(503) 555-0142", "3", "One , Site settings: Wrenfield , Two"],
        ["Nobody's", "", "0", ""],
    ]


def test_contacts_are_narrowed_down_to_those_that_nobody_uses(client, editor):
    make.post(body=[("contact", {"contact": make.contact("Front desk").pk})])
    make.contact("Spare")
    assert names(client, "contacts", used="no") == ["Spare"]


def test_contacts_are_handed_out(client, editor):
    make.post("One", body=[("contact", {"contact": make.contact(email="a@example.org").pk})])
    assert table(client, "contacts") == [
        "Name,Role,Phone,E-mail,Uses,Used in,Locale,Live",
        "Front desk,,,a@example.org,1,One,English,True",
    ]


def many(number):
    """A lot to report: each report has this many rows more."""
    for count in range(number):
        name = f"{count} of {number}"
        picture, desk = make.image(name), make.contact(name, booking_url=f"{ADDRESS}/{name}")
        post = make.post(
            name,
            hero_image=picture,
            body=[
                ("contact", {"contact": desk.pk}),
                ("paragraph", '<a linktype="page" id="9999">x</a>'),
            ],
        )
        record(post, make.author(name), None, next_on=day(-1))
        make.crisis_resource(name, verified_on=day(-400))
    collect()
    LinkCheck.objects.update(failures=2, status=404)


@pytest.mark.parametrize("report", ["reviews", "crisis-resources", "links", "pictures", "contacts"])
def test_a_report_costs_the_same_for_few_rows_and_for_many(client, editor, count_sql, report):
    many(2)
    client.get(address(report))  # Makes the thumbnails, and fills what is kept of content types.
    few = count_sql(lambda: client.get(address(report)))
    many(5)
    client.get(address(report))
    assert len(count_sql(lambda: client.get(address(report)))) == len(few)


def concerns(client):
    """The texts of the dashboard's panel, and where each leads."""
    panel = page(client, reverse("wagtailadmin_home")).select_one("#care-section, #care")
    links = panel.select("ul a") if panel else []
    return {link.get_text(strip=True): link["href"] for link in links}


def test_the_dashboard_says_what_needs_care(client, editor):
    many(2)
    record(make.post("Soon"), make.author("Rea"), None, next_on=day(3))
    reviews = address("reviews")
    assert concerns(client) == {
        "2 published posts whose reviews are overdue": f"{reviews}?state=overdue&live=true",
        "1 published post whose review is due soon": f"{reviews}?state=due_soon&live=true",
        "2 crisis resources to verify": "/admin/reports/crisis-resources/?due=overdue",
        "4 broken links": "/admin/reports/links/",
        "2 pictures in use without a description": "/admin/reports/pictures/?used=yes",
    }


def test_each_concern_leads_to_as_many_rows(client, editor):
    many(2)
    for text, url in concerns(client).items():
        listed = page(client, url).select("table.listing tbody tr")
        assert len(listed) == int(text.split()[0])


def test_a_reviewer_is_told_what_waits_for_them(client, waiting_post):
    assert concerns(client) == {
        "1 post waits for your review": "/admin/reports/reviews/?waiting=mine"
    }


def test_a_writer_is_not_told_what_others_care_for(client):
    client.force_login(people.member("wren", groups=["Writers"]))
    many(2)
    assert concerns(client) == {"Pictures without descriptions": address("pictures")}


@pytest.mark.parametrize(
    ("role", "reports"),
    [
        ("Writers", ["pictures"]),
        ("Clinical reviewers", ["reviews"]),
        ("Editors", ["reviews", "crisis-resources", "links", "pictures"]),
    ],
)
def test_the_dashboard_says_what_is_well_of_what_somebody_may_see(client, role, reports):
    client.force_login(people.member("sam", groups=[role]))
    panel = page(client, reverse("wagtailadmin_home")).select_one("#care-section, #care")
    assert "Nothing right now." in panel.get_text()
    assert [link["href"] for link in panel.select("ul a")] == [*map(address, reports)]


def test_the_dashboard_is_silent_to_those_who_see_no_report(client):
    user = people.member("sam")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert page(client, reverse("wagtailadmin_home")).select_one("#care-section, #care") is None


def test_the_dashboard_costs_the_same_for_little_and_for_much(client, editor, count_sql):
    many(1)
    home = reverse("wagtailadmin_home")
    client.get(home)
    few = count_sql(lambda: client.get(home))
    many(5)
    assert len(count_sql(lambda: client.get(home))) == len(few)
