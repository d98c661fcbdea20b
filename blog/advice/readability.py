"""How easily a text is read, by published formulas.

English: Rudolf Flesch, "A new readability yardstick", Journal of Applied Psychology 32 (1948).
Spanish: Francisco Szigriszt Pazos, "Sistemas predictivos de legibilidad del mensaje escrito:
fórmula de perspicuidad" (1993), read on the INFLESZ scale that Inés Barrio Cantalejo validated for
health texts (2008). Both give about 0 to 100; more is easier.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: A shorter text gives a score that means nothing.
MIN_WORDS = 80
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
WORD = re.compile(rf"[^\W\d_]+(?:['{APOSTROPHE}-][^\W\d_]+)*")
SENTENCE_END = re.compile(rf"[.!?…]+[\"'”{APOSTROPHE}»)]*(?:\s+|$)")


@dataclass(frozen=True)
class Formula:
    """A formula of one language, and what its scores mean."""

    #: Words for each sentence and syllables for each word to a score.
    score: Callable[[float, float], float]
    syllables: Callable[[str], int]
    #: The least score of each grade, from easy to hard.
    grades: tuple[tuple[int, Promise], ...]
    #: What health advice for everybody should reach.
    aim: int


@dataclass(frozen=True)
class Ease:
    """How easily a text is read."""

    score: int
    grade: Promise
    aim: int

    @property
    def is_hard(self) -> bool:
        """Whether the text is harder than advice should be."""
        return self.score < self.aim


def english_syllables(word: str) -> int:
    """Count the groups of vowels, less a silent e; exact enough for an average."""
    low = word.lower()
    groups = len(re.findall(r"[aeiouy]+", low))
    # Vowels side by side that are spoken apart: anxiety, diagnosis, serious, being.
    groups += len(re.findall(r"iet|(?<![cgst])i[aou]|[aeouy]ing$", low))
    is_silent = re.search(r"[^aeiouy](?:e|es|ed)$", low) and not re.search(
        r"(?:[^aeiouy]le|[td]ed|[sxz]es|[cs]hes|[cg]es)$", low
    )
    return max(1, groups - bool(is_silent))


def spanish_syllables(word: str) -> int:
    """Count the strong vowels, and the groups of weak ones between consonants."""
    low = re.sub(r"qu|gu(?=[eiéí])", "q", word.lower())
    low = re.sub(r"y$", "i", low)
    return max(1, len(re.findall(r"[íú]|[iuü]*[aeoáéó][iuü]*(?![íú])|[iuü]+", low)))


FORMULAS = {
    "en": Formula(
        lambda words, syllables: 206.835 - 1.015 * words - 84.6 * syllables,
        english_syllables,
        (
            (80, _("easy")),
            (70, _("fairly easy")),
            (60, _("plain")),
            (50, _("fairly hard")),
            (30, _("hard")),
        ),
        aim=60,
    ),
    "es": Formula(
        lambda words, syllables: 206.835 - words - 62.3 * syllables,
        spanish_syllables,
        ((80, _("easy")), (65, _("fairly easy")), (55, _("plain")), (40, _("fairly hard"))),
        aim=55,
    ),
}


def sentences_of(text: str) -> list[str]:
    """Return the sentences of a paragraph."""
    return [part for part in SENTENCE_END.split(text) if WORD.search(part)]


def ease(paragraphs: Iterable[str], language: str) -> Ease | None:
    """Return how easily these paragraphs are read; None if that cannot be said."""
    formula = FORMULAS.get(language.partition("-")[0])
    sentences = [sentence for text in paragraphs for sentence in sentences_of(text)]
    words = [word for sentence in sentences for word in WORD.findall(sentence)]
    if formula is None or len(words) < MIN_WORDS:
        return None
    syllables = sum(map(formula.syllables, words))
    raw = formula.score(len(words) / len(sentences), syllables / len(words))
    score = round(min(100, max(0, raw)))
    grade = next((name for least, name in formula.grades if score >= least), _("very hard"))
    return Ease(score, grade, formula.aim)
