"""The peers: one Django project with the same content, served by Wagtail's own APIs and grapple."""
