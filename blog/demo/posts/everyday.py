"""Posts on sleep, movement and habits."""

from blog.demo.shelf import Shelf
from blog.demo.writing import (
    Post,
    bullets,
    button,
    callout,
    document,
    embed,
    faq,
    gallery,
    heading,
    image,
    paragraph,
    related,
    source,
    sources,
    table,
    tip,
    tips,
)


def sleep(shelf: Shelf) -> Post:
    """Return the post on sleep, whose review is overdue."""
    return Post(
        slug="when-sleep-will-not-come",
        title="When sleep will not come",
        intro="Sleep cannot be forced, but it can be invited. Small changes that often help.",
        picture="night",
        category="everyday-health",
        tags=["sleep", "habits"],
        authors=["joon-park"],
        days_ago=318,
        reviewed_days_ago=310,
        review_every=180,
        sources=[
            source("About Sleep", "https://www.cdc.gov/sleep/about/", "CDC"),
            source("Insomnia", "https://www.nhs.uk/conditions/insomnia/", "NHS"),
        ],
        body=[
            paragraph(
                """Everybody sleeps badly now and then: before a trip, after a quarrel, in a hot
                week. It is unpleasant and mostly harmless. What keeps bad nights going is often the
                <i>fight</i> with them.""",
            ),
            image(shelf.picture("night")),
            heading("Get up rather than lie there"),
            paragraph(
                """If you have been awake for what feels like twenty minutes, get up. Sit somewhere
                dim, do something dull and pleasant, and go back when your eyes grow heavy. Your bed
                then stays a place for sleeping.""",
            ),
            tips(
                "Before you go to bed",
                tip(
                    "Write down tomorrow",
                    "Put the worries of tomorrow on paper. They can wait there until morning.",
                ),
                tip(
                    "Get up at the same time",
                    """A steady hour for getting up, weekends included, does more than an early
                    night.""",
                ),
                tip(
                    "Let coffee end at lunch",
                    "Caffeine works for many hours, also in people who do not feel it.",
                    picture=shelf.picture("mug", "A mug that is better filled with herbal tea"),
                ),
            ),
            heading("How much is enough?"),
            table(
                "Recommended hours of sleep in 24 hours, by age",
                ["Age", "Hours"],
                ["6 to 12 years", "9 to 12"],
                ["13 to 17 years", "8 to 10"],
                ["18 to 60 years", "7 or more"],
                row_names=True,
            ),
            paragraph("These are guides. What counts is whether you are rested most days."),
            document(shelf.document("sleep-diary")),
            heading("When to ask for help"),
            paragraph(
                "Talk to a doctor if bad nights go on for a month, and sooner if",
                bullets(
                    "you fall asleep at the wheel or nearly do",
                    "somebody says that you stop breathing in your sleep",
                    "you hardly sleep and do not feel tired at all",
                ),
            ),
            embed("https://www.cdc.gov/sleep/", "What public health experts say about sleep"),
        ],
    )


