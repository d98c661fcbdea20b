"""Posts for teenagers and for those who live with them."""

from blog.demo.shelf import Shelf
from blog.demo.writing import (
    Post,
    bullets,
    button,
    callout,
    contact,
    crisis,
    document,
    embed,
    heading,
    image,
    paragraph,
    quote,
    related,
    source,
    sources,
    steps,
    tip,
    tips,
)
from blog.models.posts import Audience, SensitiveTopic


def exams(shelf: Shelf) -> Post:
    """Return the post on exams."""
    return Post(
        slug="anxiety-before-exams",
        title="Anxiety before exams: getting it to work for you",
        intro="Some nerves sharpen the mind. When they take over, these things can help.",
        picture="desk",
        category="young-people",
        tags=["school", "anxiety", "breathing"],
        authors=["tomas-rivera"],
        days_ago=196,
        reviewed_days_ago=190,
        audience=Audience.YOUNG_PEOPLE,
        body=[
            paragraph(
                """A fast heart before an exam is not a sign that you will fail. It is your body
                getting ready. The trouble starts when fear of the fear takes the time that you
                wanted for studying.""",
            ),
            image(
                shelf.picture("desk", "A desk with a lamp, books and one open notebook"),
                "One book at a time is a plan.",
            ),
            heading("The weeks before"),
            paragraph(
                steps(
                    "Write down what will be asked. A long list is better than fog.",
                    "Cut it into pieces of half an hour.",
                    "Test yourself instead of reading again. It feels harder, and it sticks.",
                    "Plan the breaks and the evenings off too.",
                ),
            ),
            heading("The night before"),
            paragraph(
                """Stop an hour earlier than you want to. Pack your bag. A tired head loses more
                than one more chapter can give.""",
            ),
            heading("In the room"),
            tips(
                "",
                tip(
                    "Breathe out slowly",
                    f"""Longer out than in, five times. It is the same as in
                    {shelf.link("what-a-panic-attack-is", "our post on panic")}.""",
                ),
                tip("Begin with what you can do", "It brings points and calm, in that order."),
                tip(
                    "If your mind goes blank",
                    "Put the pen down, look out of the window, write any one word about the topic.",
                    picture=shelf.picture("room", "A window in a calm room"),
                ),
            ),
            document(shelf.document("breathing-card"), "A card for your pencil case"),
            callout(
                "success",
                "A grade is a grade",
                "It says how one day went in one subject. It does not say what you are worth.",
            ),
            sources(
                "",
                source(
                    "Mental health of children and young adults",
                    "https://www.nhs.uk/mental-health/children-and-young-adults/",
                    "NHS",
                ),
            ),
        ],
    )


def teenager(shelf: Shelf) -> Post:
    """Return the post for parents of silent teenagers."""
    return Post(
        slug="talking-to-a-teenager-who-does-not-want-to-talk",
        title="Talking to a teenager who does not want to talk",
        intro="Less talking, more being around: how doors stay open when the answers are “fine”.",
        picture="table",
        category="young-people",
        tags=["family", "school", "questions to ask"],
        authors=["tomas-rivera", "maren-holloway"],
        days_ago=138,
        reviewed_days_ago=100,
        audience=Audience.PARENTS,
        sensitive_topics=[SensitiveTopic.SELF_HARM, SensitiveTopic.SUICIDE],
        sources=[
            source(
                "Child and Adolescent Mental Health",
                "https://www.nimh.nih.gov/health/topics/child-and-adolescent-mental-health",
                "National Institute of Mental Health",
            )
        ],
        body=[
            paragraph(
                """Growing up includes having a room with a door. Most silence is healthy. It helps
                to be easy to find when the door opens, often late, and usually when you are about
                to go to bed.""",
            ),
            heading("Side by side is easier than face to face"),
            paragraph(
                """In the car, over the dishes, with the dog. Nobody has to look at anybody, and the
                talk has an end in sight.""",
            ),
            image(shelf.picture("table", "Two cups and a bowl of fruit under a kitchen lamp")),
            tips(
                "Small openers",
                tip(
                    "Ask about the thing, not the feeling",
                    "“What is that song?” before “What is wrong?”",
                ),
                tip(
                    "Say what you see",
                    """“You have skipped football three times” invites more than “You never tell me
                    anything”.""",
                ),
                tip(
                    "Take the answer",
                    """If they say a little, say thank you, and <b>do not fix it yet</b>. Ask: “Do
                    you want ideas, or shall I just listen?”""",
                ),
            ),
            quote(
                "Mum did not say anything. She made toast. So I told her.",
                "A client of sixteen (invented for this demo)",
            ),
            heading("When silence is a sign"),
            paragraph(
                "Ask for help if over two weeks or more you see several of these:",
                bullets(
                    "friends and hobbies dropped, not replaced",
                    "sleep, eating or grades changed a great deal",
                    "unexplained injuries, or long sleeves in the heat",
                    "talk of being a burden, or of not wanting to be here",
                ),
                "The last one cannot wait. Ask about it today, plainly and kindly.",
            ),
            crisis("For your child, and for you: nobody has to know what to say before calling."),
            button("Call our front desk", phone="+1 503 555 0142"),
            related(
                "For the two of you",
                shelf.page("anxiety-before-exams"),
                shelf.page("your-first-therapy-session"),
            ),
        ],
    )


