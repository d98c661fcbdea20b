"""Posts, authors, categories and the blocks that bodies are made of."""

from django.apps import AppConfig


class BlogConfig(AppConfig):
    """Registers the models of the blog."""

    name = "blog"
