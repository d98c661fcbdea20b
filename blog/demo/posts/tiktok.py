"""The long post: what clients saw on TikTok, and how to talk about it in therapy."""

from blog.demo.shelf import Shelf
from blog.demo.writing import (
    Post,
    Value,
    bullets,
    button,
    callout,
    contact,
    embed,
    faq,
    heading,
    image,
    paragraph,
    quote,
    related,
    source,
    sources,
    steps,
    table,
    tip,
    tips,
)
from blog.models.posts import Audience


def tiktok(shelf: Shelf) -> Post:
    """Return the post on videos that clients bring along."""
    return Post(
        slug="talking-in-therapy-about-tiktok",
        title="“I saw it on TikTok”: talking in therapy about what you found",
        intro=(
            """Many young people first meet a word for their trouble in a video. Bring it along: it
            can be a good start, as long as it is not the end."""
        ),
        picture="phone",
        category="young-people",
        tags=["social media", "therapy", "questions to ask"],
        authors=["maren-holloway", "tomas-rivera"],
        days_ago=1,
        reviewed_days_ago=1,
        audience=Audience.YOUNG_PEOPLE,
        body=[
            *_opening(shelf),
            *_three_reasons(shelf),
            *_diagnosing(),
            *_barriers(shelf),
            *_using_videos(shelf),
            *_closing(shelf),
        ],
        sources=[
            source(
                "Health advisory on social media use in adolescence",
                "https://www.apa.org/topics/social-media-internet/"
                "health-advisory-adolescent-social-media-use",
                "American Psychological Association",
                2023,
            ),
            source(
                "Child and Adolescent Mental Health",
                "https://www.nimh.nih.gov/health/topics/child-and-adolescent-mental-health",
                "National Institute of Mental Health",
            ),
        ],
    )


def _opening(shelf: Shelf) -> list[Value]:
    return [
        paragraph(
            """It often comes in the last five minutes. A hand on the jacket, a look at the floor,
            and then: “This is probably stupid, but I saw this video.” Sometimes it is about ADHD,
            sometimes about autism, trauma, anxiety or a kind of attachment. Sometimes a phone is
            held out across the table, and three people watch somebody dance beside a list of
            symptoms.""",
            """It is not stupid. Something in forty seconds felt true enough to save, to watch again
            and to carry into a room with a near stranger. That is worth more than five minutes. In
            this post we say why we are glad when you bring such videos, what they cannot do, and
            how to get the best out of them.""",
        ),
        image(
            shelf.picture("phone", "A phone full of coloured cards, with speech bubbles around it"),
            "A feed knows what holds your eye. It does not know you.",
        ),
    ]


def _three_reasons(shelf: Shelf) -> list[Value]:
    return [
        heading("Three reasons why it helps the conversation"),
        heading("It gives a name to start from", 3),
        paragraph(
            """Many people have lived with something for years without a word for it. They thought
            that everybody rereads a page six times, or plans every sentence before a phone call. A
            word, even one that turns out to be wrong, makes it possible to ask: <i>which part of
            this is you?</i> We learn a great deal from the answer, and so do you.""",
        ),
        heading("It shows what matters to you", 3),
        paragraph(
            """Out of hundreds of clips you kept this one. Perhaps it was the list. Perhaps it was
            the comments, where thousands of people wrote “me too”. Perhaps it was a kind voice. We
            will ask what you felt when you saw it: relief, fear, anger about lost years? Often that
            is the real subject of the hour.""",
        ),
        heading("It makes two experts out of one", 3),
        paragraph(
            f"""You know your life; we know how to look at lives like it. When you bring something
            along, the work is shared from the first minute. If you are wondering how such a first
            hour goes, we wrote about {shelf.link("your-first-therapy-session", "first sessions")}
            too.""",
        ),
        quote(
            """I was so afraid that she would laugh. She asked me to press play again, and to stop
            it where it was about me.""",
            "A client of nineteen (invented for this demo)",
        ),
    ]


def _diagnosing() -> list[Value]:
    return [
        heading("How diagnosing really works"),
        paragraph(
            """A video can say “five signs that you have it”. A diagnosis cannot be made that way,
            and the reason is not that professionals like things complicated. <b>Almost every sign
            belongs to several conditions, and to ordinary life as well.</b> Trouble concentrating
            can come with ADHD. It can also come with poor sleep, worry, grief, low iron, a thyroid
            that works too slowly, cannabis, or a very dull subject.""",
            "So we take our time, and we look at several things:",
            steps(
                """<b>How much?</b> Nearly everybody knows the feeling. Is it so strong that it gets
                in the way?""",
                "<b>Since when?</b> Some conditions begin in childhood; others have a first day.",
                "<b>Where?</b> Only in school, or also with friends, at home and on holiday?",
                """<b>What else could it be?</b> A talk with your doctor and a blood test may belong
                to the answer.""",
                "<b>What does it cost you, and what are you good at?</b> A plan needs both.",
            ),
            """We use interviews and questionnaires that have been tested, and with your permission
            we hear somebody who has known you for long. It can take a few meetings. At the end
            there may be a diagnosis, or another one than you thought, or none. In each case your
            trouble was real before it had a name, and it deserves help.""",
        ),
        table(
            "What each can do well",
            ["", "A video", "An assessment"],
            ["Gives words", "Yes, quickly", "Yes, with time"],
            ["Shows that you are not alone", "Often very well", "Sometimes"],
            ["Looks for other causes", "No", "Yes"],
            ["Knows your history", "No", "Yes, as far as you tell it"],
            ["Opens the way to treatment or support at school", "No", "Yes"],
            row_names=True,
        ),
        callout(
            "info",
            "About labels",
            """A diagnosis is a tool for choosing help. It is not a character, not a fate and not a
            ranking of pain. You may take it in slowly, and you decide whom you tell.""",
        ),
        sources(
            "On finding out what it is",
            source(
                "Attention-Deficit/Hyperactivity Disorder",
                "https://www.nimh.nih.gov/health/topics/attention-deficit-hyperactivity-disorder-adhd",
                "National Institute of Mental Health",
            ),
            source("Diagnosing ADHD", "https://www.cdc.gov/adhd/diagnosis/", "CDC"),
        ),
    ]


