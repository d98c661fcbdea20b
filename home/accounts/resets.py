"""Forgotten passwords: the page answers the same, and as fast, whether the account exists."""

import logging
from threading import Thread
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from wagtail.admin.forms.auth import PasswordResetForm as WagtailPasswordResetForm
from wagtail.admin.views.account import PasswordResetView as WagtailPasswordResetView

from home import clients

logger = logging.getLogger(__name__)

#: How many mails one e-mail address gets in an hour, and how many one client may ask for.
MAILS_AN_HOUR = 3
REQUESTS_AN_HOUR = 20
HOUR = 3600


class PasswordResetForm(WagtailPasswordResetForm):
    """Sends the mail after the answer, and no more than a few."""

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: dict[str, Any],
        from_email: str | None,
        to_email: str,
        html_email_template_name: str | None = None,
    ) -> None:
        """Send the mail, unless this address has had enough of them; a failure is logged."""
        if _count("mail", to_email.lower()) > MAILS_AN_HOUR:
            logger.warning("A password was asked for more than %s times an hour", MAILS_AN_HOUR)
            return
        subject = "".join(loader.render_to_string(subject_template_name, context).splitlines())
        body = loader.render_to_string(email_template_name, context)
        deliver(EmailMultiAlternatives(subject, body, from_email, [to_email]))


def deliver(message: EmailMultiAlternatives) -> None:
    """Send a mail without waiting for the mail server, whose time would tell that it was sent."""
    Thread(target=_send, args=(message,), daemon=True).start()


def _send(message: EmailMultiAlternatives) -> None:
    try:
        message.send()
    except OSError:
        logger.exception("A mail could not be sent")


class PasswordResetView(WagtailPasswordResetView):
    """Asks for the e-mail address; one client may ask a limited number of times."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the mail if there is an account, and say neither."""
        if _count("client", clients.address(request)) > REQUESTS_AN_HOUR:
            form = self.get_form()
            form.full_clean()
            message = _("Too many requests for a new password. Try again in an hour.")
            form.add_error(None, ValidationError(message, code="too_many"))
            response = self.form_invalid(form)
            response.status_code = 429
            response["Retry-After"] = str(HOUR)
            return response
        return super().post(request, *args, **kwargs)

    def get_form_class(self) -> type[PasswordResetForm]:
        """Return our form."""
        return PasswordResetForm


def _count(kind: str, who: str) -> int:
    """Count one more in this hour, under a name that does not give the person away."""
    name = salted_hmac("home.accounts.resets", who, secret=settings.SECRET_KEY).hexdigest()
    key = f"hearth:reset:{kind}:{name}"
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key)
    except ValueError:
        # It ran out between the two.
        return 1
