"""Mail that leaves when what it tells of is stored."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction


class AfterCommitBackend(BaseEmailBackend):
    """Hands mail to `HEARTH_MAIL_BACKEND` after the transaction, or at once if there is none.

    Wagtail writes to people while the object that it writes about is held. A slow mail server would
    hold it as long, and a save that fails in the end would have been told of. After a
    transaction, mail that cannot be sent is logged: what it tells of has happened all the same.
    """

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)
        self.kwargs = kwargs

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send mail, or plan to; return how many messages."""
        kept = [*email_messages]

        def send() -> None:
            backend = settings.HEARTH_MAIL_BACKEND
            connection = get_connection(backend, fail_silently=self.fail_silently, **self.kwargs)
            connection.send_messages(kept)

        transaction.on_commit(send, robust=transaction.get_connection().in_atomic_block)
        return len(kept)
