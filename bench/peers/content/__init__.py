"""The content of the corpus as models of an ordinary Wagtail project."""
