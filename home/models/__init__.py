"""The models of the site, by subject."""

from home.models.addresses import SitePage
from home.models.contacts import Contact, CrisisResource
from home.models.links import LinkCheck, LinkUse
from home.models.media import Document, Image, Rendition
from home.models.pages import HomePage
from home.models.site import SiteSettings
from home.models.snippets import Snippet
from home.models.users import User

__all__ = [
    "Contact",
    "CrisisResource",
    "Document",
    "HomePage",
    "Image",
    "LinkCheck",
    "LinkUse",
    "Rendition",
    "SitePage",
    "SiteSettings",
    "Snippet",
    "User",
]
