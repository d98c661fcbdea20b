"""Posts on caring for one another, and on loss."""

from blog.demo.shelf import Shelf
from blog.demo.writing import (
    Post,
    bullets,
    button,
    callout,
    contact,
    crisis,
    embed,
    faq,
    heading,
    image,
    paragraph,
    quote,
    related,
    source,
    sources,
    tip,
    tips,
)
from blog.models.posts import Audience, SensitiveTopic


def caring(shelf: Shelf) -> Post:
    """Return the post for carers."""
    return Post(
        slug="caring-for-somebody-without-losing-yourself",
        title="Caring for somebody without losing yourself",
        intro="You cannot pour from an empty jug, people say. Here is how to fill it a little.",
        picture="table",
        category="family-and-loss",
        tags=["caring", "family", "burnout"],
        authors=["adaeze-nwosu"],
        days_ago=255,
        reviewed_days_ago=200,
        audience=Audience.CARERS,
        sources=[source("Caregiving", "https://www.cdc.gov/caregiving/", "CDC")],
        body=[
            paragraph(
                """Perhaps you do not call yourself a carer. You only do the shopping for your
                father, sit up with your partner, keep your sister's medicines in order. It adds up,
                and it counts.""",
            ),
            heading("Three feelings that nobody mentions"),
            paragraph(
                """<b>Anger</b>, at the illness and at times at the person. <b>Guilt</b>, whatever
                you do. <b>Grief</b>, for somebody who is still there. They come with love; they do
                not cancel it.""",
            ),
            image(
                shelf.picture("table", "A kitchen table set with two cups"),
                "A cup of tea with somebody who asks about you, not about the patient.",
            ),
            heading("Sharing the load"),
            tips(
                "What can help",
                tip(
                    "Ask for one thing",
                    """“Could you sit with Dad on Thursday from four to six?” is easier to answer
                    than “I need help”.""",
                ),
                tip(
                    "Keep one hour that is yours",
                    """Put it in the calendar as you would a doctor's visit, and keep it as
                    strictly.""",
                ),
                tip(
                    "See your own doctor",
                    "Carers often skip their own check-ups. Say there that you care for somebody.",
                ),
            ),
            faq(
                "Hard questions",
                (
                    "What if they do not want help?",
                    """Adults may refuse help, even when we would choose otherwise. You may still
                    say what you see, and what you can and cannot do.""",
                ),
                (
                    "Am I allowed to stop?",
                    "Yes. Handing over to others can be the most caring thing to do.",
                ),
            ),
            contact(shelf.contact("carers"), "", "New members are welcome at any time."),
        ],
    )


def grief(shelf: Shelf) -> Post:
    """Return the post on grief."""
    return Post(
        slug="grief-has-no-timetable",
        title="Grief has no timetable",
        intro="After somebody dies, there is no right way to feel and no date by which to be done.",
        picture="candle",
        category="family-and-loss",
        tags=["grief", "family"],
        authors=["adaeze-nwosu", "maren-holloway"],
        days_ago=226,
        reviewed_days_ago=20,
        sensitive_topics=[SensitiveTopic.GRIEF],
        body=[
            paragraph(
                """You may have heard of stages of grief. Few people walk through them in order, and
                nobody owes them to anyone. Grief is more like weather: it comes and goes, and some
                days it takes you by surprise in the cereal aisle.""",
            ),
            image(shelf.picture("candle")),
            heading("What is usual"),
            paragraph(
                bullets(
                    "feeling nothing at first, or laughing at the wrong moment",
                    "being angry with the dead, with doctors, with happy people",
                    "poor sleep, no appetite, a head full of cotton",
                    "hearing a voice or a step that cannot be there",
                    "relief, if the illness was long",
                ),
            ),
            heading("What can help"),
            heading("For yourself", 3),
            paragraph(
                """Keep the day's frame: get up, eat something, go outside once. Say the name of the
                person. Put off large decisions if you can. Tears and breaks from tears are both
                part of it.""",
            ),
            heading("For a friend", 3),
            paragraph(
                """Do not wait for the right words. “I am thinking of you, and I will bring soup on
                Tuesday” is enough. Mark the dates: three months on, when cards have stopped, a
                message means much.""",
            ),
            quote(
                "Everybody asked how I was. You asked what he was like.",
                "A letter to our practice (invented for this demo)",
            ),
            callout(
                "urgent",
                "If you want to die too",
                """Missing somebody can turn into wishing not to live. Please do not stay alone with
                that. In the United States, call or text <b>988</b> at any hour.""",
            ),
            crisis("Somebody answers at any hour, also on the nights that are the longest."),
            heading("When grief does not ease"),
            paragraph(
                """If after a year or so every day is still about the loss, and life feels closed to
                you, there are treatments made for just this. It does not mean letting go of the
                person.""",
            ),
            sources(
                "Read more",
                source(
                    "Get help with grief after bereavement or loss",
                    "https://www.nhs.uk/mental-health/feelings-symptoms-behaviours/"
                    "feelings-and-symptoms/grief-bereavement-loss/",
                    "NHS",
                ),
            ),
            related(
                "For those who hold the others",
                shelf.page("caring-for-somebody-without-losing-yourself"),
            ),
        ],
    )


