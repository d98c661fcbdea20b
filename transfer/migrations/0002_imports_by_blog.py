"""An imported post is known by its blog too, and its source holds nothing of other people.

The sources of WordPress held comments, with the addresses of who wrote them, and passwords.
"""

import django.db.models.deletion
from django.db import migrations, models
from lxml import etree

SECRETS = {"comment", "post_password"}
STEP = 4  # Letters of treebeard's path for each level.


def fill(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    blogs = dict(Page.objects.filter(blogindexpage__isnull=False).values_list("path", "pk"))
    ImportedPost = apps.get_model("transfer", "ImportedPost")
    for record in ImportedPost.objects.select_related("page").iterator(chunk_size=100):
        page = record.page
        record.blog_id = blogs.get(page.path[:-STEP])
        if record.blog_id is None:
            # Posts stand nowhere else; what would is not found by any import.
            record.delete()
            continue
        # What readers have seen once, and do not see now, was unpublished here.
        was_seen = page.live or page.last_published_at is not None
        record.state = "live" if was_seen else "scheduled" if page.go_live_at else "draft"
        record.source = without_secrets(record.source)
        record.save(update_fields=["blog", "state", "source"])


def without_secrets(source):
    if not source.lstrip().startswith("<item"):
        return source
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=True, strip_cdata=False
    )
    item = etree.fromstring(source.encode(), parser)
    if item is None:
        return ""
    for element in list(item.iter("{*}*")):
        if etree.QName(element).localname in SECRETS and element.getparent() is not None:
            element.getparent().remove(element)
    return etree.tostring(item, encoding="unicode")


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0010_roles"),
        ("transfer", "0001_imports"),
    ]
    operations = [
        migrations.AddField(
            "importedpost",
            "blog",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="blog.blogindexpage",
                verbose_name="blog",
            ),
        ),
        migrations.AddField(
            "importedpost", "state", models.CharField(blank=True, default="", max_length=10)
        ),
        migrations.AddField("importedpost", "lacks_redirects", models.BooleanField(default=False)),
        migrations.AddField("importedpost", "names", models.JSONField(default=dict)),
        migrations.AddField("importedpost", "declined", models.JSONField(default=list)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
