"""Pictures: what the API says of them, and what is served."""

import hashlib
import re
import struct
import zlib
from base64 import b64decode
from collections import namedtuple
from io import BytesIO
from itertools import product
from pathlib import PurePosixPath
from random import Random
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.signing import Signer
from django.urls import get_script_prefix, path, resolve, reverse, set_script_prefix
from PIL import Image as Pillow
from strawberry.relay import to_base64
from wagtail.images.models import Filter
from wagtail.models import CollectionViewRestriction

from api import images
from api.images import LADDER, RENDITION_COLUMNS, ImageFormat, ImageRatio, serve
from home.models import Image, Rendition
from tests import factories
from tests.streams import new_session

pytestmark = pytest.mark.django_db

RATIOS = [ratio.name for ratio in ImageRatio]
FORMATS = {"AVIF": "image/avif", "WEBP": "image/webp", "JPEG": "image/jpeg", "PNG": "image/png"}


def drawn(size=(40, 30), mode="RGB", kind="PNG", colour=None, **options):
    """A picture of one colour as a file to upload."""
    file = BytesIO()
    Pillow.new(mode, size, *([colour] if colour else [])).save(file, kind, **options)
    return ImageFile(file, name=f"room.{kind.lower()}")


def upload(**options):
    return Image.objects.create(title="Room", file=drawn(**options))


@pytest.fixture
def ask(graphql):
    """Ask for fields of a picture."""

    def run(image, fields):
        node = f'node(id: "{to_base64("Image", image.pk)}")'
        return graphql(f"{{{node} {{... on Image {{{fields}}}}}}}")["data"]["node"]

    return run


@pytest.fixture
def rendition(ask):
    """Ask for one rendition of a picture: its URL, width and height."""

    def run(image, arguments):
        return ask(image, f"rendition({arguments}) {{url width height}}")["rendition"]

    return run


@pytest.fixture
def fetch(client):
    """Fetch a picture by its URL."""

    def run(url):
        parts = urlsplit(url)
        assert (parts.scheme, parts.netloc) == ("http", "testserver")
        return whole(client.get(parts.path))

    return run


def whole(response):
    """The response with all of its `bytes`; reading to the end closes the file behind it."""
    response.bytes = b"".join(response)
    return response


def opened(response):
    assert response.status_code == 200
    return Pillow.open(BytesIO(response.bytes))


# Sizes.


@pytest.mark.parametrize(
    ("wanted", "made"),
    [(1, 160), (160, 160), (161, 320), (320, 320), (700, 768), (2560, 2560), (9999, 2560)],
)
def test_a_width_is_rounded_up_to_a_step(rendition, wanted, made):
    assert rendition(upload(size=(4000, 10)), f"width: {wanted}")["width"] == made


def test_there_are_only_as_many_renditions_as_steps(ask):
    image = upload(size=(3000, 2))
    widths = range(1, 3000, 14)
    fields = " ".join(f"w{width}: rendition(width: {width}) {{url}}" for width in widths)
    assert len({found["url"] for found in ask(image, fields).values()}) == len(LADDER)


@pytest.mark.parametrize("ratio", RATIOS)
def test_there_are_only_as_many_renditions_of_a_ratio_as_steps(ask, ratio):
    image = upload(size=(301, 199))
    widths = range(1, 700, 3)
    fields = " ".join(
        f"w{width}: rendition(width: {width}, ratio: {ratio}) {{url}}" for width in widths
    )
    assert len({found["url"] for found in ask(image, fields).values()}) <= 3


@pytest.mark.parametrize("size", [(1, 1), (40, 30), (159, 1), (161, 97)])
def test_a_picture_is_never_made_larger(rendition, size):
    found = rendition(upload(size=size), "width: 2000")
    assert (found["width"], found["height"]) == size


