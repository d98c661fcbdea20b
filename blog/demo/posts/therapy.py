"""Posts on how therapy and medicines work."""

from blog.demo.shelf import Shelf
from blog.demo.writing import (
    Post,
    bullets,
    button,
    callout,
    contact,
    document,
    faq,
    gallery,
    heading,
    image,
    paragraph,
    quote,
    related,
    source,
    table,
    tip,
    tips,
)


def first_session(shelf: Shelf) -> Post:
    """Return the post on a first session."""
    return Post(
        slug="your-first-therapy-session",
        title="Your first therapy session: what happens, and what does not",
        intro="A first session is a conversation, not a test. Here is how ours usually go.",
        picture="room",
        category="therapy-plainly",
        tags=["therapy", "first steps", "questions to ask"],
        authors=["maren-holloway", "tomas-rivera"],
        days_ago=352,
        reviewed_days_ago=120,
        sources=[
            source(
                "Psychotherapies",
                "https://www.nimh.nih.gov/health/topics/psychotherapies",
                "National Institute of Mental Health",
            )
        ],
        body=[
            paragraph(
                """Most people are nervous before they come for the first time. Some have put it off
                for months. If that is you: you are <b>in good company</b>, and you are not
                late.""",
            ),
            gallery(
                "Where we will meet",
                (shelf.picture("door", "The open front door with light inside"), "Come right in"),
                (shelf.picture("room", "Two armchairs turned to each other"), "Pick either chair"),
            ),
            heading("How the hour goes"),
            paragraph(
                """Your therapist says a few words about privacy first: what stays in the room, and
                the rare cases in which it cannot, such as a danger to somebody's life. Then you
                talk about what brought you here. You may start anywhere.""",
                """Towards the end you look at it together: what would you like to be different, and
                does it feel right to work on that with <i>this</i> person? Both answers are
                fine.""",
            ),
            faq(
                "What people ask us beforehand",
                (
                    "Do I have to tell everything at once?",
                    """No. You decide what you share, and when. “I would rather not go there yet” is
                    a complete sentence.""",
                ),
                (
                    "What if I cry, or have nothing to say?",
                    "Both happen every week. There are tissues, and silence is allowed.",
                ),
                (
                    "Can I bring somebody?",
                    "Yes. Many people bring someone for the first minutes, or for all of it.",
                ),
            ),
            heading("Something to bring, if you like"),
            document(shelf.document("first-session"), "A page to fill in beforehand"),
            quote(
                """I had prepared a whole speech. Then she asked how I had slept, and that turned
                out to be the better start.""",
                "A client (invented for this demo)",
            ),
            contact(
                shelf.contact("intake"),
                "Make a first appointment",
                "Say that you are new. We take a little more time on the phone then.",
            ),
        ],
    )


def medicine(shelf: Shelf) -> Post:
    """Return the post on what to ask about a medicine."""
    return Post(
        slug="questions-to-ask-about-a-medicine",
        title="Questions to ask about a medicine",
        intro="You may ask anything about a medicine for your mental health. A list to take along.",
        picture="notes",
        category="therapy-plainly",
        tags=["questions to ask"],
        authors=["joon-park"],
        days_ago=112,
        reviewed_days_ago=40,
        review_every=180,
        sources=[
            source(
                "Mental Health Medications",
                "https://www.nimh.nih.gov/health/topics/mental-health-medications",
                "National Institute of Mental Health",
            ),
            source(
                "Drugs, Herbs and Supplements",
                "https://medlineplus.gov/druginformation.html",
                "MedlinePlus, National Library of Medicine",
            ),
        ],
        body=[
            callout(
                "warning",
                "Please do not stop on your own",
                """Stopping some medicines suddenly can make you feel ill. If you want to stop or
                change the dose, <b>call whoever prescribed it first</b>. It is a fair wish, and
                there is usually a gentle way to do it.""",
            ),
            paragraph(
                """Good decisions about medicines are made together. Nobody minds if you read your
                questions from a piece of paper; I am glad when people do.""",
            ),
            image(
                shelf.picture("notes", "A list of questions in a notebook, three of them ticked"),
                "Three answered, four to go: that is what the second visit is for.",
            ),
            heading("A list to take along"),
            table(
                "What to ask, and why it matters",
                ["Ask", "Because"],
                ["What is it meant to change for me?", "You will know what to look for."],
                ["When might I notice something?", "Many medicines need weeks, not days."],
                ["What might bother me at first?", "Some side effects pass, some should not wait."],
                ["Does it go with what else I take?", "This includes herbs, alcohol and the pill."],
                ["What if I forget a dose?", "The right answer differs from one to the next."],
                ["How and when would we stop?", "An end can be planned from the start."],
            ),
            heading("Say these things even if nobody asks"),
            paragraph(
                bullets(
                    "that you are pregnant, breastfeeding, or hope to be",
                    "every other medicine, with and without a prescription",
                    "how much you drink or use, roughly and without shame",
                    "what helped, or hurt, the last time",
                ),
            ),
            callout(
                "urgent",
                "When not to wait",
                """If your face or throat swells, if breathing gets hard, or if thoughts of ending
                your life appear or get stronger, get help <b>now</b>: call 911, or call or text 988
                in the United States.""",
            ),
            button("Ask the nurse line", phone="(503) 555-0142"),
            tips(
                "Making it easier to remember",
                tip(
                    "Tie it to something you do anyway",
                    "Next to the toothbrush works better than a good intention.",
                ),
                tip(
                    "Use a box with seven lids",
                    "You can see at a glance whether today is done, so nobody takes a dose twice.",
                    picture=shelf.picture("notes", "A pill organiser with a lid for each day"),
                ),
            ),
            related("Read on", shelf.page("your-first-therapy-session")),
        ],
    )
