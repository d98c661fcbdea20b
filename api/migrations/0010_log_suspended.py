import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether the log follows all changes.

    A log that is there already is suspended by its default: the triggers are off while this runs.
    """

    dependencies = [
        ('api', '0009_cursors_of_caches'),
    ]

    operations = [
        migrations.AddField(
            model_name='logstate',
            name='suspended_at',
            field=models.DateTimeField(default=django.utils.timezone.now, null=True),
        ),
        migrations.AddField(
            model_name='logstate',
            name='resumed',
            field=models.BigIntegerField(default=0),
        ),
    ]
