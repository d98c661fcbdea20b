"""Sensitive topics that a text speaks of, by words that leave little doubt."""

import re
from html import unescape

from blog.models.posts import SensitiveTopic

#: Whole words by topic, in the languages of our sites; a star stands for the rest of a word.
#: Too many are better than too few: what is found costs a look, what is missed goes to readers.
WORDS = {
    SensitiveTopic.SUICIDE: (
        *("suicid*", "kill* myself", "kill* yourself", "kill* themselves", "kill* himself"),
        *("kill* herself", "end* my life", "end* your life", "end* their life", "end* it all"),
        *("take* their own life", "took his own life", "took her own life", "want* to die"),
        *("quitarse la vida", "quitarme la vida", "quitarte la vida", "matarme", "no querer vivir"),
    ),
    SensitiveTopic.SELF_HARM: (
        *("self-harm*", "self harm*", "self-injur*", "self injur*", "hurt* myself"),
        *("hurt* yourself on purpose", "cut* myself", "cutting yourself", "harm* themselves"),
        *("autolesi*", "autolesion*", "cortarme", "hacerme daño", "hacerse daño"),
    ),
    SensitiveTopic.EATING_DISORDERS: (
        *("eating disorder*", "anorexi*", "bulimi*", "binge eating", "binge-eating", "purging"),
        *("trastorno* alimentario*", "trastorno* de la conducta alimentaria", "atracones"),
    ),
    SensitiveTopic.ABUSE: (
        *("abuse", "abused", "abuser*", "abusing", "abusive*", "domestic violence", "rape"),
        *("raped", "rapist*", "sexual assault*", "sexual violence", "molest*", "incest"),
        *("abuso*", "abusad*", "maltrat*", "violencia", "violación", "violada", "violado"),
    ),
    SensitiveTopic.SUBSTANCE_USE: (
        *("alcoholi*", "alcohol", "addict*", "overdos*", "drug use", "drugs", "drug abuse"),
        *("substance use", "substance abuse", "binge drinking", "opioid*", "heroin", "cocaine"),
        *("adicci*", "adict*", "drogas", "drogadic*", "sobredosis", "heroína", "cocaína"),
    ),
    SensitiveTopic.GRIEF: (
        *("grief", "grieve*", "grieving", "bereave*", "mourn*", "miscarriage*", "stillb*"),
        *("died", "death", "passed away", "loss of a child", "duelo", "luto", "falleci*"),
        *("aborto espontáneo", "muerte", "murió"),
    ),
}
TAG = re.compile(r"<[^<>]*>")
APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"


def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    found = "|".join(
        r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in phrase.split())
        for phrase in phrases
    )
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)", re.IGNORECASE)


PATTERNS = {topic: _pattern(phrases) for topic, phrases in WORDS.items()}


def find_topics(*texts: str) -> dict[SensitiveTopic, str]:
    """Return the topics that texts or HTML speak of, each with the first words that say so."""
    whole = "\n".join(unescape(TAG.sub(" ", text)) for text in texts)
    plain = whole.replace(APOSTROPHE, "'").replace("\N{NON-BREAKING HYPHEN}", "-")
    return {
        topic: found[0] for topic, pattern in PATTERNS.items() if (found := pattern.search(plain))
    }
