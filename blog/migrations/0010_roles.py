"""The roles of a practice: writers, editors, clinical reviewers, practice manager.

Groups that are there already only gain rights, so that what an installation chose stays.
"""

from django.db import migrations

SNIPPETS = [
    ("home", "contact"),
    ("home", "crisisresource"),
    ("blog", "author"),
    ("blog", "category"),
]
WORDS = [("blog", "adviceword", action) for action in ("add", "change", "delete")]
REPORTS = [("blog", "review", "view"), ("home", "linkuse", "view")]
ENTER = [("wagtailadmin", "admin", "access")]

#: By role: rights in general, rights on all pages, and rights on all pictures and documents.
ROLES = {
    "Writers": (ENTER, ["add"], ["add", "choose"]),
    "Editors": (ENTER + WORDS + REPORTS, ["add", "change", "publish"], ["add", "change", "choose"]),
    "Moderators": (WORDS + REPORTS, [], []),
    "Clinical reviewers": (ENTER + REPORTS[:1], [], []),
    "Practice manager": (
        [
            *ENTER,
            *WORDS,
            *REPORTS,
            *(
                (*snippet, action)
                for snippet in SNIPPETS
                for action in ("add", "change", "delete", "publish")
            ),
            ("home", "sitesettings", "change"),
            *(("home", "user", action) for action in ("add", "change", "delete")),
            *(("wagtailredirects", "redirect", action) for action in ("add", "change", "delete")),
        ],
        ["add", "change", "publish", "lock", "unlock"],
        ["add", "change", "choose"],
    ),
}
#: Groups that are made where they are missing. Moderators is Wagtail's own.
OURS = ROLES.keys() - {"Moderators"}


def make_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, (rights, on_pages, on_files) in ROLES.items():
        if name in OURS:
            Group.objects.get_or_create(name=name)
        for group in Group.objects.filter(name=name):
            group.permissions.add(*(permission(apps, *right) for right in rights))
            allow_pages(apps, group, on_pages)
            allow_files(apps, group, on_files)


def allow_pages(apps, group, actions):
    root = apps.get_model("wagtailcore", "Page").objects.get(depth=1)
    for action in actions:
        apps.get_model("wagtailcore", "GroupPagePermission").objects.get_or_create(
            group=group, page=root, permission=permission(apps, "wagtailcore", "page", action)
        )


def allow_files(apps, group, actions):
    root = apps.get_model("wagtailcore", "Collection").objects.get(depth=1)
    for kind in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for action in actions:
            apps.get_model("wagtailcore", "GroupCollectionPermission").objects.get_or_create(
                group=group, collection=root, permission=permission(apps, *kind, action)
            )


def permission(apps, app_label, model, action):
    """Return a permission; on a new installation Django makes them only after all migrations."""
    ContentType = apps.get_model("contenttypes", "ContentType")
    content_type, _created = ContentType.objects.get_or_create(app_label=app_label, model=model)
    found, _created = apps.get_model("auth", "Permission").objects.get_or_create(
        codename=f"{action}_{model}",
        content_type=content_type,
        defaults={"name": f"Can {action} {model}"},
    )
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("blog", "0009_words_to_avoid"),
        ("home", "0004_links"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("wagtailimages", "0023_add_choose_permissions"),
        ("wagtaildocs", "0011_add_choose_permissions"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
