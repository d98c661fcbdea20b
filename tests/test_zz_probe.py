import pytest, json, re, itertools
from django.urls import reverse
from home.models import *
from blog.models import *
C=["wagtailsnippets_home_contact:list","wagtailsnippets_home_crisisresource:list","wagtailsnippets_blog_author:list","wagtailsnippets_blog_category:list","posts:index"]
def test_f(admin_client):
    from wagtail.models import Locale
    Locale.objects.get_or_create(language_code="es")
    Category.objects.create(pk=1,name="Abc",slug="s",locale_id=1)
    Author.objects.create(pk=1,name="Abc",slug="s",locale_id=1)
    for q in ["","q=a&"]:
     for n in C:
      for f in ["live=true","region__icontains=a","role__icontains=a","licence_expires_on__lt=2024-01-01","audience=everyone","category=1","author=1","ordering=post_count","ordering=-_updated_at","export=csv","export=xlsx","locale=en","ordering=locale","ordering=audience","ordering=live","ordering=first_published_at","ordering=phone","ordering=latest_revision_created_at"]:
        try:
            r=admin_client.get(reverse(n)+"?"+q+f); assert r.status_code==200
        except Exception as e: print("!!",n,q,f,e)
     r=admin_client.get(reverse("wagtailsnippets_home_contact:list")+"?q=a&export=csv"); print(r.getvalue())
    import bs4
    r=admin_client.get(reverse("posts:index")); s=bs4.BeautifulSoup(r.content,"html.parser")
    print([e.text.strip() for e in s.select("legend, .w-drilldown label")], [t.text.strip() for t in s.select("th")])