def test_all_widths_beyond_the_picture_share_one_url(rendition):
    image = upload(size=(500, 10))
    urls = {rendition(image, f"width: {width}")["url"] for width in (490, 500, 641, 2000, 9999)}
    assert len(urls) == 1


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_crop_is_never_larger_than_the_picture(rendition, ratio):
    found = rendition(upload(size=(301, 199)), f"width: 2000, ratio: {ratio}")
    assert found["width"] <= 301
    assert found["height"] <= 199


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("size", [(2000, 1001), (999, 2003)])
def test_a_crop_has_its_ratio(rendition, ratio, size):
    found = rendition(upload(size=size), f"width: 640, ratio: {ratio}")
    across, down = ImageRatio[ratio].value
    assert abs(found["width"] * down / across - found["height"]) <= 0.5


ODD = [(1, 1), (2, 3), (3, 500), (500, 3), (161, 97), (333, 1000), (1001, 667), (799, 1203)]
FOCUS = {"focal_point_width": 9, "focal_point_height": 5}


@pytest.mark.parametrize("focused", [False, True])
@pytest.mark.parametrize("size", ODD, ids=str)
def test_the_file_has_the_size_that_was_answered(ask, fetch, size, focused):
    focus = {"focal_point_x": size[0] * 4 // 5, "focal_point_y": size[1] // 5, **FOCUS}
    image = Image.objects.create(title="Room", file=drawn(size), **(focus if focused else {}))
    fields = " ".join(
        f"{ratio or 'none'}_{width}: "
        f"rendition(width: {width}{f', ratio: {ratio}' if ratio else ''}) {{url width height}}"
        for ratio, width in product([None, *RATIOS], [160, 500, 3000])
    )
    answered = ask(image, fields)
    served = {found["url"]: opened(fetch(found["url"])).size for found in answered.values()}
    assert served == {
        found["url"]: (found["width"], found["height"]) for found in answered.values()
    }


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_photograph_has_the_size_that_was_answered(rendition, fetch, orientation):
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    image = upload(size=(600, 400), kind="JPEG", exif=exif)
    for arguments in ("width: 320", "width: 320, ratio: TALL_9_16"):
        found = rendition(image, arguments)
        assert opened(fetch(found["url"])).size == (found["width"], found["height"])


@pytest.mark.parametrize(("x", "colour"), [(20, (255, 0, 0)), (380, (0, 0, 255))])
def test_a_crop_keeps_the_focal_point(rendition, fetch, x, colour):
    halves = Pillow.new("RGB", (400, 100), "red")
    halves.paste((0, 0, 255), (200, 0, 400, 100))
    file = BytesIO()
    halves.save(file, "PNG")
    focus = {"focal_point_x": x, "focal_point_y": 50, **FOCUS}
    image = Image.objects.create(title="Halves", file=ImageFile(file, name="halves.png"), **focus)
    found = rendition(image, "width: 160, ratio: SQUARE_1_1")
    assert set(opened(fetch(found["url"])).convert("RGB").get_flattened_data()) == {colour}


def test_a_focal_point_is_told_in_fractions(ask):
    focus = {"focal_point_x": 10, "focal_point_y": 27, **FOCUS}
    image = Image.objects.create(title="Room", file=drawn(), **focus)
    assert ask(image, "focalPoint {x y}") == {"focalPoint": {"x": 0.25, "y": 0.9}}


def test_a_picture_may_have_no_focal_point(ask):
    assert ask(upload(), "width height focalPoint {x}") == {
        "width": 40,
        "height": 30,
        "focalPoint": None,
    }


# Sets of sources.


def test_a_srcset_goes_from_small_to_large_and_names_each_width_once(ask, rendition):
    image = upload(size=(1000, 10))
    answer = ask(image, "srcset(widths: [5000, 320, 300, 640, 2000])")
    expected = [
        f"{rendition(image, f'width: {width}')['url']} {made}w"
        for width, made in ((320, 320), (640, 640), (2000, 1000))
    ]
    assert answer == {"srcset": ", ".join(expected)}


def test_a_srcset_is_cropped_and_converted_like_a_rendition(ask, rendition):
    image = upload(size=(1000, 800))
    more = "ratio: SQUARE_1_1, format: WEBP"
    url = rendition(image, f"width: 320, {more}")["url"]
    assert ask(image, f"srcset(widths: [320], {more})") == {"srcset": f"{url} 320w"}


def test_a_srcset_of_no_widths_is_empty(ask):
    assert ask(upload(), "srcset(widths: [])") == {"srcset": ""}


def test_every_picture_of_a_srcset_is_served(ask, fetch):
    answer = ask(upload(size=(1000, 10)), "srcset(widths: [160, 640, 2000], format: AVIF)")
    widths = {
        int(width): opened(fetch(url)).width
        for url, width in re.findall(r"(\S+) (\d+)w", answer["srcset"])
    }
    assert widths == {160: 160, 640: 640, 1000: 1000}


# Formats.


@pytest.mark.parametrize("wanted", FORMATS)
@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        *(("RGB", kind) for kind in ("PNG", "JPEG", "WEBP", "AVIF", "GIF")),
        *((mode, "PNG") for mode in ("RGBA", "P", "L", "LA", "1")),
        ("CMYK", "JPEG"),
        ("L", "JPEG"),
        ("RGBA", "WEBP"),
    ],
)
def test_every_picture_is_served_in_every_format(rendition, fetch, mode, kind, wanted):
    image = upload(size=(200, 100), mode=mode, kind=kind)
    found = rendition(image, f"width: 160, format: {wanted}")
    response = fetch(found["url"])
    assert response["Content-Type"] == FORMATS[wanted]
    assert opened(response).format == wanted
    assert found["url"].endswith(f".{wanted.lower()}")


