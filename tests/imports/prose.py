"""Sentences such as practices write them, made of parts, the same for the same seed."""

OPENINGS = [
    "Most people who come to us have waited longer than they wanted to",
    "A bad night rarely comes alone",
    "Nobody is calm because somebody told them to be calm",
    "The first session is mostly listening",
    "Worry likes to pretend that it is planning",
    "Grief keeps its own calendar",
    "A panic attack feels like danger and is not",
    "Children notice far more than we say",
    "Rest is not a reward for finished work",
    "You don't have to explain everything at once",
    "Habits change slowly, and then all at once",
    "The body often knows before the head does",
]
REASONS = [
    "because it once helped to get through a hard year",
    "and that is more common than you would think",
    "even if the calendar says otherwise",
    "which is why we begin with small things",
    "as long as nobody turns it into a contest",
    "and a friend who asks twice can make the difference",
    "although it seldom feels that way at three in the morning",
    "so we write it down and look at it together",
]
ADVICE = [
    "Put tomorrow on paper before you go to bed",
    "Breathe out for longer than you breathe in",
    "Name five things that you can see from your chair",
    "Tell one person where you are going",
    "Keep the phone out of the bedroom",
    "Walk to the corner and back, even in the rain",
    "Eat something warm before the hard conversation",
    "Ask for the thing that you need, not for the thing that is polite",
]
WHYS = [
    "It takes two minutes and it asks for nothing",
    "After a week you will notice whether it helps",
    "The point is not to do it well",
    "If it does not suit you, leave it out",
]
SUBJECTS = [
    "Sleep", "Worry", "Panic", "Grief", "Anger", "Rest", "Shame", "Friendship", "School mornings",
    "Long evenings", "Waiting rooms", "First sessions", "Silence", "Setbacks", "Screens",
]  # fmt: skip
ANGLES = [
    "and what helps", "after a hard year", "for people who hate advice", "in small steps",
    "when nothing works", "& everyday life", "\u2013 a short guide", "without the guilt",
]  # fmt: skip
PEOPLE = ["Ada Reed", "Jonas Weil", "Núria Pons", "Sam O\u2019Hara"]


def sentence(rng):
    return f"{rng.choice(OPENINGS)}, {rng.choice(REASONS)}."


def passage(rng, most=4):
    return " ".join(sentence(rng) for _ in range(rng.randint(1, most)))


def tip(rng):
    return f"{rng.choice(ADVICE)}.", f"{rng.choice(WHYS)}."


def title(rng, number):
    return f"{rng.choice(SUBJECTS)} {rng.choice(ANGLES)} ({number})"
