"""Panels of the editor that show what nobody types."""

from typing import Any

from django.urls import reverse
from wagtail.admin.panels import Panel

from blog.review_states import ReviewState


class ReviewPanel(Panel):
    """How a post stands with its clinical review, what was decided so far, and what can be done."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "blog/admin/review_panel.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """Add the state, the log, and the ways to a review."""
            from blog import review_views as views  # noqa: PLC0415 - models name this panel.

            context: dict[str, Any] = super().get_context_data(parent_context)
            post, user = self.instance, self.request.user
            context |= {"post": post, "state": post.review_state, "states": ReviewState}
            if post.pk is None:
                return context
            context["reviews"] = post.reviews.select_related("reviewer", "user")
            context["task"] = post.current_workflow_task
            if views.clinical_workflow() and views.can_ask(post, user):
                context["ask_url"] = reverse("hearth_review_ask", args=[post.pk])
            if views.can_withdraw(post, user):
                context["withdraw_url"] = reverse("hearth_review_withdraw", args=[post.pk])
            return context
