"""Wagtail's users, with our list of them in the admin."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    """Manages accounts through views that keep administrators to themselves."""

    user_viewset = "home.accounts.users.UserViewSet"
