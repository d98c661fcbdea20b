"""The log-in: a password, then a code where the account has a second step.

Wrong tries are counted by django-axes, in the database, for an account and an address together:
ten mistakes of one person lock nobody else out, and unknown accounts are treated as known ones.
"""

import time
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.contrib.auth.signals import user_login_failed
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_otp import login as remember_device
from wagtail.admin.forms.auth import LoginForm as WagtailLoginForm
from wagtail.admin.views.account import LoginView as WagtailLoginView

from home.accounts import two_factor

#: Where the session keeps who has given a password, and for how many seconds that counts.
PENDING = "hearth_pending_login"
PENDING_FOR = 600


def too_many_tries() -> ValidationError:
    """Return what somebody reads who has tried too often, whether the account exists or not."""
    minutes = settings.HEARTH_LOGIN_LOCK_MINUTES
    message = ngettext(
        "Too many wrong tries. Wait %(minutes)s minute, or ask an administrator to unlock you.",
        "Too many wrong tries. Wait %(minutes)s minutes, or ask an administrator to unlock you.",
        minutes,
    )
    return ValidationError(message, code="locked", params={"minutes": minutes})


class LoginForm(WagtailLoginForm):
    """Name and password; says so when there were too many tries."""

    def clean(self) -> dict[str, Any] | None:
        """Check name and password."""
        try:
            return super().clean()
        except ValidationError:
            if getattr(self.request, "axes_locked_out", False):
                raise too_many_tries() from None
            raise


class CodeForm(forms.Form):
    """The code of the second step."""

    code = forms.CharField(
        label=_("Code"),
        max_length=32,
        help_text=_("The six digits that your app shows, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )

    def __init__(self, *args: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user = user
        self.device: Any = None

    def clean_code(self) -> str:
        """Find the device that the code is of; a wrong code counts like a wrong password."""
        credentials = {"username": self.user.get_username()}
        if not AxesProxyHandler.is_allowed(self.request, credentials):
            self.request.axes_locked_out = True  # type: ignore[attr-defined]
            raise too_many_tries()
        code: str = self.cleaned_data["code"]
        self.device = two_factor.device_of_code(self.user, code)
        if self.device is None:
            user_login_failed.send(sender=__name__, credentials=credentials, request=self.request)
            if getattr(self.request, "axes_locked_out", False):
                raise too_many_tries()
            raise ValidationError(
                _("This code is wrong or used up. Try the next one."), code="wrong_code"
            )
        return code


class LoginView(WagtailLoginView):
    """The first step. With a second one to come, nobody is logged in yet."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Log in, or ask for the code."""
        user = form.get_user()
        if not two_factor.has_device(user):
            return super().form_valid(form)
        self.request.session.flush()
        self.request.session[PENDING] = {
            "user": user.pk,
            "backend": user.backend,
            "password": user.get_session_auth_hash(),
            "remember": bool(form.cleaned_data.get("remember")),
            "next": self.get_redirect_url(),
            "since": time.time(),
        }
        self.request.session.set_expiry(PENDING_FOR)
        return redirect("hearth_login_code")

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show what is wrong."""
        return _with_status(self.request, super().form_invalid(form))


class CodeView(WagtailLoginView):
    """The second step: a code of the app, or a recovery code."""

    template_name = "home/accounts/code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send whoever has not given a password back to the first step."""
        self.pending = request.session.get(PENDING) or {}
        self.user = self._pending_user()
        if self.user is None:
            request.session.pop(PENDING, None)
            return redirect("wagtailadmin_login")
        return super().dispatch(request, *args, **kwargs)

    def _pending_user(self) -> Any:
        age = time.time() - self.pending.get("since", 0)
        if not 0 <= age < PENDING_FOR:
            return None
        user = get_user_model().objects.filter(pk=self.pending["user"], is_active=True).first()
        if user is None or user.get_session_auth_hash() != self.pending["password"]:
            return None
        return user

    def get_form_class(self) -> type[CodeForm]:
        """Return the form of this step."""
        return CodeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """Return what the form needs."""
        return {**super().get_form_kwargs(), "user": self.user}

    def get_redirect_url(self) -> str:
        """Return where the first step was to lead; it has been checked there."""
        return str(self.pending.get("next", ""))

    def form_valid(self, form: Any) -> HttpResponse:
        """Log in, in a session of its own."""
        self.request.session.pop(PENDING, None)
        login(self.request, self.user, backend=self.pending["backend"])
        remember_device(self.request, form.device)
        age = settings.SESSION_COOKIE_AGE if self.pending["remember"] else 0
        self.request.session.set_expiry(age)
        return redirect(self.get_redirect_url() or reverse("wagtailadmin_home"))

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show what is wrong; after too many tries the password is asked for again."""
        if getattr(self.request, "axes_locked_out", False):
            self.request.session.flush()
        return _with_status(self.request, super().form_invalid(form))


def _with_status(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if getattr(request, "axes_locked_out", False):
        response.status_code = 429
        response["Retry-After"] = str(settings.HEARTH_LOGIN_LOCK_MINUTES * 60)
    return response