def moving(shelf: Shelf) -> Post:
    """Return the post on movement, which nobody has reviewed yet."""
    return Post(
        slug="moving-your-body-when-you-do-not-feel-like-it",
        title="Moving your body when you do not feel like it",
        intro="Movement lifts many moods a little. It need not be sport, and it need not be much.",
        picture="path",
        category="everyday-health",
        tags=["habits"],
        authors=["adaeze-nwosu", "joon-park"],
        days_ago=84,
        body=[
            paragraph(
                """Advice to exercise can sound like mockery when getting dressed is work enough. So
                let us start smaller than you think is worth it.""",
            ),
            heading("Start where you are"),
            tips(
                "",
                tip(
                    "Five minutes count",
                    """Walk to the corner. If you want to go on, go on. If not, you have done what
                    you set out to do.""",
                ),
                tip(
                    "Borrow somebody's legs",
                    """A friend, a dog or a neighbour's errand will get you out on days you would
                    not.""",
                ),
                tip(
                    "Do it badly",
                    "Stretch in bed. Dance to half a song. <b>Badly is better than not.</b>",
                ),
            ),
            gallery(
                "Places that do not look like a gym",
                (shelf.picture("path", "A path between pine trees"), "The long way home"),
                (shelf.picture("tree", "A bench under an autumn tree"), "A bench to turn round at"),
                (shelf.picture("hills"), ""),
            ),
            embed("https://vimeo.com/9000000001", "Ten slow minutes that you can do on a chair"),
            heading("How much is recommended?"),
            paragraph(
                """For adults, the usual advice is 150 minutes of moderate activity in a week, such
                as brisk walking, in pieces of any length. That is where to go, not where to
                start.""",
            ),
            sources(
                "Where this comes from",
                source(
                    "Physical activity",
                    "https://www.who.int/news-room/fact-sheets/detail/physical-activity",
                    "World Health Organization",
                ),
                source(
                    "Physical Activity Basics",
                    "https://www.cdc.gov/physical-activity-basics/",
                    "CDC",
                ),
            ),
            callout(
                "info",
                "If movement has turned into a must",
                """If you cannot rest without guilt, or train while hurt, or to make up for eating,
                that deserves kindness and help too. Tell somebody whom you trust.""",
            ),
            related("Also about habits", shelf.page("when-sleep-will-not-come")),
        ],
    )


def phone(shelf: Shelf) -> Post:
    """Return the post on boundaries with a phone."""
    return Post(
        slug="a-kinder-distance-from-your-phone",
        title="A kinder distance from your phone",
        intro="No detox, no shame: a few boundaries that make room for the rest of your day.",
        picture="phone",
        category="everyday-health",
        tags=["habits", "sleep", "social media"],
        authors=["tomas-rivera"],
        days_ago=58,
        reviewed_days_ago=50,
        body=[
            paragraph(
                """Your phone holds your friends, your bus ticket and your mother's voice. It is
                also built to be picked up once more. Wanting some distance is not a weakness, and
                neither is finding it hard.""",
            ),
            heading("Notice before you change"),
            paragraph(
                """For three days, only watch. When do you reach for it: when you are bored, lonely,
                tired, in the middle of something hard? What did you hope for, and did you get
                it?""",
            ),
            table(
                "What the hand may be asking for",
                ["When you reach for it", "You may need", "You could also"],
                ["In a queue", "A break from waiting", "Look up and count what is red"],
                ["Late in bed", "An end to the day", "Put on a story with your eyes closed"],
                ["After a hard message", "Comfort", "Call one person, or step outside"],
            ),
            heading("Three boundaries to try"),
            tips(
                "",
                tip(
                    "Give it a bed of its own",
                    f"""Charge it in the kitchen, and buy a cheap alarm clock. Our post on
                    {shelf.link("when-sleep-will-not-come", "nights without sleep")} says why.""",
                ),
                tip(
                    "Turn off what people did not send",
                    "Keep calls and messages. Turn off the rest for a week and see what you miss.",
                    picture=shelf.picture("phone", "A phone with six cards and no red badges"),
                ),
                tip(
                    "Keep one meal free of it",
                    "For everybody at the table, grown-ups first.",
                ),
            ),
            callout(
                "success",
                "You will slip, and that is part of it",
                """A boundary is not broken by one late night. Pick it up again the next day,
                without a speech to yourself.""",
            ),
            faq(
                "Two questions that we hear often",
                (
                    "How many hours are too many?",
                    """There is no number for everybody. Look at what it crowds out: sleep, school
                    or work, people, moving.""",
                ),
                (
                    "Should I read my child's messages?",
                    """Younger children need more company online than older ones. Whatever you do,
                    say so openly; secret checking costs trust.""",
                ),
            ),
            button("Write to us about it", email="hello@example.org"),
        ],
    )