def _barriers(shelf: Shelf) -> list[Value]:
    return [
        heading("Why so many look there first"),
        paragraph(
            """It is easy to shake one's head about people who look for help in an app. But look at
            what stands in front of the other doors:""",
            bullets(
                """<b>Waiting.</b> In many places it takes months to be seen. A video is there
                tonight.""",
                "<b>Money.</b> Even with insurance, what is left to pay can be too much.",
                """<b>Distance.</b> Not everybody has a bus, a car, or a parent with a free
                afternoon.""",
                """<b>Permission.</b> Young people often need a parent's consent, and some have good
                reasons to be afraid to ask. The rules differ from state to state.""",
                """<b>Language and trust.</b> It is hard to open up to somebody who does not know
                how your family talks, prays or argues.""",
                "<b>Shame.</b> Nobody sees you watch.",
            ),
            """Some of this we can change, and some of it needs others. What you can do while you
            wait: ask a school counselor, who is free of charge; ask whether a practice has a
            waiting list for short-notice appointments; ask your doctor, who can begin more than
            many people think.""",
        ),
        image(
            shelf.picture("door", "An open door, warm light and an armchair behind it"),
            "There is more than one door. Some are nearer than they look.",
        ),
        callout(
            "urgent",
            "If it cannot wait",
            """When you think of hurting yourself or of ending your life, do not wait for an
            appointment and do not keep scrolling. In the United States call or text <b>988</b>, at
            any hour, free of charge.""",
        ),
    ]


def _using_videos(shelf: Shelf) -> list[Value]:
    return [
        heading("Using such videos wisely"),
        embed(
            "https://www.tiktok.com/@wrenfield.practice/video/7300000000000000002",
            "What we ask when somebody shows us a video",
        ),
        tips(
            "Six tips for you and your feed",
            tip(
                "Look who is speaking",
                """A person who tells their own story can be a comfort. Advice on treatment is
                another matter: look for a name, a profession, and a licence that can be
                checked.""",
            ),
            tip(
                "Notice what is for sale",
                "A course, a powder, a discount code? Then the video is also an advertisement.",
            ),
            tip(
                "Look for “it depends”",
                """Good information has edges: who it is for, what is not known, when to see
                somebody. Beware of <i>always</i>, <i>never</i> and <i>nobody tells you
                this</i>.""",
            ),
            tip(
                "Check it in a second place",
                """Two minutes on the pages of a public health institute will tell you whether
                others say the same.""",
                picture=shelf.picture("desk", "A lamp, books and a notebook to look things up"),
            ),
            tip(
                "Watch how you feel afterwards",
                f"""Understood, or smaller? The feed shows more of what you linger on. You can tell
                it that you are not interested, or take
                {shelf.link("a-kinder-distance-from-your-phone", "a little distance")}.""",
            ),
            tip(
                "Save it and bring it",
                """Save the clip and write one sentence beside it: <b>“This is me, because …”</b>
                That sentence helps more than the clip.""",
            ),
        ),
        faq(
            "What you may want to ask",
            (
                "Will you be annoyed that I looked it up?",
                """No. We look things up too. We may disagree with a video, never with you for
                watching it.""",
            ),
            (
                "What if I am sure, and you are not?",
                "Then we say so openly and explain why. You may always ask for a second opinion.",
            ),
            (
                "May I diagnose myself for the time being?",
                """You may use any word that helps you to understand yourself. Please do not start
                or stop a medicine because of it.""",
            ),
        ),
    ]


def _closing(shelf: Shelf) -> list[Value]:
    return [
        heading("The last five minutes, earlier"),
        paragraph(
            """Next time, put it at the beginning. “I saw a video, and I have thought about it all
            week” is a very good first sentence. And if you have nobody yet to say it to, you can
            say it to us.""",
        ),
        contact(
            shelf.contact("intake"),
            "Talk to us about what you found",
            """You can send the link before you come. If you are under eighteen, ask us on the phone
            what you can decide for yourself.""",
        ),
        button("Book a first conversation", url="https://example.org/wrenfield/first-appointment"),
        related(
            "Read on",
            shelf.page("young-people-social-media-and-mental-health"),
            shelf.page("your-first-therapy-session"),
            shelf.page("questions-to-ask-about-a-medicine"),
        ),
    ]
