"""The site: home page, menus, settings, images, contacts, crisis resources."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Registers the models of the site."""

    name = "home"
