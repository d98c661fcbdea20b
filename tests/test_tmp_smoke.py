import pytest, json
from tests import factories as make
pytestmark = pytest.mark.django_db
def test_x(client):
    h = make.home(); b = make.blog(); i = make.image(); a = make.author(photo=i)
    p = make.post(authors=[a], tags=["rest"], hero_image=i, category=make.category(), body=[("paragraph","<p>x</p>"),("image", {"image":{"image": i.pk, "alt_text":"A","decorative":False},"caption":"c"}),("tips",{"title":"T","tips":[{"title":"a","content":"<p>b</p>"}]})])
    make.contact(); make.crisis_resource(); make.document(collection=make.collection()); s=make.site()
    for x in (h,b,p): make.spanish(x)
    make.spanish(a)
    r = client.post("/graphql/", json.dumps({"query":"{site{locales crisisResources{name}} posts{totalCount nodes{title path body{html} authors{name photo{rendition(width:100){url}}}}} es:posts(locale:\"es\"){nodes{path translations{path} breadcrumbs{title} authors{name}}} search(query:\"sleep\"){nodes{title}} tips{nodes{title id}}}"}), content_type="application/json")
    print(json.dumps(r.json(),indent=1))
    for u in [r.json()["data"]["posts"]["nodes"][0]["authors"][0]["photo"]["rendition"]["url"]]:
        r=client.get(u.replace("http://testserver","")); print(r.status_code)
        print(len(b"".join(r.streaming_content)))
