"""Posts and the page that lists them."""

import math
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.log_actions import log
from wagtail.models import Orderable, Page, Workflow
from wagtail.search import index

from blog.blocks import PostBodyBlock, SourceBlock
from blog.digests import content_digest
from blog.fields import ChoiceListField
from blog.forms import PostForm
from blog.gates import PublicationRefused, refusals
from blog.models.people import Author
from blog.models.taxonomy import Category
from blog.panels import ReviewPanel
from blog.review_states import Decision, ReviewState, state_of, within_risk
from home.models import Image, SitePage

WORDS_PER_MINUTE = 200

#: What the last review left on a post.
REVIEW_COLUMNS = (
    *("reviewer_id", "reviewed_on", "next_review_on"),
    *("review_withdrawn", "reviewed_digest", "edited_since_review"),
)


#: What changes the content that a review is of, or the review itself.
ADVICE = {"title", "intro", "body", "sources", "reviewed_digest"}

#: What decides when the next review is due, and what decides which version readers see.
RISK = {"sensitive_topics", "reviewed_on", "next_review_on"}
SHOWN = {"live", "live_revision", "live_revision_id"}


class Audience(models.TextChoices):
    """Whom a post is written for."""

    EVERYONE = "everyone", _("Everyone")
    YOUNG_PEOPLE = "young_people", _("Young people")
    PARENTS = "parents", _("Parents and guardians")
    CARERS = "carers", _("People who care for somebody")
    PROFESSIONALS = "professionals", _("Professionals")


class SensitiveTopic(models.TextChoices):
    """What may be hard to read for somebody in a bad moment."""

    SUICIDE = "suicide", _("Suicide")
    SELF_HARM = "self_harm", _("Self-harm")
    EATING_DISORDERS = "eating_disorders", _("Eating disorders")
    ABUSE = "abuse", _("Abuse and violence")
    SUBSTANCE_USE = "substance_use", _("Alcohol and drugs")
    GRIEF = "grief", _("Death and grief")


class BlogIndexPage(SitePage):
    """The front page of the blog."""

    intro = models.TextField(
        _("introduction"),
        blank=True,
        max_length=500,
        help_text=_("What readers find here, in a sentence or two."),
    )

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    search_fields = [*Page.search_fields, index.SearchField("intro")]
    parent_page_types = ["home.HomePage"]
    subpage_types = ["blog.PostPage"]

    class Meta:
        verbose_name = _("blog")
        verbose_name_plural = _("blogs")


