"""Who writes for the fictional practice, and who reviews."""

from datetime import timedelta

from django.utils import timezone

from blog.demo.writing import rich
from blog.models import Author
from home.models import Image

REVIEWER = "elin-sandberg"
LICENCE_CHECK = "https://example.org/licences/"


def make_authors(photos: dict[str, Image]) -> dict[str, Author]:
    """Publish the four authors and the clinical reviewer, by slug."""
    authors = {author.slug: author for author in _authors()}
    today = timezone.localdate()
    for place, (slug, author) in enumerate(authors.items()):
        author.photo = photos[slug]
        author.licence_url = f"{LICENCE_CHECK}{author.licence_number.lower()}"
        author.licence_expires_on = today + timedelta(days=240 + place * 130)
        author.live = False
        author.full_clean()
        author.save()
        author.save_revision().publish()
    return authors


def _authors() -> list[Author]:
    return [
        Author(
            name="Maren Holloway",
            slug="maren-holloway",
            job_title="Clinical psychologist",
            credentials="PhD",
            licence_number="PSY-DEMO-2041",
            licence_body="Board of Psychology (fictional)",
            bio=rich(
                """Maren has worked with teenagers and young adults for fifteen years. She likes
                <b>plain questions</b> and believes that most people know more about themselves than
                they are given credit for.""",
                "On Fridays she walks the long way round the reservoir, whatever the weather.",
            ),
        ),
        Author(
            name="Tomás Rivera",
            slug="tomas-rivera",
            job_title="Marriage and family therapist",
            credentials="LMFT",
            licence_number="MFT-DEMO-1187",
            licence_body="Board of Counselors and Therapists (fictional)",
            bio=rich(
                """Tomás sees couples, parents and families in English and Spanish. Before he
                trained as a therapist he taught middle school, which he calls <i>the better part of
                his training</i>.""",
            ),
        ),
        Author(
            name="Adaeze Nwosu",
            slug="adaeze-nwosu",
            job_title="Clinical social worker",
            credentials="LCSW",
            licence_number="CSW-DEMO-3360",
            licence_body="Board of Clinical Social Workers (fictional)",
            bio=rich(
                """Adaeze works with people who care for somebody else, and with people who have
                lost somebody. She runs our group for carers, every second Tuesday.""",
            ),
        ),
        Author(
            name="Joon Park",
            slug="joon-park",
            job_title="Psychiatric nurse practitioner",
            credentials="DNP, PMHNP-BC",
            licence_number="NP-DEMO-5528",
            licence_body="Board of Nursing (fictional)",
            bio=rich(
                """Joon talks with people about medicines, sleep and the body. He would rather
                answer ten small questions than have you go home with one.""",
            ),
        ),
        Author(
            name="Elin Sandberg",
            slug=REVIEWER,
            job_title="Psychiatrist and clinical reviewer",
            credentials="MD",
            licence_number="MD-DEMO-7713",
            licence_body="Medical Board (fictional)",
            bio=rich(
                """Elin reads every post before it stays online, and again when its review is due.
                She takes out what sounds surer than it is.""",
            ),
        ),
    ]
