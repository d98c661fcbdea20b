"""The models of the blog, by subject."""

from blog.models.index import PostBlock, PostTip
from blog.models.people import Author
from blog.models.posts import BlogIndexPage, PostAuthor, PostPage, PostTag
from blog.models.taxonomy import Category

__all__ = [
    "Author",
    "BlogIndexPage",
    "Category",
    "PostAuthor",
    "PostBlock",
    "PostPage",
    "PostTag",
    "PostTip",
]
