"""`manage.py reset_second_step NAME`: for the last administrator whose phone is gone."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.accounts import two_factor


class Command(BaseCommand):
    help = "Takes the second step off an account, so that its password alone lets in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the user name of the account")

    def handle(self, *args: Any, **options: Any) -> None:
        user = get_user_model().objects.filter(username=options["name"]).first()
        if user is None:
            raise CommandError(f"There is no account called {options['name']}.")
        two_factor.forget(user)
        self.stdout.write(f"{options['name']} has no second step any more.")
