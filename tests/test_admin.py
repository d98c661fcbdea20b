"""The admin: what editors see, and how it tells them about mistakes."""

import pytest
from django.urls import reverse


def test_x(admin_client):
    r = admin_client.get("/admin/")
    assert r.status_code == 200
    for n in ["wagtailsnippets_home_contact:list","wagtailsnippets_home_crisisresource:list","wagtailsnippets_blog_author:list","wagtailsnippets_blog_category:list","posts:index"]:
        r = admin_client.get(reverse(n)+"?q=a")
        assert r.status_code == 200
    from blog.blocks import PostBodyBlock
    for b in PostBodyBlock().child_blocks.values():
        r = admin_client.get(reverse("wagtailadmin_block_preview"), {"id": b.definition_prefix})
        assert r.status_code == 200, b.name
