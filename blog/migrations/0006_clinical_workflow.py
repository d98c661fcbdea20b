"""Draft, clinical review, publish: the workflow, its group, and the log of the reviews so far."""

from calendar import monthrange

from django.conf import settings
from django.db import migrations

GROUP = "Clinical reviewers"
NAME = "Clinical review"


def make_workflow(apps, schema_editor):
    Task = apps.get_model("blog", "ClinicalReviewTask")
    if Task.objects.exists():
        return
    ContentType = apps.get_model("contenttypes", "ContentType")
    content_type, _created = ContentType.objects.get_or_create(
        app_label="blog", model="clinicalreviewtask"
    )
    task = Task.objects.create(name=NAME, content_type=content_type)
    task.groups.add(reviewers(apps, ContentType))
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name=NAME)
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(
        workflow=workflow, task_id=task.pk, sort_order=0
    )


def reviewers(apps, ContentType):
    """Return the group; its members can enter the admin."""
    group, _created = apps.get_model("auth", "Group").objects.get_or_create(name=GROUP)
    content_type, _created = ContentType.objects.get_or_create(
        app_label="wagtailadmin", model="admin"
    )
    access, _created = apps.get_model("auth", "Permission").objects.get_or_create(
        codename="access_admin",
        content_type=content_type,
        defaults={"name": "Can access Wagtail admin"},
    )
    group.permissions.add(access)
    return group


def log_reviews(apps, schema_editor):
    """Enter what posts say of their reviews into the log, with the day of the next one."""
    Review = apps.get_model("blog", "Review")
    PostPage = apps.get_model("blog", "PostPage")
    for post in PostPage.objects.filter(reviewed_on__isnull=False).iterator():
        if post.next_review_on is None:
            post.next_review_on = next_review(post)
            PostPage.objects.filter(pk=post.pk).update(next_review_on=post.next_review_on)
        Review.objects.create(
            post_id=post.pk,
            decision="approved",
            reviewer_id=post.reviewer_id,
            reviewed_on=post.reviewed_on,
            next_review_on=post.next_review_on,
        )


def next_review(post):
    sensitive = bool(post.sensitive_topics)
    months = (
        settings.HEARTH_REVIEW_MONTHS_SENSITIVE if sensitive else settings.HEARTH_REVIEW_MONTHS
    )
    years, month = divmod(post.reviewed_on.month - 1 + months, 12)
    year, month = post.reviewed_on.year + years, month + 1
    return post.reviewed_on.replace(
        year=year, month=month, day=min(post.reviewed_on.day, monthrange(year, month)[1])
    )


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0005_clinical_review"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]
    operations = [
        migrations.RunPython(make_workflow, migrations.RunPython.noop),
        migrations.RunPython(log_reviews, migrations.RunPython.noop),
    ]
