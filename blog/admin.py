"""How the admin lists posts, authors and categories."""

from typing import Any

from django.db.models import Count, QuerySet
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters.filters import ModelMultipleChoiceFilter
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, NumberColumn
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView, PageFilterSet
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from blog.models import AdviceWord, Author, Category, PostAuthor, PostPage
from home.admin import STATE_COLUMNS, DeadlineColumn, ListedSnippetViewSet


class AuthorFilter(ModelMultipleChoiceFilter):
    """A choice of authors, any of whom wrote a post."""

    def filter(self, posts: Any, authors: Any) -> Any:
        """Filter by the key of the post, because a search takes no filter on other tables."""
        if not authors:
            return posts
        return posts.filter(pk__in=PostAuthor.objects.filter(author__in=authors).values("post"))


class PostFilterSet(PageFilterSet):
    """What the list of posts can be narrowed down by."""

    author = AuthorFilter(
        label=_("Author"), queryset=Author.objects.all(), widget=CheckboxSelectMultiple
    )
    has_child_pages = None

    class Meta:
        model = PostPage
        fields = ["category", "audience", "live"]


class PostIndexView(IndexView):
    """The list of posts."""

    def annotate_queryset(self, pages: Any) -> Any:
        """Fetch categories and authors for all posts of the list at once."""
        return super().annotate_queryset(pages).prefetch_related("category", "post_authors__author")


class PostViewSet(PageListingViewSet):
    """All posts, whatever blog they are in."""

    model = PostPage
    index_view_class = PostIndexView
    name = "posts"
    icon = "doc-full"
    menu_label = _("Posts")
    add_to_admin_menu = False
    list_display = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
        Column("category", label=_("Category")),
        Column(
            "authors",
            label=_("Authors"),
            accessor=lambda post: ", ".join(entry.author.name for entry in post.post_authors.all()),
        ),
        Column(
            "audience",
            label=_("Audience"),
            accessor="get_audience_display",
            sort_key="audience",
        ),
        DateColumn("first_published_at", label=_("First published"), sort_key="first_published_at"),
        PageStatusColumn("status", label=_("Status"), sort_key="live"),
    ]
    filterset_class = PostFilterSet
    list_export = [
        *("title", "category", "audience", "first_published_at", "reviewer", "reviewed_on"),
        *("next_review_on", "locale", "live"),
    ]


class AuthorViewSet(ListedSnippetViewSet):
    """Authors in the admin, with the licences that have run out."""

    model = Author
    icon = "user"
    search_fields = ["name", "job_title", "credentials"]
    list_display = [
        "name",
        "job_title",
        "credentials",
        DeadlineColumn(
            "licence_expires_on", label=_("Licence expires on"), sort_key="licence_expires_on"
        ),
        *STATE_COLUMNS,
    ]
    list_filter = {"licence_expires_on": ["lt"], "live": ["exact"]}
    list_export = [
        *("name", "slug", "job_title", "credentials", "licence_number", "licence_body"),
        *("licence_url", "licence_expires_on", "locale", "live"),
    ]
    inspect_view_fields = [
        *("name", "job_title", "photo", "credentials", "licence_number", "licence_body"),
        *("licence_url", "licence_expires_on", "bio"),
    ]


class CategoryViewSet(ListedSnippetViewSet):
    """Categories in the admin."""

    model = Category
    icon = "folder-inverse"
    search_fields = ["name"]
    list_display = [
        "name",
        NumberColumn("post_count", label=_("Posts"), sort_key="post_count"),
        *STATE_COLUMNS,
    ]
    list_filter = ["live"]
    list_export = ["name", "slug", "description", "post_count", "locale", "live"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        """Count the posts of each category, drafts included."""
        return Category.objects.annotate(post_count=Count("posts"))


class AdviceWordViewSet(SnippetViewSet):
    """The words that writers are advised about."""

    model = AdviceWord
    icon = "glasses"
    menu_label = _("Words to avoid")
    search_backend_name = None
    search_fields = ["phrase", "suggestion"]
    list_display = [
        "phrase",
        Column("kind", label=_("Kind"), accessor="get_kind_display", sort_key="kind"),
        Column("suggestion", label=_("Suggestion")),
        BooleanColumn("only_sensitive", label=_("Only on sensitive topics")),
        Column(
            "language", label=_("Language"), accessor="get_language_display", sort_key="language"
        ),
    ]
    list_filter = ["language", "kind", "only_sensitive"]
    list_export = ["phrase", "kind", "suggestion", "only_sensitive", "language"]


class BlogGroup(SnippetViewSetGroup):
    """Everything that the blog consists of."""

    items = (PostViewSet, AuthorViewSet, CategoryViewSet, AdviceWordViewSet)
    menu_label = _("Blog")
    menu_icon = "edit"
    menu_name = "blog-group"
    menu_order = 200
