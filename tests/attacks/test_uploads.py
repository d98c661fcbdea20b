"""Attacks by files: what an upload may be, and what becomes of it.

Tried through the admin's own views: one picture, several at once, and the chooser.
"""

import io
import json
import struct
import zipfile
import zlib

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import ExifTags, PngImagePlugin
from PIL import Image as Pillow

from home.models import Document, Image
from tests import factories as make

pytestmark = pytest.mark.django_db

HTML = b"<!doctype html><script>alert(document.domain)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'


def png(size=(40, 30)):
    file = io.BytesIO()
    Pillow.new("RGB", size, "teal").save(file, "PNG")
    return file.getvalue()


def jpeg(**kwargs):
    file = io.BytesIO()
    Pillow.effect_noise((200, 150), 90).convert("RGB").save(file, "JPEG", **kwargs)
    return file.getvalue()


def fetch(client, url):
    """Return the answer and all that it sends."""
    response = client.get(url)
    data = b"".join(response.streaming_content) if response.streaming else response.content
    return response, data


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width, height):
    """A few bytes that say that they are a picture of any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )


def gif_of_frames(count, size=(2000, 2000)):
    frames = [Pillow.new("L", size, 10 * number) for number in range(count)]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    return file.getvalue()


def archive(parts, compression=zipfile.ZIP_DEFLATED):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return file.getvalue()


DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w:document/>"}


def add(client, kind, name, content):
    """Upload by the page for one file; return the errors beside the field of the file."""
    url = reverse(f"wagtail{kind}:add")
    data = {"title": "Room", "file": SimpleUploadedFile(name, content), "collection": "1"}
    response = client.post(url, data)
    return [] if response.status_code == 302 else list(response.context["form"].errors["file"])


def add_several(client, kind, name, content):
    """Upload by the page for several files; return the errors of this one."""
    url = reverse(f"wagtail{kind}:add_multiple")
    upload = SimpleUploadedFile(name, content)
    answer = client.post(
        url,
        {"title": "Room", "files[]": upload, "collection": "1"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    ).json()
    return [] if answer["success"] else [answer["error_message"]]


def choose(client, kind, name, content):
    """Upload in the chooser of an editor; return the errors that it shows."""
    chooser = {"images": "image", "docs": "document"}[kind]
    prefix = f"{chooser}-chooser-upload"
    response = client.post(
        reverse(f"wagtail{kind}_chooser:create"),
        {
            f"{prefix}-title": "Room",
            f"{prefix}-file": SimpleUploadedFile(name, content),
            f"{prefix}-collection": "1",
        },
    )
    answer = json.loads(response.content)
    if answer["step"] == "chosen":
        return []
    page = BeautifulSoup(answer["htmlFragment"], "html.parser")
    return [found.get_text(" ", strip=True) for found in page.select(".error-message")]


WAYS = [add, add_several, choose]

PICTURES = {
    "a picture of 10 gigapixels": ("room.png", png_of(100_000, 100_000), "pixels"),
    "a picture just above the limit": ("room.png", png_of(10_000, 5_001), "pixels"),
    "an animation of 14 frames of 4 megapixels": ("room.gif", gif_of_frames(14), "pixels"),
    "a picture that says less than it holds": ("room.png", png_of(300, 300), "damaged"),
    "a picture that is cut off": ("room.png", png((400, 400))[:-40], "damaged"),
    "a photograph that is cut off": ("room.jpg", jpeg()[:4000], "damaged"),
    "an SVG": ("room.svg", SVG, "upported"),
    "an SVG as PNG": ("room.png", SVG, ""),
    "an SVG as PNG, with a doctype": ("room.png", b"<?xml version='1.0'?>" + SVG, ""),
    "a page as PNG": ("room.png", HTML, ""),
    "a page as JPEG": ("room.jpg", HTML, ""),
    "a script as GIF": ("room.gif", b"GIF89a=1;alert(1)//", ""),
    "a PNG as JPEG": ("room.jpg", png(), "match"),
    "a picture called a page": ("room.html", png(), "upported"),
    "a picture called a program": ("room.php", png(), "upported"),
    "a picture with two endings, the last a page": ("room.png.html", png(), "upported"),
    "an ICO": ("room.ico", b"\0\0\1\0", "upported"),
    "PostScript as PNG": ("room.png", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", ""),
    "an archive as PNG": ("room.png", archive(DOCX), ""),
    "nothing at all": ("room.png", b"\0", ""),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("attack", PICTURES)
def test_pictures_that_are_none(admin_client, attack, way):
    """Wanted: memory, script, or a broken page. Got: a message beside the field."""
    name, content, word = PICTURES[attack]

    errors = way(admin_client, "images", name, content)

    assert len(errors) == 1
    assert word in errors[0]
    assert not Image.objects.exists()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(("name", "content"), [("room.png", png()), ("room.jpg", jpeg())])
def test_pictures_that_are_pictures_are_taken(admin_client, name, content, way):
    assert way(admin_client, "images", name, content) == []
    assert Image.objects.count() == 1


def lying_archive():
    """An archive whose directory says that 30 kB unfold to 300 MB."""
    return archive({"a.txt": b"\0" * 300_000_000})


@pytest.fixture(scope="module")
def documents():
    return {
        "a page as text": ("diary.txt", HTML, "not a .txt"),
        "a page as text, after spaces": ("diary.txt", b"\n \t " + HTML, "not a .txt"),
        "a page as text, after a byte order mark": ("a.txt", b"\xef\xbb\xbf" + HTML, "not a"),
        "a page in UTF-16 as text": (
            "diary.txt",
            b"\xff\xfe" + HTML.decode().encode("utf-16-le"),
            "not a .txt",
        ),
        "an SVG as text": ("diary.txt", SVG, "not a .txt"),
        "a page as CSV": ("diary.csv", HTML, "not a .csv"),
        "a program as text": ("diary.txt", b"MZ\x90\0\3\0\0\0", "not a .txt"),
        "a program as PDF": ("diary.pdf", b"\x7fELF\2\1\1\0", "not a .pdf"),
        "a page as PDF": ("diary.pdf", HTML + b"%PDF-1.7", "not a .pdf"),
        "an archive as PDF": ("diary.pdf", archive(DOCX), "not a .pdf"),
        "a page as DOCX": ("diary.docx", HTML, "not a .docx"),
        "any archive as DOCX": ("diary.docx", archive({"a.txt": "a"}), "not a .docx"),
        "a DOCX as XLSX": ("diary.xlsx", archive(DOCX), "not a .xlsx"),
        "any archive as ODT": ("diary.odt", archive({"mimetype": "text/html"}), "not a .odt"),
        "an archive that is cut off": ("diary.zip", archive(DOCX)[:-30], "not a .zip"),
        "a page before an archive": ("diary.zip", HTML + archive(DOCX), "not a .zip"),
        "an archive that unfolds a thousandfold": ("diary.zip", lying_archive(), "unfolds"),
        "the same as a DOCX": ("diary.docx", lying_archive(), "unfolds"),
        "a page": ("diary.html", HTML, "html"),
        "an SVG": ("diary.svg", SVG, "svg"),
        "a script": ("diary.js", b"alert(1)", "js"),
        "a program": ("diary.exe", b"MZ", "exe"),
        "a document with macros": ("diary.docm", archive(DOCX), "docm"),
        "a page with two endings": ("diary.pdf.html", b"%PDF-1.7", "html"),
    }


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", range(24))
def test_documents_that_are_something_else(admin_client, documents, number, way):
    """Wanted: a page, a program or a bomb among the downloads. Got: a message at the field."""
    name, content, word = list(documents.values())[number]

    errors = way(admin_client, "docs", name, content)

    assert len(errors) == 1
    assert word in errors[0]
    assert not Document.objects.exists()


def test_each_of_the_documents_was_tried(documents):
    assert len(documents) == 24


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("diary.txt", b"One line."),
        ("diary.txt", "\ufeffÄ".encode("utf-16-le")),
        ("diary.txt", "Grüße".encode("latin-1")),
        ("diary.csv", b"day,hours\n1,8\n"),
        ("diary.pdf", b"%PDF-1.7\n"),
        ("diary.zip", archive({"a.txt": "a" * 100_000})),
        ("diary.docx", archive(DOCX)),
        ("diary.xlsx", archive({"[Content_Types].xml": "", "xl/workbook.xml": ""})),
        (
            "diary.odt",
            archive(
                {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": ""},
                zipfile.ZIP_STORED,
            ),
        ),
    ],
)
def test_documents_that_are_what_they_say_are_taken(admin_client, name, content, way):
    assert way(admin_client, "docs", name, content) == []
    assert Document.objects.count() == 1


@pytest.mark.parametrize("way", WAYS)
def test_documents_that_are_too_large(admin_client, way, settings):
    """Wanted: the disk. Got: a message that says how large a file may be."""
    settings.WAGTAILDOCS_MAX_UPLOAD_SIZE = 100

    errors = way(admin_client, "docs", "diary.txt", b"a" * 101)

    assert "too big" in errors[0]
    assert not Document.objects.exists()


def stored(name, content):
    """A document as an importer may have stored it, past all checks."""
    return Document.objects.create(title="Diary", file=ContentFile(content, name=name))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("diary.html", HTML),
        ("diary.svg", SVG),
        ("diary.pdf", HTML),
        ("diary.xml", b"<x:script xmlns:x='http://www.w3.org/1999/xhtml'>alert(1)</x:script>"),
        ("diary", HTML),
    ],
)
def test_documents_that_would_run_in_a_browser(client, name, content):
    """Wanted: a page of ours, with a script in it. Got: a download that no browser opens."""
    response, _data = fetch(client, stored(name, content).url)

    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.html", HTML), ("a.svg", SVG), ("a.png.html", png()), ("a.xml", SVG), ("a.js", b"x()")],
)
def test_files_that_would_run_in_the_admin(admin_client, settings, name, content):
    """Wanted: script with a colleague's session, by a link to an upload. Got: a download."""
    settings.MEDIA_ROOT.mkdir(exist_ok=True)
    (settings.MEDIA_ROOT / name).write_bytes(content)

    response, _data = fetch(admin_client, f"/media/{name}")

    assert response["Content-Disposition"] == "attachment"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_picture_that_is_also_a_page(client, graphql, admin_client):
    """Wanted: a file that is a picture for the check and a page for the browser. Got: it is
    taken, for it is a picture; what readers get is made anew, of its pixels alone."""
    assert add(admin_client, "images", "room.png", png((400, 300)) + HTML) == []
    make.post("Sleep", hero_image=Image.objects.get())

    answer = graphql('{ post(slug: "sleep") { heroImage { rendition(width: 320) { url } } } }')
    url = answer["data"]["post"]["heroImage"]["rendition"]["url"]
    response, data = fetch(client, url)

    assert response["Content-Type"] == "image/png"
    assert b"script" not in data


