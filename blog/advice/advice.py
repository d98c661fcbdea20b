"""All advice on a post, as the editor shows it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from blog.advice import checks
from blog.advice.checks import Finding
from blog.advice.readability import Ease, ease
from blog.advice.texts import Writing
from blog.models.advice import AdviceWord


@dataclass(frozen=True)
class Section:
    """The findings of one kind."""

    heading: Promise
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class Advice:
    """What could be better in a post."""

    ease: Ease | None
    sections: list[Section]

    @property
    def count(self) -> int:
        """How many findings there are."""
        return sum(len(section.findings) for section in self.sections)


def advise(writing: Writing) -> Advice:
    """Look at everything in a post; the list of words costs one query."""
    words = list(AdviceWord.objects.filter(language=writing.language.partition("-")[0]))
    sections = [
        (_("Wording"), checks.wording(writing, words)),
        (_("Headings"), checks.headings(writing)),
        (_("Pictures"), checks.pictures(writing)),
        (_("Links"), checks.link_texts(writing, words)),
        (_("Long sentences"), checks.long_sentences(writing)),
    ]
    return Advice(
        ease(_prose(writing), writing.language),
        [
            Section(heading, found)
            for heading, findings in sections
            if (found := list(dict.fromkeys(findings)))
        ],
    )


def _prose(writing: Writing) -> Iterable[str]:
    return [
        paragraph
        for passage in writing.passages
        if passage.is_prose
        for paragraph in passage.paragraphs
    ]
