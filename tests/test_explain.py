"""What `manage.py explain_query` tells of a query."""

import pytest
from django.core.management import CommandError, call_command

from tests import factories as make

CARDS = """
query Cards($first: Int!) {
  posts(first: $first) { nodes { title category { name } authors { name } } }
}
"""


@pytest.fixture
def explain(tmp_path, capsys, db):
    """Returns what the command prints of a document."""

    def run(text, **options):
        file = tmp_path / "query.graphql"
        file.write_text(text)
        call_command("explain_query", file, **options)
        return capsys.readouterr().out

    return run


def test_the_steps_name_loaders_and_columns(explain):
    make.post()
    told = explain(CARDS, variables='{"first": 2}')
    assert "load ThroughLoader(Author) for authors: columns name" in told


def test_the_code_of_the_functions_is_shown_with_its_words(explain):
    make.post()
    assert "d = {'title': v_" in explain(CARDS, variables='{"first": 2}')


def test_the_statements_that_were_run_are_listed(explain):
    make.post(authors=[make.author()])
    told = explain(CARDS, variables='{"first": 2}')
    assert "SQL: 3 statements" in told
    assert 'FROM "blog_postauthor"' in told


def test_it_says_why_an_operation_is_not_compiled(explain):
    told = explain("{__schema {queryType {name}}}")
    assert "Left to graphql-core: Introspection is not compiled." in told


def test_several_operations_are_told_apart(explain):
    told = explain("query A {site {name}} query B {__typename}", operation="B")
    assert "'__typename': 'Query'" in told
    assert "SQL: 0 statements" in told


@pytest.mark.parametrize(
    ("text", "options", "message"),
    [
        ("{nonsense}", {}, "Cannot query field"),
        ("{", {}, "Syntax Error"),
        (CARDS, {}, r"\$first"),
        ("{__typename}", {"variables": "[]"}, "JSON object"),
        ("{__typename}", {"variables": "{"}, "unexpected"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(explain, text, options, message):
    with pytest.raises(CommandError, match=message):
        explain(text, **options)
