"""The demo's posts, oldest first, so that each can refer to those before it."""

from collections.abc import Callable

from blog.demo.posts.anxiety import burnout, panic
from blog.demo.posts.everyday import moving, phone, sleep
from blog.demo.posts.family import caring, friend, grief
from blog.demo.posts.therapy import first_session, medicine
from blog.demo.posts.tiktok import tiktok
from blog.demo.posts.young_people import exams, social_media, teenager
from blog.demo.shelf import Shelf
from blog.demo.writing import Post

PUBLISHED: list[Callable[[Shelf], Post]] = [
    first_session,
    sleep,
    panic,
    caring,
    grief,
    exams,
    burnout,
    teenager,
    medicine,
    moving,
    phone,
    social_media,
    friend,
    tiktok,
]