def photograph():
    """A photograph that tells where and by whom it was taken, in all the ways it can."""
    exif = Pillow.Exif()
    exif[ExifTags.Base.Artist] = "SECRET"
    exif[ExifTags.Base.ImageDescription] = "SECRET"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (45.0, 31.0, 0.0)
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = b"SECRET"
    return jpeg(exif=exif, comment=b"SECRET", xmp=b"<x>SECRET</x>", quality=95)


def texted():
    """A PNG with texts, EXIF and XMP."""
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Author", "SECRET")
    texts.add_itxt("XML:com.adobe.xmp", "<x>SECRET</x>")
    exif = Pillow.Exif()
    exif[ExifTags.Base.Artist] = "SECRET"
    file = io.BytesIO()
    Pillow.new("RGB", (400, 300), "teal").save(file, "PNG", pnginfo=texts, exif=exif)
    return file.getvalue()


@pytest.mark.parametrize("spec", ["width-160", "width-2560", "fill-160x90"])
@pytest.mark.parametrize("file_format", ["", "|format-jpeg", "|format-png", "|format-webp"])
@pytest.mark.parametrize(("name", "content"), [("a.jpg", photograph()), ("a.png", texted())])
def test_where_a_picture_was_taken(name, content, file_format, spec):
    """Wanted: the photographer's home, from what a camera writes into a picture. Got: pixels."""
    assert b"SECRET" in content
    image = Image.objects.create(title="Room", file=ContentFile(content, name=name))

    with image.get_rendition(f"{spec}{file_format}").file.open("rb") as file:
        data = file.read()

    assert b"SECRET" not in data
    assert not Pillow.open(io.BytesIO(data)).getexif()


