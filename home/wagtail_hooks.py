"""What the site adds to the admin."""

from wagtail.snippets.models import register_snippet

from home.admin import ContactsGroup

register_snippet(ContactsGroup)
