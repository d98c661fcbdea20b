"""What the blog adds to the admin."""

from wagtail.snippets.models import register_snippet

from blog.admin import BlogGroup

register_snippet(BlogGroup)
