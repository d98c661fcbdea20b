"""Whoever manages the settings of the site and its accounts may manage webhooks.

That is the practice manager. Editors may change settings too, but whoever holds the secret of a
webhook can speak for the site, as whoever manages accounts can.
"""

from django.db import migrations

ACTIONS = ["add", "change", "delete"]


def grant(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    # On a new installation Django makes permissions only after all migrations.
    content_type, _created = ContentType.objects.get_or_create(app_label="api", model="webhook")
    found = [
        Permission.objects.get_or_create(
            codename=f"{action}_webhook",
            content_type=content_type,
            defaults={"name": f"Can {action} webhook"},
        )[0]
        for action in ACTIONS
    ]
    managers = apps.get_model("auth", "Group").objects.all()
    for codename in ("change_sitesettings", "change_user"):
        managers = managers.filter(
            permissions__codename=codename, permissions__content_type__app_label="home"
        )
    for group in managers.distinct():
        group.permissions.add(*found)


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0006_deliveries"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("blog", "0010_roles"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
