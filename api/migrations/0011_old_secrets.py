"""Each old secret of a webhook signs until its day has ended, however many there are."""

from django.db import migrations, models


def gather(apps, schema_editor):
    """Keep the old secret of each webhook, as the first of several."""
    for webhook in apps.get_model("api", "Webhook").objects.exclude(old_secret_until=None):
        until = webhook.old_secret_until.isoformat()
        webhook.old_secrets = [{"secret": webhook.old_secret, "until": until}]
        webhook.save(update_fields=["old_secrets"])


class Migration(migrations.Migration):
    dependencies = [("api", "0010_log_suspended")]

    operations = [
        migrations.AddField(
            model_name="webhook",
            name="old_secrets",
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.RunPython(gather, migrations.RunPython.noop),
        migrations.RemoveField(model_name="webhook", name="old_secret"),
        migrations.RemoveField(model_name="webhook", name="old_secret_until"),
    ]
