"""Each cache has a cursor of its own, and what waits is found in the order in which it is due."""

import django.utils.timezone
from django.db import migrations, models

PURGES, LANE = "purges", "purge:"


def split(apps, schema_editor):
    """Let each cache that there is a lane of read on from where all of them were."""
    Cursor, Lane = apps.get_model("api", "Cursor"), apps.get_model("api", "Lane")
    shared = Cursor.objects.filter(name=PURGES).first()
    if shared is None:
        return
    for name in Lane.objects.filter(name__startswith=LANE).values_list("name", flat=True):
        Cursor.objects.get_or_create(
            name=f"{PURGES}:{name.removeprefix(LANE)}",
            defaults={"number": shared.number, "epoch": shared.epoch},
        )
    shared.delete()


class Migration(migrations.Migration):
    dependencies = [("api", "0008_cache_positions")]

    operations = [
        migrations.RemoveIndex(model_name="delivery", name="api_delivery_waiting"),
        migrations.RemoveIndex(model_name="delivery", name="api_delivery_subject"),
        migrations.AddField(
            model_name="cursor",
            name="seen_at",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AlterField(
            model_name="cursor",
            name="name",
            field=models.CharField(max_length=100, primary_key=True, serialize=False),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["lane", "due_at", "id"],
                name="api_delivery_due",
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "waiting")),
                fields=["lane", "subject", "id"],
                name="api_delivery_turn",
            ),
        ),
        migrations.RunPython(split, migrations.RunPython.noop),
    ]
