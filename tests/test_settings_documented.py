"""The promise that README.md's settings table names every variable Hearth reads."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def read_by_settings() -> set[str]:
    """Return the variables that cms/settings.py reads: each `env.something("NAME", …)`."""
    calls = (
        node
        for node in ast.walk(ast.parse((ROOT / "cms/settings.py").read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] == "env"
    )
    return {ast.literal_eval(call.args[0]) for call in calls}


def read_by_make() -> set[str]:
    """Return the variables that the Makefile takes from the environment: each `NAME ?= …`."""
    return set(re.findall(r"\b([A-Z_]+) \?=", (ROOT / "Makefile").read_text()))


def documented() -> set[str]:
    """Return the variables in the first cells of README.md's table rows."""
    first_cells = re.findall(r"^\|([^|]*)\|", (ROOT / "README.md").read_text(), re.MULTILINE)
    return set(re.findall(r"`([A-Z0-9_]+)`", " ".join(first_cells)))


def test_finds_the_variables_that_settings_read():
    assert read_by_settings() >= {"DATABASE_URL", "CACHE_URL", "DEBUG", "SECRET_KEY"}


def test_finds_the_variables_that_make_reads():
    assert "PORT" in read_by_make()


def test_documents_each_variable():
    assert read_by_settings() | read_by_make() <= documented()
