import os
import pytest
from django import forms
from wagtail import blocks as b
from wagtail.images.blocks import ImageBlock, ImageChooserBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from tests.streams import *
pytestmark = pytest.mark.django_db

CH=[("a","Label A"),("2","Two")]
class Weird(b.FieldBlock):
    def __init__(self, **kw):
        self.field = forms.CharField()
        super().__init__(**kw)
M = dict(
 char=b.CharBlock(help_text="Help!"), txt=b.TextBlock(), regex=b.RegexBlock(regex=r"x"), url=b.URLBlock(), email=b.EmailBlock(),
 raw=b.RawHTMLBlock(), quote=b.BlockQuoteBlock(), static=b.StaticBlock(admin_text="x"), integer=b.IntegerBlock(), flt=b.FloatBlock(),
 dec=b.DecimalBlock(), dat=b.DateBlock(), tim=b.TimeBlock(), dt=b.DateTimeBlock(), boo=b.BooleanBlock(), choice=b.ChoiceBlock(choices=CH),
 grouped=b.ChoiceBlock(choices=[("G",CH)]), callch=b.ChoiceBlock(choices=lambda:CH), multi=b.MultipleChoiceBlock(choices=CH), multicall=b.MultipleChoiceBlock(choices=lambda:CH),
 rich=b.RichTextBlock(), imgc=ImageChooserBlock(), img=ImageBlock(), page=b.PageChooserBlock(), snip=SnippetChooserBlock("home.Contact"), doc=DocumentChooserBlock(),
 embed=EmbedBlock(), ls=b.ListBlock(b.CharBlock()), lst=b.ListBlock(b.StructBlock([("t",b.CharBlock()),("n",b.IntegerBlock())])), lc=b.ListBlock(b.PageChooserBlock()),
 ll=b.ListBlock(b.ListBlock(b.IntegerBlock())), lst2=b.ListBlock(b.StreamBlock([("q",b.CharBlock())])), nested=b.StreamBlock([("q",b.CharBlock()),("i",b.IntegerBlock())]),
 struct=b.StructBlock([("t",b.CharBlock()),("pic",ImageBlock()),("deep",b.StructBlock([("c",b.ChoiceBlock(choices=CH))])),("st",b.StreamBlock([("q",b.CharBlock())]))]),
 table=TableBlock(), typed=TypedTableBlock([("text",b.CharBlock()),("page",b.PageChooserBlock())]), weird=Weird(),
)
def test_sdl():
    s = StreamSchema(b.StreamBlock(list(M.items())))
    print(s.schema.as_str())

BAD=[None, True, 5, 2**70, -2**70, 1.5, 1e308, "", "abc", "2024-01-01", "x\ud800", [], {}, [1], ["a"], [None], [[1]], [[None]], [{}], {"a":1}, {"image":1}, {"image":2**70}, {"image":True}, {"image":[1],"alt_text":[1],"decorative":"no"}, {"image":None,"alt_text":{"a":1}},{"data":5},{"data":[5]},{"data":[None,[None,5,[1]]],"table_caption":[1],"first_row_is_table_header":"yes"},{"data":"abc","table_caption":{"a":1},"first_col_is_header":[1]},[{"type":"item","id":"x","value":None}],[{"type":"item","id":[1],"value":{"t":[1],"n":"x"}}],[{"type":[1],"value":1}],[{"type":"q","value":[1],"id":{}}], {"t":5,"pic":[],"deep":[1],"st":5}, {"columns":5,"rows":[1]}, "javascript:alert(1)", "<script>alert(1)</script>"]
def fields_of(s, t, depth=0):
    out=[]
    for k,f in s.schema._schema.type_map[t].fields.items():
        n=f.type
        while hasattr(n,"of_type"): n=n.of_type
        if hasattr(n,"fields"):
            out.append(f"{k} {{ {fields_of(s,n.name,depth+1)} }}" if depth<5 else "")
        else: out.append(k)
    return " ".join(out)
@pytest.mark.parametrize("name", list(M))
def test_bad(name):
    s = StreamSchema(b.StreamBlock([(name,M[name])]))
    t = s.kind.members[name].name
    for raw in BAD:
        try:
            r = s.schema.execute_sync("{ blocks { ... on %s { %s } } }" % (t, fields_of(s,t)), context_value=session(), root_value=[{"type":name,"value":raw}])
            if r.errors: print("!!", name, repr(raw), [ (e.path,str(e)[:150]) for e in r.errors][:3])
            else: print("  ", name, repr(raw), str(r.data["blocks"])[:260].replace("{'id': ",""))
        except BaseException as e: print("XX", name, repr(raw), type(e), str(e)[:200])
def test_stream_bad():
    s = StreamSchema(b.StreamBlock([("q",b.CharBlock())]))
    for raw in [None, 5, "x", {}, [None], [5], [["q","x"]], [{}], [{"type":["q"],"value":1}], [{"type":"q"}], [{"type":"q","value":"x","id":5}], [{"type":"q","value":"x","id":["a"]}]]:
        try: print(raw, s.ask(raw,"id html"))
        except BaseException as e: print("XX", raw, repr(e)[:200])