class PostTag(TaggedItemBase):
    """A tag on a post."""

    content_object = ParentalKey(
        "blog.PostPage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class PostAuthor(Orderable):
    """An author of a post, at their place in the byline."""

    post = ParentalKey("blog.PostPage", on_delete=models.CASCADE, related_name="post_authors")
    author = models.ForeignKey(
        Author, verbose_name=_("author"), on_delete=models.CASCADE, related_name="+"
    )

    panels = [FieldPanel("author")]

    class Meta(Orderable.Meta):
        constraints = [
            models.UniqueConstraint(fields=["post", "author"], name="blog_post_author_once")
        ]

    def __str__(self) -> str:
        return str(self.author)


class PostPage(SitePage):
    """A post: advice in blocks, with who wrote it, who reviewed it and what it relies on."""

    intro = models.TextField(
        _("introduction"),
        max_length=400,
        help_text=_("One or two sentences for lists and search results."),
    )
    hero_image = models.ForeignKey(
        Image,
        verbose_name=_("hero image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    category = models.ForeignKey(
        Category,
        verbose_name=_("category"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="posts",
    )
    tags = ClusterTaggableManager(through=PostTag, blank=True, verbose_name=_("tags"))
    body = StreamField(PostBodyBlock(), verbose_name=_("body"))
    sources = StreamField(
        [("source", SourceBlock())],
        verbose_name=_("sources"),
        blank=True,
        help_text=_("The works that the whole post relies on."),
    )
    audience = models.CharField(
        _("audience"),
        max_length=20,
        choices=Audience.choices,
        default=Audience.EVERYONE,
        db_index=True,
    )
    sensitive_topics = ChoiceListField(
        _("sensitive topics"),
        choice_class=SensitiveTopic,
        help_text=_("What may be hard to read for somebody in a bad moment."),
    )
    word_count = models.PositiveIntegerField(default=0, editable=False)
    # The review is recorded by `blog.reviews`; no version of the content has one of its own.
    reviewer = models.ForeignKey(
        Author,
        verbose_name=_("reviewer"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True, editable=False)
    next_review_on = models.DateField(_("next review on"), null=True, blank=True, editable=False)
    review_withdrawn = models.BooleanField(
        _("review withdrawn"), default=False, db_default=False, editable=False
    )
    reviewed_digest = models.CharField(
        max_length=64, default="", db_default="", blank=True, editable=False
    )
    edited_since_review = models.BooleanField(
        _("edited since the review"), default=False, db_default=False, editable=False
    )

    base_form_class = PostForm
    content_panels = [
        *Page.content_panels,
        FieldPanel("intro"),
        FieldPanel("hero_image"),
        MultiFieldPanel(
            [
                InlinePanel("post_authors", label=_("Author"), heading=_("Authors")),
                FieldPanel("category"),
                FieldPanel("tags"),
            ],
            heading=_("Authors, category and tags"),
        ),
        FieldPanel("body"),
        FieldPanel("sources"),
        ReviewPanel(heading=_("Clinical review")),
        MultiFieldPanel(
            [FieldPanel("audience"), FieldPanel("sensitive_topics")], heading=_("Readers")
        ),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("intro", boost=2),
        index.SearchField("body"),
        index.RelatedFields("tags", [index.SearchField("name")]),
        index.FilterField("audience"),
        index.FilterField("category_id"),
    ]
    parent_page_types = ["blog.BlogIndexPage"]
    subpage_types: list[str] = []
    # A copy or a translation is another text, which nobody has reviewed.
    exclude_fields_in_copy = [name.removesuffix("_id") for name in REVIEW_COLUMNS]

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        # What a count by category reads, without the posts.
        indexes = [models.Index(fields=["category", "page_ptr"], name="blog_post_category")]

    @property
    def reading_minutes(self) -> int:
        """Whole minutes that reading the body takes at 200 words a minute; at least one."""
        return max(1, math.ceil(self.word_count / WORDS_PER_MINUTE))

    @property
    def is_review_overdue(self) -> bool:
        """Whether the day of the next review has passed."""
        return self.next_review_on is not None and self.next_review_on < date.today()

    @property
    def review_state(self) -> ReviewState:
        """How the post stands with its clinical review today."""
        return state_of(self, date.today())

    def with_content_json(self, content: dict[str, Any]) -> "PostPage":
        """Return the post with other content; the review is that of the post all the same."""
        post: PostPage = super().with_content_json(content)
        source = self.alias_of.specific if self.alias_of_id else self
        for name in REVIEW_COLUMNS:
            setattr(post, name, getattr(source, name))
        post.next_review_on = post.next_review_within_risk()
        post.edited_since_review = post.is_edited_since_review()
        return post

    def is_edited_since_review(self) -> bool:
        """Whether the content differs from the one that the review was of."""
        return bool(self.reviewed_digest) and self.reviewed_digest != content_digest(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the post with its word count; a live post always knows when it was published.

        Raises `PublicationRefused` where this would show readers a version that they must not see.
        """
        only = kwargs.get("update_fields")
        becomes_live = (only is None or SHOWN & {*only}) and self._shows_another_version()
        if becomes_live:
            self._take_up_review()
        computed = self._compute(only)
        if becomes_live and (found := refusals(self)):
            raise PublicationRefused(self, found)
        if only is not None:
            kwargs["update_fields"] = {*only, *computed, *(REVIEW_COLUMNS if becomes_live else ())}
        elif self.live:
            now = timezone.now()
            self.first_published_at: datetime = self.first_published_at or now
            self.last_published_at: datetime = self.last_published_at or self.first_published_at
        has_new_tags = "tagged_items" in getattr(self, "_cluster_related_objects", ())
        super().save(*args, **kwargs)
        if has_new_tags and only is None:
            # Wagtail has read the post for the search index before its tags were written.
            index.insert_or_update_object(self)

    def publish(self, revision: Any, *args: Any, **kwargs: Any) -> None:
        """Publish a version; if a scheduled one is refused, log why and leave the others alone."""
        try:
            super().publish(revision, *args, **kwargs)
        except PublicationRefused as refused:
            if kwargs.get("log_action") != "wagtail.publish.scheduled":
                raise
            data = {"reasons": refused.reasons}
            log(instance=self, action="hearth.not_published", revision=revision, data=data)

    def get_workflow(self) -> Workflow | None:
        """Return the workflow of the place; on a sensitive topic, one with a clinical review."""
        inherited: Workflow | None = super().get_workflow()
        clinical = Workflow.objects.active().filter(
            workflow_tasks__task__clinicalreviewtask__isnull=False
        )
        if not self.sensitive_topics or inherited in clinical:
            return inherited
        return clinical.order_by("pk").first() or inherited

    def _compute(self, only: Any) -> set[str]:
        """Set what follows from the fields that are saved, all for None; return what was set."""
        saved = {field.name for field in self._meta.fields} if only is None else {*only}
        computed = set()
        if "body" in saved:
            self.word_count = self.count_words()
            computed.add("word_count")
        if ADVICE & saved:
            self.edited_since_review = self._compare_with_review()
            computed |= {"reviewed_digest", "edited_since_review"}
        if RISK & saved:
            self.next_review_on = self.next_review_within_risk()
            computed.add("next_review_on")
        return computed

    def next_review_within_risk(self) -> date | None:
        """Return when the next review is due, which a sensitive topic brings forward."""
        return within_risk(self.reviewed_on, self.next_review_on, self.sensitive_topics)

    def _shows_another_version(self) -> bool:
        """Whether saving shows readers a version that they did not see; aliases have no own."""
        if not self.live or self.alias_of_id:
            return False
        shown = PostPage.objects.filter(pk=self.pk, live=True, live_revision=self.live_revision_id)
        return not shown.exists()

    def _take_up_review(self) -> None:
        """Take over the review of a version that was approved before its time came.

        Until then readers see another version, and are told of its own review.
        """
        if self.pk is None:
            return
        last = self.reviews.exclude(decision=Decision.CHANGES_REQUESTED).first()
        if last is None or last.decision != Decision.APPROVED:
            return
        if last.reviewer_id and last.content_digest == content_digest(self):
            self.reviewer_id, self.reviewed_on = last.reviewer_id, last.reviewed_on
            self.next_review_on, self.review_withdrawn = last.next_review_on, False
            self.reviewed_digest = last.content_digest

    def _compare_with_review(self) -> bool:
        """Tell whether the post was edited since; a review without a digest gets it first."""
        if self.reviewed_on is None:
            self.reviewed_digest = ""
        elif not self.reviewed_digest:
            stored = PostPage.objects.filter(pk=self.pk, reviewed_on=self.reviewed_on).first()
            self.reviewed_digest = content_digest(stored or self)
        return self.is_edited_since_review()

    def count_words(self) -> int:
        """Count the words of the body, which saving the post does by itself."""
        texts = self.body.stream_block.get_searchable_content(self.body)
        return sum(len(str(text).split()) for text in texts)
