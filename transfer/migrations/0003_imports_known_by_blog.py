"""The key of an imported post has its blog in it.

A migration of its own: PostgreSQL alters no table whose rows were written in the same transaction.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("transfer", "0002_imports_by_blog")]
    operations = [
        migrations.AlterField(
            "importedpost",
            "blog",
            models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="blog.blogindexpage",
                verbose_name="blog",
            ),
        ),
        migrations.RemoveConstraint("importedpost", "transfer_imported_post_once"),
        migrations.AddConstraint(
            "importedpost",
            models.UniqueConstraint(
                fields=["blog", "system", "key"], name="transfer_imported_post_once"
            ),
        ),
    ]
