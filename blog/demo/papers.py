"""The worksheets of the demo: two printable PDF files and a plain text."""

SLEEP_DIARY = [
    "Fill in one line each morning, roughly. No need to watch the clock at night.",
    "",
    *(
        f"{day}:   To bed ______   Asleep about ______   Up at ______   Rested (1-5) ____"
        for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    ),
    "",
    "What I had after two in the afternoon (coffee, tea, cola): ____________________",
    "What was on my mind when I lay down: ________________________________________",
    "One thing that seemed to help this week: _____________________________________",
    "",
    "Bring this page to your next visit. Blank lines are fine; they tell us something too.",
]
FIRST_SESSION = [
    "You need not fill in all of this. One line is a good start.",
    "",
    "What made me ask for help now: ______________________________________________",
    "",
    "When it is at its worst, it looks like this: ___________________________________",
    "",
    "When it is a little better, this is going on: __________________________________",
    "",
    "What I have tried already: ___________________________________________________",
    "",
    "Medicines and other treatment: _______________________________________________",
    "",
    "What I would rather not talk about yet: _______________________________________",
    "",
    "What I want to ask you: ______________________________________________________",
    "",
    "How I would notice that coming here helps: ____________________________________",
]
BREATHING_CARD = """A card for a hard minute

1. Put both feet on the floor. Let your shoulders drop.
2. Breathe in through the nose while you count to four.
3. Breathe out through the mouth while you count to six.
4. Do it five times. Stop if you feel dizzy, and breathe as you like.
5. Name five things that you can see.

This passes. You do not have to make it pass.
"""


def worksheets() -> dict[str, tuple[str, str, bytes]]:
    """Return title, file name and content of each worksheet, by its short name."""
    return {
        "sleep-diary": (
            "A sleep diary for one week",
            "sleep-diary.pdf",
            pdf("A sleep diary for one week", SLEEP_DIARY),
        ),
        "first-session": (
            "Before your first session",
            "before-your-first-session.pdf",
            pdf("Before your first session", FIRST_SESSION),
        ),
        "breathing-card": (
            "A card for a hard minute",
            "a-card-for-a-hard-minute.txt",
            BREATHING_CARD.encode(),
        ),
    }


def pdf(title: str, lines: list[str]) -> bytes:
    """Return a PDF file of one A4 page with a title and lines of ASCII text below it."""
    shown = ["BT /F1 20 Tf 56 770 Td", f"({_escaped(title)}) Tj", "/F1 11 Tf 0 -44 Td 26 TL"]
    shown += [f"({_escaped(line)}) Tj T*" for line in lines]
    content = "\n".join([*shown, "ET"]).encode("ascii")
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>"
    )
    font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    return _assemble(
        [
            b"<< /Type /Catalog /Pages 2 0 R /Lang (en) >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page,
            font,
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
            f"<< /Title ({_escaped(title)}) >>".encode("ascii"),
        ]
    )


def _assemble(objects: list[bytes]) -> bytes:
    file = bytearray(b"%PDF-1.4\n")
    offsets = []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(file)
    count = len(objects) + 1
    file += b"xref\n0 %d\n0000000000 65535 f \n" % count
    file += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    file += b"trailer\n<< /Size %d /Root 1 0 R /Info %d 0 R >>\n" % (count, len(objects))
    file += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(file)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
