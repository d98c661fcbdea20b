"""Webhooks in the admin: set up, tried, resumed."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import BooleanField, Count, Q, QuerySet, Value
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView, EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import LogFormatter, log

from api.changes.tracking import tracked
from api.deliveries import lag, queries, sending, webhooks
from api.deliveries.models import DeliveryState, EventKind, Lane, Webhook

ROTATED, RESUMED = "hearth.webhook_secret", "hearth.webhook_resumed"
REPLAYED = "hearth.delivery_replayed"


def type_choices() -> list[tuple[str, str]]:
    """Return the types of all that is followed."""
    return [(name, name) for name in sorted({one.type_name for one in tracked().values()})]


class WebhookForm(WagtailAdminModelForm):
    """What can be set of a webhook, checked before anything is sent to it."""

    events = forms.MultipleChoiceField(
        label=gettext_lazy("Events"),
        choices=EventKind.choices,
        initial=EventKind.values,
        widget=forms.CheckboxSelectMultiple,
    )
    types = forms.MultipleChoiceField(
        label=gettext_lazy("Types"),
        help_text=gettext_lazy("Of which objects. If you choose none, of all."),
        choices=type_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What an upgrade has taken away stays: no type at all would stand for all of them.
        known = type_choices()
        gone = sorted(set(self.instance.types) - {name for name, _label in known})
        word = _("%(type)s (there is no such type)")
        self.fields["types"].choices = known + [(name, word % {"type": name}) for name in gone]

    def clean(self) -> dict[str, Any]:
        """Refuse what nothing may be sent to, and a query that does not run; say what is wrong.

        What was taken once and cannot be any more stays as it is while the webhook is not active:
        so it can be switched off.
        """
        found: dict[str, Any] = super().clean()
        for name, check in (("url", _check_url), ("query", _check_query)):
            if name not in found:  # It was refused before.
                continue
            found[name] = found[name].strip()
            if found["is_active"] or found[name] != getattr(self.instance, name):
                try:
                    check(found[name])
                except ValidationError as error:
                    self.add_error(name, error)
        return found

    def save(self, commit: bool = True) -> Any:
        """Let a webhook that is active again hear nothing of what happened meanwhile."""
        if self.instance.pk and "is_active" in self.changed_data and self.instance.is_active:
            webhooks.hear_from_now(self.instance)
        return super().save(commit)


def _check_url(url: str) -> None:
    """Raise `ValidationError` for an address that nothing may be sent to."""
    try:
        sending.check(url)
    except sending.RefusedError as refusal:
        raise ValidationError(str(refusal)) from None
    if not sending.may_be_reached(urlsplit(url).hostname or ""):
        raise ValidationError(_("This address is in the own network."))


def _check_query(query: str) -> None:
    """Raise `ValidationError` for a query that does not run."""
    if query and (wrong := queries.problems(query)):
        raise ValidationError(wrong[:5])


class State(NamedTuple):
    """How something is, in a word or two, and how its tag looks: good, bad, worrying or quiet."""

    words: str
    tone: str


def state_of(webhook: Webhook) -> State:
    """Return how a webhook is."""
    lane = getattr(webhook, "lane", None)
    is_parked = lane is not None and lane.parked_at is not None
    if not webhook.is_active:
        return State(_("Gone"), "bad") if is_parked else State(_("Not active"), "quiet")
    if is_parked:
        return State(_("Parked"), "bad")
    if webhook.query and queries.problems(webhook.query):
        return State(_("Query cannot run"), "bad")
    if getattr(webhook, "is_behind", False):
        return State(_("Behind"), "bad")
    if lane is not None and lane.failures:
        return State(_("Failing"), "worrying")
    return State(_("Works"), "good")


class StateColumn(Column):
    """A tag whose colour says how bad it is; its accessor returns a `State`."""

    cell_template_name = "api/deliveries/state_cell.html"


class WebhookIndexView(IndexView):
    """All webhooks, with what waits for them."""

    template_name = "api/deliveries/webhooks.html"

    @cached_property
    def behind(self) -> list[str]:
        """What is told if nobody reads what has changed."""
        return lag.words(webhooks.NAME)

    def get_base_queryset(self) -> QuerySet[Webhook]:
        """Count what waits, and note whether anybody reads what has changed."""
        waiting = Count("lane__deliveries", Q(lane__deliveries__state=DeliveryState.WAITING))
        found: QuerySet[Webhook] = super().get_base_queryset()
        is_behind = Value(bool(self.behind), output_field=BooleanField())
        return found.select_related("lane").annotate(waiting=waiting, is_behind=is_behind)


class WebhookCreateView(CreateView):
    """A new webhook; what it leads to shows the secret, which the receiver needs."""

    def get_success_url(self) -> str:
        """Return the address of the webhook."""
        return self.get_edit_url()


class WebhookEditView(EditView):
    """One webhook, with its secret and what has come of it."""

    template_name = "api/deliveries/webhook.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what is told above the form."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        lane = webhooks.lane_of(self.object)
        waiting = lane.deliveries.filter(state=DeliveryState.WAITING).count()
        stored = Webhook.objects.get(pk=self.object.pk)
        old = webhooks.old_secrets(stored)
        now = timezone.now()
        return context | {
            "lane": lane,
            "waiting": waiting,
            "next_at": lane.rest_until if (lane.rest_until or now) > now else None,
            "stored": stored,
            "old": old,
            "old_until": datetime.fromisoformat(old[0]["until"]) if old else None,
            "problems": queries.problems(stored.query) if stored.query else [],
            "deliveries_url": f"{reverse('hearth_deliveries')}?lane={lane.pk}",
        }


class WebhookViewSet(ModelViewSet):
    """Webhooks in the settings menu."""

    model = Webhook
    icon = "link-external"
    add_to_settings_menu = True
    menu_label = gettext_lazy("Webhooks")
    menu_order = 950
    copy_view_enabled = False
    index_view_class = WebhookIndexView
    add_view_class = WebhookCreateView
    edit_view_class = WebhookEditView
    list_display = [
        "name",
        Column("url", label=gettext_lazy("URL"), sort_key="url", classname="hearth-wraps"),
        StateColumn("state", label=gettext_lazy("State"), accessor=state_of),
        Column("waiting", label=gettext_lazy("Events that wait")),
    ]
    list_filter = ["is_active"]
    search_fields = ["name", "url"]
    edit_handler = ObjectList(
        [FieldPanel(name) for name in ("name", "url", "is_active", "events", "types", "query")],
        base_form_class=WebhookForm,
    )


webhook_views = WebhookViewSet("webhooks", url_prefix="webhooks")


@require_POST
def act(request: HttpRequest, pk: int, action: str) -> HttpResponse:
    """Send a test, go on with what is parked, or make a new secret."""
    if not request.user.has_perm("api.change_webhook"):
        raise PermissionDenied
    webhook = get_object_or_404(Webhook.objects.select_related("lane"), pk=pk)
    _ACTIONS[action](request, webhook)
    return redirect(webhook_views.get_url_name("edit"), pk)


def _test(request: HttpRequest, webhook: Webhook) -> None:
    outcome = webhooks.test(webhook)
    told = {"status": outcome.status, "ms": outcome.milliseconds, "said": outcome.said[:200]}
    if outcome.is_accepted:
        messages.success(request, _("The test was accepted (%(status)s, %(ms)s ms).") % told)
    else:
        words = _("The test failed: %(said)s") % told
        # No error: Wagtail would look for one in the form, and lead to it.
        messages.warning(request, format_html('<span class="hearth-wraps">{}</span>', words))


def _resume(request: HttpRequest, webhook: Webhook) -> None:
    webhooks.reopen(webhook)
    log(webhook, RESUMED, user=request.user)
    messages.success(request, _("What waited is sent now, in its order."))


def _rotate(request: HttpRequest, webhook: Webhook) -> None:
    webhooks.rotate(webhook)
    log(webhook, ROTATED, user=request.user)
    messages.success(request, _("There is a new secret. The old one signs along for a day."))


_ACTIONS: dict[str, Callable[[HttpRequest, Webhook], None]] = {
    "test": _test,
    "resume": _resume,
    "rotate": _rotate,
}


class Replayed(LogFormatter):
    """What a history tells of a delivery that somebody has sent again."""

    label = gettext_lazy("Sent again")

    def format_message(self, log_entry: Any) -> str:
        """Say which one."""
        return _("Sent again: %(event)s, %(about)s (%(id)s)") % log_entry.data


def parked() -> QuerySet[Lane]:
    """Return the lanes that wait for somebody."""
    return Lane.objects.exclude(parked_at=None).select_related("webhook")
