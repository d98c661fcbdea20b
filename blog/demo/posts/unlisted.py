"""Posts that the public does not see: for members, expired, scheduled and a draft."""

from blog.demo.shelf import Shelf
from blog.demo.writing import (
    Post,
    bullets,
    callout,
    contact,
    document,
    heading,
    paragraph,
    quote,
    tip,
    tips,
)
from blog.models.posts import Audience


def for_members(shelf: Shelf) -> Post:
    """Return the post that only people with a login may read."""
    return Post(
        slug="notes-for-our-carers-group",
        title="Notes for our carers' group",
        intro="""What we talked about on Tuesday, for those who were there and those who could not
        be.""",
        picture="table",
        category="family-and-loss",
        tags=["caring", "family"],
        authors=["adaeze-nwosu"],
        days_ago=8,
        reviewed_days_ago=7,
        audience=Audience.CARERS,
        body=[
            paragraph(
                """Thank you for the evening. As agreed, there are no names in these notes, and they
                stay among us.""",
            ),
            heading("What we want to keep"),
            tips(
                "From the round",
                tip("One sentence for the neighbours", "“Today is hard, thank you for asking.”"),
                tip(
                    "A bag by the door", "Papers, charger, glasses: for the night that goes wrong."
                ),
            ),
            quote("I went to the cinema, and nothing fell down.", "From the round"),
            contact(shelf.contact("carers"), "Until next time"),
        ],
    )


def expired(shelf: Shelf) -> Post:
    """Return the announcement whose time is over."""
    return Post(
        slug="closed-for-the-spring-holiday",
        title="We are closed for the spring holiday",
        intro="The practice rests for a week. Here is whom to call meanwhile.",
        picture="hills",
        category="therapy-plainly",
        tags=["first steps"],
        authors=["tomas-rivera"],
        days_ago=90,
        body=[
            paragraph(
                "The front desk is back on the Monday after. Running groups will meet as usual."
            ),
            callout(
                "urgent",
                "If it cannot wait",
                "In the United States call or text <b>988</b>, at any hour. In danger, call 911.",
            ),
        ],
    )


def scheduled(shelf: Shelf) -> Post:
    """Return the post that goes live next month."""
    return Post(
        slug="when-the-family-comes-together",
        title="When the family comes together",
        intro="Feasts are lovely and loud. How to get through one with your nerves intact.",
        picture="candle",
        category="family-and-loss",
        tags=["family", "habits"],
        authors=["tomas-rivera"],
        days_ago=0,
        reviewed_days_ago=2,
        body=[
            paragraph(
                """You are allowed to love your family and to count the hours. Both can be true at
                the same table.""",
            ),
            heading("Before you go"),
            paragraph(
                bullets(
                    "Decide when you will leave, and say so when you arrive.",
                    "Choose one topic that you will not discuss this year.",
                    "Have one person whom you can text from the bathroom.",
                ),
            ),
        ],
    )


def draft(shelf: Shelf) -> Post:
    """Return the post that is still being written."""
    return Post(
        slug="what-to-do-with-a-free-afternoon",
        title="What to do with a free afternoon",
        intro="Rest is not a reward. A draft about doing nothing in particular.",
        picture="hills",
        category="everyday-health",
        tags=["habits", "burnout"],
        authors=["joon-park", "adaeze-nwosu"],
        days_ago=0,
        body=[
            paragraph(
                """Adaeze: can you add the part about the bench by the reservoir? I would end on
                that, and on the worksheet.""",
            ),
            document(shelf.document("sleep-diary")),
        ],
    )
