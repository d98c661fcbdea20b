"""The root of the site: an empty home page in place of Wagtail's welcome page."""

from django.db import migrations


def create_root(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    HomePage = apps.get_model("home", "HomePage")
    if HomePage.objects.exists():
        return
    Page.objects.filter(
        content_type__app_label="wagtailcore", content_type__model="page", depth=2, slug="home"
    ).delete()
    content_type, _created = ContentType.objects.get_or_create(app_label="home", model="homepage")
    first = Page.objects.filter(depth=2).count() + 1
    home = HomePage.objects.create(
        title="Home",
        draft_title="Home",
        slug="home",
        content_type=content_type,
        locale=Locale.objects.get(),
        path=f"0001{first:04d}",
        depth=2,
        numchild=0,
        url_path="/home/",
        live=True,
    )
    root = Page.objects.get(depth=1)
    root.numchild = Page.objects.filter(depth=2).count()
    root.save(update_fields=["numchild"])
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page": home},
    )


class Migration(migrations.Migration):
    dependencies = [("home", "0002_tables")]
    operations = [migrations.RunPython(create_root, migrations.RunPython.noop)]
