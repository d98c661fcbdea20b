"""Pages of the admin about the second step: set it up, renew recovery codes, take it off."""

from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django_otp import login as remember_device
from wagtail.admin import messages
from wagtail.log_actions import log

from home.accounts import two_factor


class ConfirmationForm(forms.Form):
    """A code that shows that the device is at hand."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=32,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )


@never_cache
@sensitive_post_parameters("code")
def account(request: HttpRequest) -> HttpResponse:
    """Set up the second step of one's own account, or change it with a code at hand."""
    form = ConfirmationForm(request.POST or None)
    if two_factor.has_device(request.user):
        return _manage(request, form)
    return _set_up(request, form)


def _set_up(request: HttpRequest, form: ConfirmationForm) -> HttpResponse:
    device = two_factor.new_device(request.user)
    if form.is_valid():
        if two_factor.confirm(device, form.cleaned_data["code"]):
            # Other sessions of this account end, this one goes on under a new key.
            request.session.cycle_key()
            remember_device(request, device)
            log(request.user, "hearth.two_factor_on")
            return _show_codes(request)
        form.add_error("code", _("This is not the code that the app shows now. Try the next one."))
    secret = device.config_url.partition("secret=")[2].partition("&")[0]
    groups = [secret[place : place + 4] for place in range(0, len(secret), 4)]
    code = segno.make(device.config_url, micro=False)
    context = {
        "heading": _("Set up a second step"),
        "form": form,
        "qr_code": code.svg_data_uri(scale=5, border=4, light="#fff"),
        "secret": " ".join(groups),
        "is_required": settings.HEARTH_REQUIRE_2FA,
    }
    return TemplateResponse(request, "home/accounts/set_up.html", context)


def _manage(request: HttpRequest, form: ConfirmationForm) -> HttpResponse:
    if form.is_valid():
        if two_factor.device_of_code(request.user, form.cleaned_data["code"]) is None:
            form.add_error("code", _("This code is wrong or used up. Try the next one."))
        elif "renew" in request.POST:
            return _show_codes(request)
        else:
            two_factor.forget(request.user)
            log(request.user, "hearth.two_factor_off")
            messages.success(request, _("Your account has no second step any more."))
            return redirect("wagtailadmin_account")
    context = {
        "heading": _("Second step"),
        "form": form,
        "codes_left": two_factor.recovery_codes_left(request.user),
        "is_required": settings.HEARTH_REQUIRE_2FA,
    }
    return TemplateResponse(request, "home/accounts/manage.html", context)


def _show_codes(request: HttpRequest) -> HttpResponse:
    codes = two_factor.new_recovery_codes(request.user)
    context = {"heading": _("Recovery codes"), "codes": codes}
    return TemplateResponse(request, "home/accounts/recovery_codes.html", context)


def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the second step off somebody else's account; only superusers may."""
    if not request.user.is_superuser or request.user.pk == pk:
        raise PermissionDenied
    user: Any = get_object_or_404(get_user_model(), pk=pk)
    if request.method == "POST":
        two_factor.forget(user)
        log(user, "hearth.two_factor_off")
        messages.success(request, _("The account has no second step any more."))
        return redirect("wagtailusers_users:edit", pk)
    context = {"heading": _("Remove the second step"), "person": user}
    return TemplateResponse(request, "home/accounts/reset.html", context)