def friend(shelf: Shelf) -> Post:
    """Return the post on a friend who speaks of suicide."""
    return Post(
        slug="when-a-friend-speaks-of-suicide",
        title="When a friend speaks of suicide",
        intro="""You do not have to find the perfect words. You can ask, listen, and not leave them
        alone.""",
        picture="door",
        category="family-and-loss",
        tags=["friends", "first steps"],
        authors=["maren-holloway", "adaeze-nwosu"],
        days_ago=17,
        reviewed_days_ago=16,
        review_every=180,
        sensitive_topics=[SensitiveTopic.SUICIDE, SensitiveTopic.SELF_HARM],
        sources=[
            source(
                "Suicide Prevention",
                "https://www.nimh.nih.gov/health/topics/suicide-prevention",
                "National Institute of Mental Health",
            ),
            source("988 Suicide & Crisis Lifeline", "https://988lifeline.org/", "SAMHSA"),
        ],
        body=[
            callout(
                "urgent",
                "In danger right now",
                """If somebody has hurt themselves or is about to, call 911 and stay with them. In
                the United States you can call or text <b>988</b> for yourself or for a friend, day
                and night.""",
            ),
            crisis("You can call for your friend, and you can call because you are worried."),
            heading("Ask"),
            paragraph(
                """Ask plainly: <i>“Are you thinking about killing yourself?”</i> Asking does not
                put the idea into anybody's head. For many it is a relief that somebody can bear to
                hear it.""",
            ),
            heading("Listen"),
            paragraph(
                """Let them talk. You need not agree and need not argue. Sentences that begin with
                “but you have so much” close a door; “tell me more” opens one.""",
            ),
            heading("Keep them safe, and bring in others"),
            tips(
                "",
                tip(
                    "Do not promise to keep it secret",
                    "Say instead: “I care about you too much to carry this alone.”",
                ),
                tip(
                    "Put distance to what is dangerous",
                    """Ask what they thought of using. Help to keep medicines or weapons out of
                    reach; a lifeline can say how.""",
                ),
                tip(
                    "Call together",
                    "Sit beside them while they call, or make the call for them.",
                    picture=shelf.picture("phone", "A phone, ready to call"),
                ),
                tip("Ask again tomorrow", "A short message afterwards can matter a great deal."),
            ),
            faq(
                "",
                (
                    "What if they get angry with me?",
                    "An angry friend who is alive can forgive you. You did right.",
                ),
                (
                    "And who looks after me?",
                    """Tell one adult or friend whom you trust. You should not carry it alone
                    either.""",
                ),
            ),
            embed("https://988lifeline.org/", "How the lifeline works, and a chat for writing"),
            button("Write to 988", url="https://988lifeline.org/"),
            button("Call 988", phone="988"),
        ],
    )