def test_a_turned_photograph_still_stands_upright():
    exif = Pillow.Exif()
    exif[ExifTags.Base.Orientation] = 6
    image = Image.objects.create(title="Room", file=ContentFile(jpeg(exif=exif), name="a.jpg"))

    assert (image.get_rendition("width-100").width, image.width, image.height) == (100, 150, 200)


NAMES = [
    "../../etc/passwd.txt",
    "..\\..\\boot.txt",
    "/etc/cron.d/x.txt",
    "a\x00b.txt",
    "a\nb.txt",
    "\u202etxt.exe.txt",
    "a;b|c$(d)`e`.txt",
    '"><script>alert(1)</script>.txt',
    ".htaccess.txt",
    "CON.txt",
    "a" * 300 + ".txt",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_files_that_lead_elsewhere(admin_client, settings, name):
    """Wanted: a file outside of the uploads, or a name that deceives. Got: a plain name."""
    add(admin_client, "docs", name, b"One line.")

    for document in Document.objects.all():
        path = settings.MEDIA_ROOT / document.file.name
        assert path.resolve().parent == (settings.MEDIA_ROOT / "documents").resolve()
        assert set(document.filename) & set('/\\"<>|;$`\x00\n\u202e') == set()
        assert fetch(admin_client, document.url)[0].status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "../db.sqlite3",
        "..%2fdb.sqlite3",
        "%2e%2e/%2e%2e/etc/passwd",
        "....//....//etc/passwd",
        "/etc/passwd",
        "..\\db.sqlite3",
        "documents/../../db.sqlite3",
        "a%00.png",
    ],
)
def test_paths_that_lead_out_of_the_uploads(admin_client, settings, path):
    """Wanted: any file of the server, by `/media/`. Got: nothing is there."""
    (settings.MEDIA_ROOT.parent / "db.sqlite3").write_text("secret")

    assert admin_client.get(f"/media/{path}").status_code in (400, 404)


def test_files_for_strangers(client, settings):
    """Wanted: uploads without a log-in. Got: the log-in."""
    settings.MEDIA_ROOT.mkdir(exist_ok=True)
    (settings.MEDIA_ROOT / "a.png").write_bytes(png())

    assert client.get("/media/a.png").status_code == 302
