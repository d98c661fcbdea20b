"""The models of the blog, by subject."""

from blog.models.advice import AdviceWord, WordKind
from blog.models.index import PostBlock, PostTip
from blog.models.people import Author
from blog.models.posts import BlogIndexPage, PostAuthor, PostPage, PostTag
from blog.models.reviews import Review
from blog.models.tasks import ClinicalReviewTask
from blog.models.taxonomy import Category
from blog.review_states import Decision

__all__ = [
    "AdviceWord",
    "Author",
    "BlogIndexPage",
    "Category",
    "ClinicalReviewTask",
    "Decision",
    "PostAuthor",
    "PostBlock",
    "PostPage",
    "PostTag",
    "PostTip",
    "Review",
    "WordKind",
]
