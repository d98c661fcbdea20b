"""What posts are made of: a piece of markup, and the words that a reader of the old site saw.

What the import makes of the markup is compared with those words, which no parser has touched.
"""

from dataclasses import dataclass

SITE = "https://old.example"
UPLOADS = "wp-content/uploads/2024/05"
#: How the pictures are called, and how they are described.
PICTURES = {
    "waiting-room.jpg": "Two chairs by a window",
    "night-walk.jpg": "A street lamp in the fog",
    "tea.png": "A cup of tea beside a notebook",
    "garden.jpg": "",
}
YOUTUBE = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"
CAPTIONS = {name: f"Seen at {name}." for name in PICTURES}


@dataclass
class Part:
    """A piece of a post: markup, what a reader saw, and alternative texts of pictures."""

    markup: str
    words: str = ""


def key_of(name):
    return 101 + list(PICTURES).index(name)
