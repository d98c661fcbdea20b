"""Editors publish, and look after snippets and site settings, without a developer."""

from django.db import migrations

GROUPS = ["Editors", "Moderators"]
SNIPPETS = [
    ("home", "contact"),
    ("home", "crisisresource"),
    ("blog", "author"),
    ("blog", "category"),
]


def permission(apps, app_label, codename, model):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _created = ContentType.objects.get_or_create(app_label=app_label, model=model)
    found, _created = Permission.objects.get_or_create(
        codename=codename,
        content_type=content_type,
        defaults={"name": f"Can {codename.replace('_', ' ')}"},
    )
    return found


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    GroupPagePermission = apps.get_model("wagtailcore", "GroupPagePermission")
    Page = apps.get_model("wagtailcore", "Page")
    rights = [
        permission(apps, app_label, f"{action}_{model}", model)
        for app_label, model in SNIPPETS
        for action in ("add", "change", "delete", "publish")
    ]
    rights.append(permission(apps, "home", "change_sitesettings", "sitesettings"))
    publish = permission(apps, "wagtailcore", "publish_page", "page")
    for group in Group.objects.filter(name__in=GROUPS):
        group.permissions.add(*rights)
        GroupPagePermission.objects.get_or_create(
            group=group, page=Page.objects.get(depth=1), permission=publish
        )


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0001_tables"),
        ("home", "0003_site_root"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
