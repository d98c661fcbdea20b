"""Posts on anxiety and stress."""

from blog.demo.shelf import Shelf
from blog.demo.writing import (
    Post,
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
    steps,
    table,
    tip,
    tips,
)


def panic(shelf: Shelf) -> Post:
    """Return the post on panic attacks, the one that is translated into Spanish."""
    return Post(
        slug="what-a-panic-attack-is",
        title="What a panic attack is, and what to do in one",
        intro="It feels like danger and it passes. What happens in the body, and what can help.",
        picture="sea",
        category="anxiety-and-stress",
        tags=["anxiety", "breathing"],
        authors=["maren-holloway"],
        days_ago=287,
        reviewed_days_ago=75,
        sources=[
            source(
                "Panic Disorder: When Fear Overwhelms",
                "https://www.nimh.nih.gov/health/publications/panic-disorder-when-fear-overwhelms",
                "National Institute of Mental Health",
            ),
            source(
                "Panic disorder",
                "https://www.nhs.uk/mental-health/conditions/panic-disorder/",
                "NHS",
            ),
        ],
        body=[
            callout(
                "urgent",
                "If this may be something else",
                """New or crushing chest pain, pain that spreads to the arm or jaw, fainting, or
                weakness on one side need an ambulance. <b>Call 911.</b> Nobody will blame you if it
                was panic after all.""",
            ),
            paragraph(
                """A panic attack is the body's alarm going off without a fire. The heart races, the
                breath gets short, hands tingle, the world may seem unreal. Many people think that
                they are dying. The alarm is real; the danger is not. It usually peaks within
                minutes, and then it <b>fades by itself</b>.""",
            ),
            image(
                shelf.picture("sea", "A small boat on a calm sea at sunset"),
                "Like a wave: it rises, it breaks, it runs out.",
            ),
            heading("While it lasts"),
            paragraph(
                steps(
                    "Say to yourself: <i>this is panic, it will pass</i>.",
                    "Let your shoulders drop. Feel both feet on the floor.",
                    "Breathe out for longer than you breathe in, five times.",
                    "Name five things that you can see.",
                    "Stay where you are, if you are safe there, until it eases.",
                ),
                f"""You can print {shelf.download("breathing-card", "a card with these steps")} and
                keep it in your wallet.""",
            ),
            embed("https://www.youtube.com/watch?v=hearthDemo1", "Breathing out slowly, together"),
            heading("Afterwards"),
            paragraph(
                """You may be tired, and afraid of the next one. That fear is what keeps panic
                alive: people begin to avoid buses, shops, being alone. Treatment works on just
                that, step by step, and it helps many people.""",
            ),
            contact(shelf.contact("front-desk"), "Talk to somebody here"),
        ],
    )


def burnout(shelf: Shelf) -> Post:
    """Return the post on burnout."""
    return Post(
        slug="burnout-is-more-than-being-tired",
        title="Burnout is more than being tired",
        intro="When a weekend no longer helps: how to tell, and what may change it.",
        picture="mug",
        category="anxiety-and-stress",
        tags=["burnout", "habits"],
        authors=["adaeze-nwosu"],
        days_ago=165,
        reviewed_days_ago=150,
        sources=[
            source(
                "Burn-out an “occupational phenomenon”: International Classification of Diseases",
                "https://www.who.int/news/item/28-05-2019-burn-out-an-occupational-phenomenon-"
                "international-classification-of-diseases",
                "World Health Organization",
                2019,
            )
        ],
        body=[
            paragraph(
                """The World Health Organization describes burnout as the result of stress at work
                that has gone on for long and has not been managed. It lists it as an occupational
                phenomenon, <b>not as an illness</b>. It has three sides:""",
                bullets(
                    "feeling drained of energy",
                    "growing distant from your work, or cynical about it",
                    "feeling that you get little done",
                ),
            ),
            image(
                shelf.picture("mug", "A mug of tea that steams on an otherwise empty table"),
            ),
            quote(
                "I was not sad. I was a phone on one per cent that people kept calling.",
                "A nurse in our Thursday group (invented for this demo)",
            ),
            heading("Tired, burnt out or depressed?"),
            table(
                "They overlap. This is a first look, not a diagnosis.",
                ["", "Often", "A rest"],
                ["Tired", "After a known effort", "helps within days"],
                ["Burnt out", "Tied to work, worse on Sunday night", "helps, until work resumes"],
                ["Depressed", "In all parts of life, joy is gone", "hardly helps"],
                row_names=True,
            ),
            heading("What may change it"),
            paragraph(
                """Rest is needed and rarely enough, because the cause is still there on Monday.
                Look at the load first: what can be dropped, shared or made clear? A talk with your
                boss goes better with one concrete request than with a long account.""",
            ),
            tips(
                "Small repairs",
                tip(
                    "End the day on purpose", "Write down what waits, close the lid, say it aloud."
                ),
                tip("Eat lunch elsewhere", "Anywhere that is not where you work."),
                tip(
                    "Guard sleep first",
                    f"""It carries the rest. Start with
                    {shelf.link("when-sleep-will-not-come", "these few changes")}.""",
                ),
            ),
            callout(
                "info",
                "Get it looked at",
                """Thyroid trouble, anaemia, depression and other conditions can feel the same. If
                it lasts for more than two weeks, see a doctor.""",
            ),
            faq(
                "",
                (
                    "Do I have to quit?",
                    "Sometimes leaving is right. It is seldom a decision for the worst week.",
                ),
            ),
            button("How a first session goes", page=shelf.page("your-first-therapy-session")),
            related("Read on", shelf.page("when-sleep-will-not-come")),
        ],
    )