def social_media(shelf: Shelf) -> Post:
    """Return the post on social media and mental health."""
    return Post(
        slug="young-people-social-media-and-mental-health",
        title="Young people, social media and mental health",
        intro="""It is neither poison nor harmless. What matters is how, how long, and instead of
        what.""",
        picture="phone",
        category="young-people",
        tags=["social media", "school", "friends"],
        authors=["maren-holloway"],
        days_ago=33,
        reviewed_days_ago=30,
        audience=Audience.PARENTS,
        sensitive_topics=[SensitiveTopic.EATING_DISORDERS, SensitiveTopic.SELF_HARM],
        sources=[
            source(
                "Health advisory on social media use in adolescence",
                "https://www.apa.org/topics/social-media-internet/"
                "health-advisory-adolescent-social-media-use",
                "American Psychological Association",
                2023,
            )
        ],
        body=[
            paragraph(
                """For a lonely fifteen-year-old in a small town, a chat with people who get it can
                be the best hour of the day. For another, the same hour is spent comparing bodies.
                The app is the same; the effect is not.""",
            ),
            heading("What can be good"),
            paragraph(
                bullets(
                    "staying close to friends and cousins far away",
                    "finding others with the same illness, faith, hobby or identity",
                    "making things, and being seen for them",
                    "a first word for something that had no name",
                ),
            ),
            embed(
                "https://www.tiktok.com/@wrenfield.practice/video/7300000000000000001",
                "Maren on comparing yourself, in forty seconds",
            ),
            heading("What can hurt"),
            paragraph(
                """Comparing. Being left out, visibly. Cruelty without an off switch. Strangers.
                Videos about dieting or self-harm that lead to more of them. And plain <i>time</i>:
                an hour of sleep is worth more than most videos.""",
            ),
            embed("https://www.instagram.com/p/HearthDemo1/", "A drawing from our waiting room"),
            heading("What families can do"),
            heading("Agree, early and together", 3),
            paragraph(
                f"""Younger teenagers need more company online, older ones more room. Put the rules
                on one sheet that binds the grown-ups too. A start:
                {shelf.link("a-kinder-distance-from-your-phone", "three boundaries to try")}.""",
            ),
            heading("Keep shame out of it", 3),
            paragraph(
                """If something bad happens online, your child must be able to tell you without
                fearing for the phone. Promise that in advance.""",
            ),
            callout(
                "warning",
                "When to look closer",
                """They hide what they watch, sleep badly because of it, eat less, or cannot stop
                although they want to. None of this proves anything; all of it is worth a talk.""",
            ),
            crisis("If what happened online makes somebody want to disappear, call today."),
            button(
                "Read the APA's advice",
                url="https://www.apa.org/topics/social-media-internet",
            ),
            contact(
                shelf.contact("front-desk"),
                note="Ask for Maren's hour for parents, on Wednesday afternoons.",
            ),
            related(
                "More on this",
                shelf.page("talking-to-a-teenager-who-does-not-want-to-talk"),
                shelf.page("a-kinder-distance-from-your-phone"),
            ),
        ],
    )
