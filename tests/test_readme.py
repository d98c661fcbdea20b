"""The promise that README.md tells of what there is, and of nothing that is not."""

import re
from pathlib import Path

import pytest
from graphql import parse, validate

from api.errors import Code
from api.schema import schema

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()


def fenced(language):
    """The texts of README.md's code blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def first_cells():
    """What the first cells of README.md's table rows hold between backticks."""
    return re.findall(r"^\| `([^`|]+)` \|", README, re.MULTILINE)


def targets_in_readme():
    commands = "\n".join(fenced("sh") + re.findall(r"`([^`\n]+)`", README))
    return set(re.findall(r"^make ([a-z-]+)", commands, re.MULTILINE))


def targets_in_makefile():
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_documents_each_error_code_once():
    documented = [cell for cell in first_cells() if cell in set(Code)]
    assert sorted(documented) == sorted(Code)


def test_names_each_operation_of_the_contract():
    operations = {path.name for path in (ROOT / "tests/contract").glob("*.graphql")}
    assert {cell for cell in first_cells() if cell.endswith(".graphql")} == operations != set()


def test_names_the_commands_of_the_makefile():
    assert targets_in_readme() == targets_in_makefile() != set()


@pytest.mark.parametrize("query", fenced("graphql"), ids=lambda query: query.split("{")[0].strip())
def test_shows_queries_that_fit_the_schema(query):
    assert validate(schema._schema, parse(query)) == []


def test_shows_queries():
    assert len(fenced("graphql")) > 2


def test_shows_pictures_and_files_that_are_there():
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_leads_to_headings_that_are_there():
    headings = re.findall(r"^#+ (.+)$", README, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", README)) <= anchors
