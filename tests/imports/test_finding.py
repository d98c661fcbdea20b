"""Which file a picture is: the one that was meant, or none. Never another one of that name."""

from io import BytesIO

import pytest
from PIL import Image as Pillow

from home.models import Image
from tests.imports.wordpress import Part, Post, export
from transfer.models import ImportedPost
from transfer.posts.files import Files
from transfer.posts.finding import Finder

SITE = "https://old.example/wp-content/uploads"


class Named(Files):
    """Files of which nothing but the names matters."""

    def __init__(self, *names):
        self.given = names

    def _list(self):
        return self.given

    def _read(self, name):
        raise AssertionError("Nothing has to be read to find a file.")


def found(url, *names, originals=(), is_ours=True):
    return Finder(Named(*names), set(originals)).find(url, is_ours=is_ours)


TWO = ("uploads/2024/05/photo.jpg", "uploads/2023/05/photo.jpg")


@pytest.mark.parametrize("year", ["2023", "2024"])
@pytest.mark.parametrize("root", ["", "uploads/", "wp-content/uploads/", "backup/site/uploads/"])
def test_of_two_pictures_with_one_name_the_one_in_the_folder_is_taken(year, root):
    names = [f"{root}{one}/05/photo.jpg" for one in ("2023", "2024")]

    assert found(f"{SITE}/{year}/05/photo.jpg", *names).name == f"{root}{year}/05/photo.jpg"


@pytest.mark.parametrize("name", ["photo-300x200.jpg", "photo-scaled.jpg"])
def test_a_smaller_copy_stands_for_the_original_in_its_folder(name):
    assert found(f"{SITE}/2023/05/{name}", *TWO).name == "uploads/2023/05/photo.jpg"


def test_the_original_is_better_than_its_copy():
    names = ("2024/05/photo.jpg", "2024/05/photo-300x200.jpg")
    originals = [f"{SITE}/2024/05/photo.jpg"]

    assert found(f"{SITE}/2024/05/photo-300x200.jpg", *names, originals=originals).name == names[0]


def test_a_picture_whose_name_looks_like_that_of_a_copy_is_itself():
    names = ("2024/05/photo.jpg", "2024/05/photo-1920x1080.jpg")
    originals = [f"{SITE}/2024/05/photo.jpg", f"{SITE}/2024/05/photo-1920x1080.jpg"]
    for known in (originals, ()):
        assert (
            found(f"{SITE}/2024/05/photo-1920x1080.jpg", *names, originals=known).name == names[1]
        )


def test_a_name_that_only_one_file_has_is_taken_and_told():
    one = found(f"{SITE}/2022/01/tea.png", "pictures/tea.png")

    assert one.name == "pictures/tea.png"
    assert one.note == "A file was found by its name alone, in another folder: pictures/tea.png"


def test_a_name_that_several_files_have_is_not_guessed():
    one = found(f"{SITE}/2022/01/photo.jpg", "a/photo.jpg", "b/photo.jpg")

    assert one.name is None
    assert one.note == "Several files may be meant; none was chosen: a/photo.jpg, b/photo.jpg"


def test_a_picture_of_another_month_is_another_picture():
    assert found(f"{SITE}/2022/01/photo.jpg", "uploads/2023/05/photo.jpg").name is None


def test_two_copies_of_the_uploads_are_not_guessed():
    one = found(f"{SITE}/2024/05/photo.jpg", "a/2024/05/photo.jpg", "b/2024/05/photo.jpg")

    assert one.name is None


def test_a_picture_of_another_site_is_not_one_of_ours_by_its_name():
    assert found("https://stock.example/photo.jpg", "photo.jpg", is_ours=False).name is None
    assert found("https://stock.example/a/photo.jpg", "a/photo.jpg", is_ours=False).name is None


def test_a_picture_at_another_address_of_the_old_site_is_found_by_year_and_month_and_told():
    url = "https://i0.wp.com/old.example/wp-content/uploads/2024/05/photo.jpg?resize=300"
    one = found(url, *TWO, is_ours=False)

    assert one.name == TWO[0]
    assert one.note == "A file of this path was taken, though its address is on another site."


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("file:///posts/tea.png", "posts/tea.png"),
        ("file:///tea.png", "tea.png"),
        ("file:///images/tea.png", "static/images/tea.png"),
        ("file:///posts/caf%C3%A9.png", "posts/café.png"),
        ("file:///posts/TEA.PNG", "posts/tea.png"),
    ],
)
def test_a_relative_path_is_that_file(url, name):
    names = ("tea.png", "posts/tea.png", "other/tea.png", "static/images/tea.png", "posts/café.png")

    assert found(url, *names).name == name


@pytest.mark.parametrize("url", ["", "https://old.example/", "https://old.example", "?", "#a"])
def test_an_address_without_a_file_is_none(url):
    assert found(url, "tea.png").name is None


def picture(colour):
    file = BytesIO()
    Pillow.new("RGB", (60, 40), colour).save(file, "PNG")
    return file.getvalue()


@pytest.mark.django_db
def test_posts_show_the_pictures_of_their_folders(run, tmp_path, graphql):
    content = {year: picture(colour) for year, colour in (("2023", "red"), ("2024", "blue"))}
    for year, file in content.items():
        (tmp_path / f"uploads/{year}/05").mkdir(parents=True)
        (tmp_path / f"uploads/{year}/05/photo.png").write_bytes(file)
    posts = []
    for number, year in ((1, "2024"), (2, "2023")):
        part = Part(f'<img src="{SITE}/{year}/05/photo-300x200.png" alt="a">')
        posts += [Post(number, f"Of {year}", [part], is_blocks=True, slug=f"of-{year}")]
    (tmp_path / "export.xml").write_text(export(posts))
    run(tmp_path)

    for number, year in ((1, "2024"), (2, "2023")):
        block = ImportedPost.objects.get(key=str(number)).page.body[0]
        with Image.objects.get(pk=block.value["image"].pk).file.open() as file:
            assert file.read() == content[year]


@pytest.mark.django_db
def test_a_picture_that_cannot_be_told_from_others_stays_a_link(run, tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "photo.png").write_bytes(picture("red" if folder == "a" else "blue"))
    (tmp_path / "post.md").write_text("# Rest\n\n![A room](pictures/photo.png)\n")
    report = run(tmp_path)

    notes = [note["text"] for note in report["posts"][0]["notes"]]
    assert "Several files may be meant; none was chosen: a/photo.png, b/photo.png" in notes
    assert not Image.objects.exists()
