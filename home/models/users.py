"""The user model, our own from the first migration because it cannot be swapped later."""

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Somebody who logs into the admin."""
