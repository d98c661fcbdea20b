"""Content in which everything that can go wrong has gone wrong somewhere, for both ways to meet."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from blog.models import PostPage
from tests import factories as make

GONE = 987654
#: Where readers never see it: the title of drafts of posts that no form would have taken.
DAMAGED = "Damaged"


def picture(key: Any, **words: Any) -> dict[str, Any]:
    return {"image": key, "alt_text": "", "decorative": False, **words}


def bodies(posts: list[int], pictures: list[int], others: dict[str, int]) -> list[Any]:
    """Return (type, raw value) of every kind of block: first whole ones, then damaged ones."""
    links = (
        f'<p>See <a linktype="page" id="{posts[0]}">one</a>, <a linktype="page" id="{GONE}">gone'
        f'</a> and <a linktype="document" id="{others["document"]}">this</a>.</p>'
        f'<embed embedtype="image" id="{pictures[0]}" format="left" alt="A room"/>'
    )
    tip = {"title": "Breathe", "content": links, "image": picture(pictures[0])}
    whole = [
        ("heading", {"text": "Rest", "level": "h2"}),
        ("heading", {"text": "Rest", "level": "h3"}),
        ("paragraph", links),
        ("quote", {"quote": "I count sheep.", "attribution": "A reader"}),
        ("table", {"caption": "Hours", "table": {"data": [["a", "b"], ["c", None]]}}),
        ("image", {"image": picture(pictures[0], alt_text="In context"), "caption": "Seen"}),
        ("image", {"image": picture(pictures[1], decorative=True), "caption": ""}),
        ("gallery", {"title": "All", "images": [{"image": picture(key)} for key in pictures]}),
        ("tips", {"title": "Tips", "tips": [tip, {**tip, "image": None}]}),
        ("callout", {"tone": "urgent", "title": "Now", "content": links}),
        ("embed", {"url": "https://www.youtube.com/watch?v=hearthDemo1", "caption": "Film"}),
        ("faq", {"title": "Asked", "items": [{"question": "Why?", "answer": links}]}),
        ("related_posts", {"title": "Read on", "posts": [*posts, GONE]}),
        ("contact", {"title": "Call", "contact": others["contact"], "note": ""}),
        ("call_to_action", {"label": "Go", "page": posts[0]}),
        ("call_to_action", {"label": "Call", "phone": "+15035550142"}),
        ("document", {"title": "", "document": others["document"]}),
        ("sources", {"title": "From", "sources": [{"title": "A work", "year": 2024}]}),
    ]
    damaged = [
        ("heading", {"text": 7, "level": "h9"}),
        ("heading", "not a struct"),
        ("paragraph", {"not": "a text"}),
        ("table", {"table": {"data": [["a", 3, {}], "row"]}}),
        ("table", None),
        ("image", {"image": picture(GONE)}),
        ("image", {"image": picture(pictures[0], alt_text=5)}),
        ("image", {"image": picture(pictures[0], alt_text=["x"])}),
        ("image", {"image": pictures[0]}),
        ("image", {"image": None}),
        ("gallery", {"images": [{"image": "x"}, None, {"image": picture(others["hidden image"])}]}),
        ("tips", {"tips": [None, "x", {"type": "item", "value": tip, "id": "t"}]}),
        ("callout", {"tone": "removed", "content": None}),
        ("embed", {"url": 5}),
        ("related_posts", {"posts": [None, "x", True, posts[0], {"type": "item", "value": GONE}]}),
        ("contact", {"contact": others["hidden contact"]}),
        ("contact", {"contact": [1]}),
        ("call_to_action", {"label": None, "page": GONE}),
        ("document", {"document": GONE}),
        ("sources", {"sources": [{"title": None, "year": "x"}, {"year": 2**40}]}),
        ("no such block", {"text": "x"}),
    ]
    return [*whole, *damaged]


def build() -> dict[str, list[Any]]:
    """Make the content; return values for the arguments of operations that find it."""
    home, blog = make.home(), make.blog()
    es_home, es_blog = make.spanish(home), make.spanish(blog)
    closed = make.collection("Closed")
    CollectionViewRestriction.objects.create(collection=closed, restriction_type="login")
    pictures = [make.image(f"Room {n}", focal_point_x=10, focal_point_y=9).pk for n in range(2)]
    pictures.append(make.image("Plain", description="A plain room").pk)
    others = {
        "document": make.document().pk,
        "contact": make.contact(phone="+15035550142").pk,
        "hidden contact": make.contact("Away", live=False).pk,
        "hidden image": make.image("Secret", collection=closed).pk,
    }
    hidden = make.author("Hidden", live=False)
    ada = make.author("Ada Reed", photo_id=pictures[0], bio="<p>Writes <b>well</b>.</p>")
    bea = make.author("Bea Stone", photo_id=others["hidden image"], licence_number="L1")
    sleep, calm = make.category("Sleep"), make.category("Calm")
    linked = [make.post(f"Linked {n}", hero_image_id=pictures[n]).pk for n in range(2)]
    secret = make.post("Secret post")
    PageViewRestriction.objects.create(page=secret, restriction_type="login")
    away = make.post("Unpublished post", live=False)
    everything = bodies([*linked, secret.pk, away.pk], pictures, others)
    for n in range(4):
        post = make.post(
            f"Post {n}",
            authors=[ada, hidden, bea][: n + 1],
            tags=["rest", f"tag {n}"],
            category=[sleep, calm, None, sleep][n],
            hero_image_id=[pictures[0], others["hidden image"], None, pictures[1]][n],
            reviewer=[bea, hidden, None, None][n],
            reviewed_on=date(2026, 1, 1) if n < 2 else None,
            sources=make.stream([("source", {"title": f"Work {n}", "year": 2000 + n})]),
            first_published_at=timezone.now() - timedelta(days=n),
        )
        # Past the forms, which would refuse most of it.
        stored = PostPage.objects.filter(pk=post.pk)
        stored.update(
            body=make.stream(everything[n::3] if n else everything),
            audience=["parents", "removed", "", "everyone"][n],
            draft_title=DAMAGED,
        )
    es_post = make.spanish(make.post("Post in two languages"))
    PostPage.objects.filter(slug="post-2").update(sensitive_topics=["removed"])
    make.crisis_resource()
    make.crisis_resource("Other line", live=False)
    make.site_settings(
        contact_id=others["contact"],
        disclaimer="<p>Not a <i>doctor</i>.</p>",
        main_menu=make.stream(
            [
                ("item", {"title": "Blog", "page": blog.pk, "children": [{"page": linked[0]}]}),
                ("item", {"title": "Gone", "page": GONE, "children": []}),
            ]
        ),
    )
    Redirect.objects.create(old_path="/old", redirect_page=blog)
    paths = ["/", "/blog/", "/blog/post-0/", "/blog/post-1/", "/es/", "/old/", "/gone/", "x"]
    posts = [post, secret, es_post]
    return {
        "slug": [*(f"post-{n}" for n in range(4)), "linked-0", "ada-reed", "sleep", "gone"],
        "path": [*paths, f"/blog/{secret.slug}/"],
        "locale": [*["en"] * 12, *["es"] * 5, "xx"],
        "query": ["sleep", "post", "rest", "breathe", "", "x" * 201],
        "nodes": [
            *(("Post", key) for key in (*(one.pk for one in posts), GONE)),
            *(("Author", one.pk) for one in (ada, hidden)),
            *(("BlogIndex", one.pk) for one in (blog, es_blog)),
            *(("Home", one.pk) for one in (home, es_home)),
            ("Category", sleep.pk),
            ("Contact", others["contact"]),
            ("Document", others["document"]),
            ("Image", pictures[0]),
        ],
    }
