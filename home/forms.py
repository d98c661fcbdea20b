"""Forms of the admin that are not Wagtail's own."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from home.uploads import DAMAGED, UNREADABLE, check_picture


class PictureField(WagtailImageField):
    """A picture that can be decoded to its end, within the limits of the settings."""

    def to_python(self, data: Any) -> Any:
        """Return the upload; raise `ValidationError` for anything else than a whole picture."""
        try:
            file = super().to_python(data)
        except UNREADABLE:
            raise ValidationError(DAMAGED, code="damaged_image") from None
        if file is not None:
            check_picture(file)
        return file


class ImageForm(BaseImageForm):
    """The form of every way to upload a picture into the library."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (field := self.fields.get("file")) is not None:
            self.fields["file"] = PictureField(
                label=field.label,
                required=field.required,
                widget=field.widget,
                max_length=field.max_length,
            )
