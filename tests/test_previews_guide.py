"""The promise that the code of docs/preview.md can be read by an engine of JavaScript."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

GUIDE = (Path(__file__).resolve().parent.parent / "docs/preview.md").read_text()
SAMPLES = re.findall(r"^```(js|jsx|astro)\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)


def scripts(kind, text):
    """What of a sample is plain JavaScript."""
    if kind == "astro":
        return re.findall(r"<script>\n(.*?)</script>", text, re.DOTALL)
    if kind == "jsx":
        return [re.sub(r"return <p .*</p>;", "return null;", text)]
    return [text]


@pytest.mark.parametrize(("kind", "text"), SAMPLES, ids=[kind for kind, _text in SAMPLES])
def test_each_sample_is_valid(kind, text, tmp_path):
    node = shutil.which("node")
    assert node, "Node checks the samples; install it to run this test."
    for script in scripts(kind, text):
        file = tmp_path / "sample.mjs"
        file.write_text(script)
        subprocess.run([node, "--check", file], check=True)  # noqa: S603


def test_the_guide_has_samples_for_each_kind_of_front_end():
    assert [kind for kind, _text in SAMPLES] == ["js", "jsx", "js", "js", "astro", "js"]