@pytest.mark.parametrize("kind", FORMATS)
def test_a_picture_keeps_its_format_unless_asked(rendition, fetch, kind):
    found = rendition(upload(size=(200, 100), kind=kind), "width: 160")
    response = fetch(found["url"])
    assert (response["Content-Type"], opened(response).format) == (FORMATS[kind], kind)


def test_the_type_of_a_picture_is_known_without_the_system(rendition, fetch, monkeypatch):
    monkeypatch.setattr("mimetypes.guess_type", lambda *args, **kwargs: (None, None))
    found = rendition(upload(), "width: 160, format: AVIF")
    assert fetch(found["url"])["Content-Type"] == "image/avif"


# What is computed, against what Wagtail and Django say.

Row = namedtuple("Row", RENDITION_COLUMNS)  # noqa: PYI024 - of exactly these columns
UNFOCUSED = (None, None, None, None)


def row(size=(1600, 1067), focus=UNFOCUSED, *, file_hash="0a1b", file="original/room.jpg", pk=7):
    """A picture as a lean row."""
    return Row(pk, *size, *focus, file_hash, file, 1)


def stored(row):
    """The same picture as an instance of its model."""
    values = {**row._asdict(), "id": row.pk}
    del values["pk"]
    return Image(**values)


def by_the_book(image, width, ratio=None, file_format=None):
    """URL, width and height as Wagtail's filter, Django's signer and its resolver make them."""
    step = next((step for step in LADDER if step >= min(width, image.width)), LADDER[-1])
    spec = f"width-{step}"
    if ratio is not None:
        across, down = ratio.value
        step = max(1, min(step, image.width, image.height * across // down))
        spec = f"fill-{step}x{max(1, round(step * down / across))}"
    size = Filter(spec=spec).get_transform(image).size
    if file_format is not None:
        spec += f"|format-{file_format.value}"
    focus = tuple(getattr(image, f"focal_point_{name}") for name in ("x", "y", "width", "height"))
    told = f"{image.file_hash or image.file.name} {focus}"
    version = hashlib.sha256(told.encode()).hexdigest()[:10]
    signature = Signer(salt="api.images").signature(f"{image.pk}:{spec}:{version}")
    file = PurePosixPath(image.file.name)
    suffix = file.suffix.lower() if file_format is None else f".{file_format.value}"
    name = f"{file.stem[:60]}{suffix}"
    found = reverse("image", args=(signature, image.pk, version, spec, name))
    return (f"http://testserver{found}", *size)


def sized(count, largest):
    random = Random(largest)  # noqa: S311 - a table, no secret
    return [(random.randint(1, largest), random.randint(1, largest)) for _ in range(count)]


def focused(width, height, random):
    """Focal points within a picture, across its border, as large as it, and far outside."""
    return [
        (random.randint(0, width), random.randint(0, height), 1, 1),
        (random.randint(0, width), random.randint(0, height), width // 3, height // 2),
        (width, height, width * 2, height * 2),
        (width * 9, 0, 0, 0),
    ]


#: Pictures that a step or a ratio fits exactly, nearly, or not at all.
SIZES = [
    *(
        (width + more, height)
        for width in LADDER
        for more in (-1, 0, 1)
        for height in (1, 90, 1920)
    ),
    *(
        (ratio.value[0] * 40, ratio.value[1] * 40 + more)
        for ratio in ImageRatio
        for more in (-1, 0, 1)
    ),
    *ODD,
    *sized(20, 300),
    *sized(20, 6000),
]


@pytest.mark.parametrize("ratio", [None, *ImageRatio], ids=str)
def test_a_size_is_the_one_that_wagtail_makes(ratio):
    random = Random(7)  # noqa: S311 - a table, no secret
    session = new_session()
    for size in SIZES:
        for focus in (UNFOCUSED, (5, 5, None, None), *focused(*size, random)):
            image = row(size, focus)
            for width in (1, 320, 700, 1280, 9999):
                found = images.rendition(image, session, width, ratio)
                assert found == by_the_book(stored(image), width, ratio), (size, focus, width)


@pytest.mark.parametrize("file_format", [None, *ImageFormat], ids=str)
@pytest.mark.parametrize("file_hash", ["", "0a1b"])
@pytest.mark.parametrize(
    "file",
    [
        *(
            "room.jpg",
            "original/room.JPG",
            "a/b.c/room.tar.gz",
            "original/room",
            "a.b/room",
            "~r_o-m.x",
        ),
        *(".room", "room.", "..room.jpg", "a..b.jpg", "a/..", "a/.", "a/", "a//b.png"),
        *(
            "my room.jpg",
            "rööm.jpg",
            "50%.jpg",
            "a+b&c=d;e.jpg",
            "room?.jpg",
            "a#b.jpg",
            "a:b@c.jpg",
            "a\nb.jpg",
        ),
        *("x" * 90 + ".jpg", "x" * 59 + ".y.jpg"),
    ],
)
def test_a_url_is_the_one_that_django_makes(file, file_hash, file_format):
    image = row(file=file, file_hash=file_hash)
    session = new_session()
    for ratio, _time in product([None, ImageRatio.SQUARE_1_1], range(2)):
        expected = by_the_book(stored(image), 320, ratio, file_format)
        assert images.rendition(image, session, 320, ratio, file_format) == expected
        assert images.rendition(stored(image), session, 320, ratio, file_format) == expected


def test_a_url_once_given_out_is_given_out_for_ever(settings):
    settings.SECRET_KEY = "a key for this test"  # noqa: S105 - of this test alone
    image = row(focus=(400, 300, 9, 5), file="original/room.JPG")
    found = images.rendition(image, new_session(), 700, ImageRatio.WIDE_16_9, ImageFormat.WEBP)
    assert urlsplit(found.url).path == (
        "/images/1KXVeHEQfxCwyCt6iSYXEDXojff280vFtPpmL0l1ACI/7/ed107b0e2b/"
        "fill-768x432%7Cformat-webp/room.webp"
    )


@pytest.mark.parametrize("key", ["another", "x" * 200, b"bytes"])
def test_a_signature_follows_the_secret_key(settings, key):
    before = images.rendition(row(), new_session(), 320)
    settings.SECRET_KEY = key
    found = images.rendition(row(), new_session(), 320)
    assert found == by_the_book(stored(row()), 320)
    assert found != before


def test_one_answer_tells_its_pictures_and_their_versions_apart():
    session = new_session()
    pictures = [
        row(),
        row(pk=8),
        row(file_hash="0a1c"),
        row(file="original/hall.jpg"),
        row(focus=(1, 2, 3, 4)),
        row(focus=(1, 2, 3, 5)),
        row(file_hash=""),
        row(file_hash="", file="original/hall.jpg"),
    ]
    found = [images.rendition(picture, session, 320).url for picture in pictures]
    assert found == [by_the_book(stored(picture), 320)[0] for picture in pictures]
    assert len(set(found)) == len(found)


@pytest.fixture
def script_prefix():
    before = get_script_prefix()
    set_script_prefix("/näh/")
    yield
    set_script_prefix(before)


@pytest.mark.usefixtures("script_prefix")
def test_a_url_stands_below_the_path_of_the_installation():
    found = images.rendition(row(), new_session(), 320)
    assert found.url.startswith("http://testserver/n%C3%A4h/images/")
    assert found == by_the_book(stored(row()), 320)


@pytest.mark.parametrize(
    "route",
    [
        "<signature>/<int:pk>/<version>/<spec>/<name>",
        "p/x<signature>/<int:pk>/<version>/<spec>/<name>",
        "<signature>/<int:pk>/<version>/<spec>/<name>/",
        "<signature>/<int:pk>/<version>/<name>/<spec>",
    ],
)
def test_a_url_follows_the_route(settings, route):
    settings.ROOT_URLCONF = (path(route, serve, name="image"),)
    found = images.rendition(row(), new_session(), 320)
    assert found == by_the_book(stored(row()), 320)
    assert resolve(urlsplit(found.url).path).func is serve


def test_a_picture_is_read_by_its_columns_alone():
    picture = row(focus=(400, 1067, 9, 5))
    session = new_session()
    assert images.focal_point(picture) == (0.25, 1.0)
    assert images.focal_point(row(focus=(400, 1067, None, 5))) is None
    for made in (
        lambda image: images.signed_path(image, "width-320"),
        lambda image: images.srcset(image, session, [320, 640], ImageRatio.SQUARE_1_1),
        lambda image: images.img_tag(image, session, 'A "room" & <b>'),
    ):
        assert made(picture) == made(stored(picture))


def test_an_img_element_names_a_few_sizes_and_escapes_its_words():
    urls = {width: images.rendition(row(), new_session(), width).url for width in (320, 640, 1280)}
    assert images.img_tag(row(), new_session(), 'A "room" & <b>') == (
        f'<img src="{urls[1280]}" srcset="{urls[320]} 320w, {urls[640]} 640w, {urls[1280]} 1280w"'
        ' sizes="100vw" width="1280" height="853"'
        ' alt="A &quot;room&quot; &amp; &lt;b&gt;" loading="lazy">'
    )


@pytest.mark.parametrize("size", [(0, 10), (10, 0)])
@pytest.mark.parametrize("ratio", [None, ImageRatio.SQUARE_1_1])
def test_a_picture_without_a_size_has_no_rendition(size, ratio):
    with pytest.raises(ValueError, match="must both be 1 or greater"):
        images.rendition(row(size), new_session(), 320, ratio)


# Caching.


def test_a_picture_may_be_kept_for_a_year_by_everybody(rendition, fetch):
    response = fetch(rendition(upload(), "width: 160")["url"])
    assert {
        name: response[name]
        for name in (
            "Cache-Control",
            "Access-Control-Allow-Origin",
            "Content-Security-Policy",
            "X-Content-Type-Options",
        )
    } == {
        "Cache-Control": "public, max-age=31536000, immutable",
        "Access-Control-Allow-Origin": "*",
        "Content-Security-Policy": "default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }
    assert not response.cookies


def test_the_url_of_a_picture_stays_the_same(rendition):
    image = upload()
    before = rendition(image, "width: 160")
    image.title = "Another title"
    image.save()
    assert rendition(image, "width: 160") == before


def replaced(image):
    image.file = drawn(colour="red")
    image.save()


def refocused(image):
    image.focal_point_x += 1
    image.save()


@pytest.mark.parametrize("change", [replaced, refocused])
def test_a_change_of_the_picture_changes_its_url(rendition, change):
    image = factories.image(focal_point_x=20, focal_point_y=15, **FOCUS)
    before = rendition(image, "width: 160")["url"]
    change(image)
    assert rendition(image, "width: 160")["url"] != before


@pytest.mark.parametrize("change", [replaced, refocused])
def test_the_url_of_an_old_picture_leads_to_the_new_one(rendition, fetch, change):
    image = factories.image(focal_point_x=20, focal_point_y=15, **FOCUS)
    before = rendition(image, "width: 160")["url"]
    fetch(before)
    change(image)
    response = fetch(before)
    after = urlsplit(rendition(image, "width: 160")["url"]).path
    assert (response.status_code, response["Location"]) == (302, after)
    assert "immutable" not in response.get("Cache-Control", "")


def test_a_replaced_file_is_what_is_served(rendition, fetch):
    image = upload(colour="teal")
    fetch(rendition(image, "width: 160")["url"])
    replaced(image)
    served = opened(fetch(rendition(image, "width: 160")["url"]))
    assert served.convert("RGB").getpixel((0, 0)) == (255, 0, 0)


def test_nothing_is_made_while_a_query_is_answered(rendition):
    rendition(upload(), "width: 160")
    assert not Rendition.objects.exists()


def test_a_picture_is_made_once(rendition, fetch):
    url = rendition(upload(), "width: 160")["url"]
    bodies = {fetch(url).bytes for _time in range(2)}
    assert (len(bodies), Rendition.objects.count()) == (1, 1)


# Addresses.


def parts(url):
    _images, signature, pk, version, spec, name = urlsplit(url).path.strip("/").split("/")
    return {"signature": signature, "pk": pk, "version": version, "spec": spec, "name": name}


def joined(signature, pk, version, spec, name):
    return f"/images/{signature}/{pk}/{version}/{spec}/{name}"


@pytest.mark.parametrize(
    "tampered",
    [
        {"signature": "x"},
        {"signature": "é"},
        {"pk": "999999"},
        {"pk": "99999999999999999999999"},
        {"version": "0123456789"},
        {"spec": "width-161"},
        {"spec": "width-320"},
        {"spec": "width-99999"},
        {"spec": "original"},
        {"spec": "width-160|format-webp"},
        {"spec": "width-160%7Cformat-webp"},
        {"spec": "nonsense"},
    ],
    ids=str,
)
def test_a_url_that_was_not_given_out_leads_nowhere(client, rendition, tampered):
    given = parts(rendition(upload(size=(500, 10)), "width: 160")["url"])
    assert whole(client.get(joined(**given))).status_code == 200
    assert client.get(joined(**{**given, **tampered})).status_code == 404
    assert Rendition.objects.count() == 1


def test_the_signature_of_one_picture_opens_no_other(client, rendition):
    one, other = (parts(rendition(upload(), "width: 160")["url"]) for _time in range(2))
    assert client.get(joined(**{**one, "pk": other["pk"]})).status_code == 404


def test_another_name_leads_to_the_right_one(client, rendition):
    given = parts(rendition(upload(), "width: 160")["url"])
    response = client.get(joined(**{**given, "name": "evil.html"}))
    assert (response.status_code, response["Location"]) == (302, joined(**given))


def test_a_url_of_another_installation_leads_nowhere(client, rendition, settings):
    url = rendition(upload(), "width: 160")["url"]
    settings.SECRET_KEY = settings.SECRET_KEY[::-1]
    assert client.get(urlsplit(url).path).status_code == 404


def test_a_picture_of_a_restricted_collection_is_not_served(rendition, fetch):
    image = Image.objects.create(title="Room", file=drawn(), collection=factories.collection())
    url = rendition(image, "width: 160")["url"]
    assert fetch(url).status_code == 200
    CollectionViewRestriction.objects.create(
        collection=image.collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    assert fetch(url).status_code == 404


def test_a_picture_that_is_gone_is_not_served(rendition, fetch):
    image = upload()
    url = rendition(image, "width: 160")["url"]
    image.delete()
    assert fetch(url).status_code == 404


# What is shown until the picture is there.


def test_a_placeholder_and_a_colour_are_made_on_upload(ask):
    answer = ask(upload(colour="teal"), "placeholder dominantColor")
    assert answer["dominantColor"] == "#008080"
    assert 5 <= len(b64decode(answer["placeholder"], validate=True)) <= 25


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "LA", "1", "I;16"])
def test_every_kind_of_picture_has_a_placeholder(mode):
    image = upload(mode=mode)
    assert image.placeholder
    assert re.fullmatch(r"#[0-9a-f]{6}", image.dominant_color)


def test_a_placeholder_and_a_colour_change_with_the_file():
    image = upload(colour="teal")
    before = image.placeholder
    replaced(image)
    image.refresh_from_db()
    assert (image.placeholder != before, image.dominant_color) == (True, "#ff0000")


def test_a_placeholder_is_made_when_only_the_file_is_saved():
    image = upload(colour="teal")
    image.file = drawn(colour="red")
    image.save(update_fields=["file"])
    image.refresh_from_db()
    assert image.dominant_color == "#ff0000"


def test_a_placeholder_is_not_made_again_for_another_title(monkeypatch):
    image = upload()
    monkeypatch.setattr("home.models.media._describe", lambda picture: ("again", "#000000"))
    image.title = "Another"
    image.save()
    assert image.placeholder != "again"


def chunk(kind, data):
    return (
        struct.pack(">I", len(data))
        + kind
        + data
        + struct.pack(">I", zlib.crc32(kind + data) & 0xFFFFFFFF)
    )


def png(width, height, pixels=b""):
    """The bytes of a grey PNG of any size, with as many or as few pixels as given."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(pixels))
        + chunk(b"IEND", b"")
    )


BROKEN = {
    "monstrous": png(40_000, 40_000),
    "truncated": drawn((400, 300)).read()[:200],
    "without pixels": png(40, 30),
    "header only": png(40, 30)[:40],
}


@pytest.fixture(params=BROKEN)
def broken(request):
    """A picture, not described yet, whose file got broken in the storage."""
    image = upload()
    image.file.storage.delete(image.file.name)
    image.file.storage.save(image.file.name, ContentFile(BROKEN[request.param]))
    Image.objects.update(file_hash="", placeholder="", placeholder_of="")
    return Image.objects.get()


def test_a_file_that_cannot_be_read_does_not_hinder_saving(broken):
    broken.title = "Still broken"
    broken.save()
    saved = Image.objects.get()
    assert (saved.title, saved.placeholder) == ("Still broken", "")


def test_a_file_that_cannot_be_read_is_no_crash(rendition, fetch, broken):
    assert fetch(rendition(broken, "width: 160")["url"]).status_code == 404


def test_a_picture_whose_file_is_lost_can_be_saved():
    image = upload()
    image.file.storage.delete(image.file.name)
    image = Image.objects.get()
    image.title = "Lost"
    image.save()
    assert Image.objects.get().title == "Lost"
