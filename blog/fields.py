"""Model fields that Django does not have."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _


class ChoiceListField(models.JSONField):
    """Any number of choices, stored as a JSON list and edited as check boxes.

    `choice_class` is the `TextChoices` class that the values come from; migrations leave it out.
    """

    def __init__(self, *args: Any, choice_class: Any = None, **kwargs: Any) -> None:
        self.choice_class = choice_class
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def deconstruct(self) -> Any:
        """Keep the choices out of migrations: they change nothing in the database."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def formfield(self, **kwargs: Any) -> Any:
        """Return check boxes, one for each choice."""
        return forms.MultipleChoiceField(
            choices=self.choice_class.choices,
            required=False,
            widget=forms.CheckboxSelectMultiple,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
        )

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse anything but a list of known choices."""
        super().validate(value, model_instance)
        if not isinstance(value, list) or not set(value) <= set(self.choice_class.values):
            raise ValidationError(_("Choose from the list."), code="invalid_choice")
