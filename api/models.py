"""What the API itself keeps in the database."""

from django.db import models


class ContentVersion(models.Model):
    """One row whose number changes with every change of content, in the same transaction.

    The number means nothing but that two answers with the same one saw the same content.
    """

    number = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.number)
