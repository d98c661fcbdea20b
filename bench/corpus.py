"""The corpus that every measured system loads: the same posts, whatever stores them.

It needs nothing but Python, so that the peers, which have an environment of their own, read it
too. Numbers in it (of posts, pictures, people) count from 0; a loader turns them into keys.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import Any

#: To be raised with any change of what the corpus holds, so that databases are built anew.
VERSION = "2"
SEED = 20261122
AUTHORS, CATEGORIES, TAGS, PICTURES, OFFICES = 25, 8, 40, 50, 3
#: Posts are spread over the five years before this moment.
END = datetime(2026, 11, 1, tzinfo=UTC)
SPREAD = timedelta(days=5 * 365)

COMMON = (
    "the of and to a in is that it for you with as on be at this your are not or from by have but "
    "they what all can when there how if will so about who up one more do out their which them "
    "some would into no then than only over any after may our these me"
).split()
ONSETS = "b br c ch cl d dr f fl g gr h j k l m n p pl pr qu r s sh sl st t th tr v w".split()
VOWELS = "a e i o u ai ea ee ou oa".split()
CODAS = ["", "", "b", "ck", "d", "g", "l", "ll", "m", "n", "nd", "nt", "p", "r", "rt", "sk", "t"]
CONTENT_WORDS = 4000
GIVEN_NAMES = "Ada Ben Cleo Dov Eve Finn Gia Hugo Iris Jon Kaya Luis Mina Noor Otto".split()
FAMILY_NAMES = "Abel Brook Castro Dunn Engel Farah Grant Holm Ito Jansen Kaur Lowe".split()


def _vocabulary() -> list[str]:
    """Return made-up words, none twice: the same ones whenever it is called."""
    rng = random.Random(SEED)
    found: dict[str, None] = {}
    while len(found) < CONTENT_WORDS:
        word = "".join(
            rng.choice(ONSETS) + rng.choice(VOWELS) + rng.choice(CODAS)
            for _ in range(rng.choices((1, 2, 3), (4, 5, 1))[0])
        )
        if len(word) > 3:
            found[word] = None
    return list(found)


def _weights() -> list[float]:
    """Return cumulative weights: two words in five are common ones, the others follow Zipf."""
    zipf = [1 / (rank + 30) for rank in range(CONTENT_WORDS)]
    share = 0.6 / sum(zipf)
    return list(accumulate([0.4 / len(COMMON)] * len(COMMON) + [share * one for one in zipf]))


#: Words that say something, the most frequent first.
WORDS = _vocabulary()
ALL_WORDS = COMMON + WORDS
WEIGHTS = _weights()
#: What is searched for: pairs of words of middling frequency, in every size of corpus.
SEARCHES = [f"{WORDS[80 + 16 * n]} {WORDS[240 + 36 * n]}" for n in range(20)]
#: Categories and tags of falling popularity, as blogs have them: the first ones are common.
FILTERS = [(0, 0), (0, 1), (1, 0), (0, 2)]


@dataclass(frozen=True)
class Post:
    """A post; `words` is its plain text, `body` a list of (kind, value)."""

    number: int
    title: str
    slug: str
    intro: str
    published_at: datetime
    author: int
    category: int
    tags: list[int]
    hero: int
    body: list[tuple[str, Any]]
    words: str


def slug_of(number: int, title: str) -> str:
    """Return the slug of a post: its words, and its number so that no two share one."""
    return f"{title.lower().replace(' ', '-')}-{number}"


def name_of(number: int) -> str:
    """Return the name of an author."""
    return f"{GIVEN_NAMES[number % 15]} {FAMILY_NAMES[number % 12]}"


def category_name(number: int) -> str:
    """Return the name of a category."""
    return WORDS[200 + number].title()


def tag_name(number: int) -> str:
    """Return the name of a tag."""
    return WORDS[300 + number]


def biography(number: int) -> str:
    """Return what is said about an author, as rich text."""
    return f"<p>{' '.join(WORDS[number : number + 30])}</p>"


def offices() -> list[dict[str, str]]:
    """Return the offices that contact blocks refer to."""
    return [
        {
            "name": f"{WORDS[900 + number].title()} Office",
            "phone": f"+1503555014{number}",
            "email": f"office{number}@example.org",
            "url": f"https://example.org/offices/{number}",
            "hours": "Mon-Fri 9:00-17:00\nSat 10:00-13:00",
        }
        for number in range(OFFICES)
    ]


def posts(count: int, page: Callable[[int], int]) -> Iterator[Post]:
    """Yield `count` posts; `page` gives the key of a post, which bodies link to."""
    writer = _Writer(count, page)
    for number in range(count):
        yield writer.post(number)


class _Writer:
    def __init__(self, count: int, page: Callable[[int], int]) -> None:
        self.rng = random.Random(SEED)
        self.count = count
        self.page = page

    def words(self, count: int) -> list[str]:
        return self.rng.choices(ALL_WORDS, cum_weights=WEIGHTS, k=count)

    def sentence(self, low: int, high: int) -> str:
        text = " ".join(self.words(self.rng.randint(low, high)))
        return f"{text[0].upper()}{text[1:]}."

    def other(self, number: int) -> int:
        return self.page((number + self.rng.randrange(1, self.count)) % self.count)

    def spread(self, count: int) -> int:
        """Return a number below `count`, the smaller ones far more often."""
        return int(count * self.rng.random() ** 2)

    def post(self, number: int) -> Post:
        rng = self.rng
        title = " ".join(word.title() for word in rng.choices(WORDS[:2000], k=5))
        intro = self.sentence(34, 38)
        tags: dict[int, None] = {}
        while len(tags) < 3:
            tags[self.spread(TAGS)] = None
        texts = [intro]
        body = self.body(number, texts)
        return Post(
            number=number,
            title=title,
            slug=slug_of(number, title),
            intro=intro[:280],
            published_at=END - timedelta(seconds=rng.randrange(int(SPREAD.total_seconds()))),
            author=rng.randrange(AUTHORS),
            category=self.spread(CATEGORIES),
            tags=sorted(tags),
            hero=rng.randrange(PICTURES),
            body=body,
            words=" ".join(texts[1:]),
        )

    def body(self, number: int, texts: list[str]) -> list[tuple[str, Any]]:
        """Return the 14 blocks in their order; every second paragraph has links."""
        rng = self.rng
        found: list[tuple[str, Any]] = []
        order = (
            "heading paragraph image paragraph heading paragraph tips paragraph quote heading "
            "paragraph related embed contact"
        ).split()
        paragraphs = 0
        for position, kind in enumerate(order):
            value: Any
            if kind == "heading":
                value = {"text": self.sentence(3, 7)[:-1], "level": 3 if position == 4 else 2}
                texts.append(value["text"])
            elif kind == "paragraph":
                paragraphs += 1
                value = self.paragraph(number, texts, links=paragraphs % 2 == 0)
            elif kind == "image":
                value = {
                    "picture": rng.randrange(PICTURES),
                    "caption": self.sentence(5, 12),
                    "alt": self.sentence(4, 9),
                }
                texts.append(value["caption"])
            elif kind == "tips":
                value = {"title": self.sentence(3, 6)[:-1], "tips": []}
                texts.append(value["title"])
                for _ in range(4):
                    tip = {"title": self.sentence(3, 7)[:-1], "words": self.sentence(15, 35)}
                    value["tips"].append({**tip, "text": f"<p>{tip['words']}</p>"})
                    texts += [tip["title"], tip["words"]]
            elif kind == "quote":
                value = {"text": self.sentence(15, 40), "attribution": name_of(rng.randrange(25))}
                texts.append(value["text"])
            elif kind == "related":
                value = {"title": "", "posts": [self.other(number) for _ in range(3)]}
            elif kind == "embed":
                value = {
                    "url": f"https://www.tiktok.com/@x/video/{10**12 + number}",
                    "caption": self.sentence(5, 12),
                }
                texts.append(value["caption"])
            else:
                office = rng.randrange(OFFICES)
                hours = "Mon-Fri 9:00-17:00"
                value = {"title": self.sentence(3, 5)[:-1], "hours": hours, "office": office}
                texts.append(value["title"])
            found.append((kind, value))
        return found

    def paragraph(self, number: int, texts: list[str], *, links: bool) -> str:
        """Return 60 to 140 words as Wagtail stores them, in two `p` elements."""
        words = self.words(self.rng.randint(60, 140))
        texts.append(" ".join(words))
        middle = len(words) // 2
        words[3] = f"<b>{words[3]}"
        words[5] = f"{words[5]}</b>"
        if links:
            words[10] = f'<a linktype="page" id="{self.other(number)}">{words[10]}'
            words[12] = f"{words[12]}</a>"
            url = f"https://example.org/{WORDS[number % 1000]}"
            words[middle + 8] = f'<a href="{url}">{words[middle + 8]}'
            words[middle + 9] = f"{words[middle + 9]}</a>"
        first, second = " ".join(words[:middle]), " ".join(words[middle:])
        return f"<p>{first}.</p><p>{second}.</p>"
