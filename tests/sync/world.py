"""What there is at the beginning: two sites, two languages, and one of everything."""

from wagtail.models import APIToken, CollectionViewRestriction, Locale, Page, Site

from api.changes import log, reconciling
from tests import factories as make
from tests import people

MEMBERS = "members"


def build():
    """Make the world; return the headers of somebody who is a member."""
    reconciling.reconcile()
    home = make.home()
    make.site_settings(name="Hearth")
    blog = make.blog()
    other = make.site("other.example").root_page.specific
    other_blog = make.blog("Other blog", under=other)
    sleep, food = make.category("Sleep"), make.category("Food")
    room = make.image("Room")
    ada, max_ = make.author("Ada Reed", photo=room), make.author("Max Moss")
    # Its size is on record: a history that deletes it takes the file from those after it.
    diary, desk = make.document("Diary", file_size=9), make.contact("Front desk")
    make.contact("Intake")
    make.crisis_resource("Lifeline")
    shelf = make.collection("Members only")
    CollectionViewRestriction.objects.create(collection=shelf, restriction_type="login")
    make.collection("Open")
    make.image("Garden", collection=shelf)
    first = make.post("Sleep well", category=sleep, authors=[ada], tags=["rest"], hero_image=room)
    make.post(
        "Eat well",
        under=blog,
        category=food,
        authors=[ada, max_],
        tags=["rest", "meals"],
        body=[
            ("contact", {"contact": desk.pk}),
            ("paragraph", f'<p><a linktype="document" id="{diary.pk}">Diary</a></p>'),
            ("related_posts", {"posts": [first.pk]}),
            ("crisis", {"resources": []}),
            ("image", {"image": {"image": room.pk, "alt_text": "", "decorative": False}}),
            ("document", {"document": diary.pk}),
            ("call_to_action", {"label": "Go", "page": first.pk}),
        ],
    )
    ada.bio = f'<p><a linktype="page" id="{first.pk}">Sleep well</a></p>'
    ada.save()
    make.post("Elsewhere", under=other_blog, category=sleep, authors=[max_])
    make.post("Draft", under=blog, live=False)
    first.create_alias(update_slug="sleep-alias")
    for page in (home, blog, first):
        make.spanish(page, slug=f"{page.slug}-es")
    restricted = Page.objects.get(slug="sleep-alias")
    people.restrict(restricted, "groups", groups=[MEMBERS])
    user = people.member(groups=[MEMBERS])
    token = people.bearer(user)
    log.position()
    assert Locale.objects.count() == Site.objects.count() == 2
    assert APIToken.objects.count() == 1
    return token
