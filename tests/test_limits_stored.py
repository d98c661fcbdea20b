"""What `manage.py check_documents` tells of the operations that clients have stored."""

import json

import pytest
from django.core.management import CommandError, call_command

from api.limits.stored import problems_of
from api.schema import schema
from tests.test_contract import COPIES


@pytest.fixture
def check(tmp_path, capsys):
    """Check files given as name and text; return what was printed and whether it failed."""

    def run(files, **options):
        for name, text in files.items():
            (tmp_path / name).write_text(text)
        failed = False
        try:
            call_command("check_documents", tmp_path, **options)
        except CommandError:
            failed = True
        return capsys.readouterr().out.replace(f"{tmp_path}/", "").splitlines(), failed

    return run


def test_valid_operations_pass(check):
    files = {"a.graphql": "{site {name}}", "b.gql": "query B {__typename}"}
    assert check(files) == (["Documents: 2. Nothing would break."], False)


def test_what_would_break_is_told_with_its_line(check):
    printed, failed = check({"a.graphql": "{\n  site {\n    nam\n  }\n}\n"})
    assert failed
    assert printed == ["a.graphql:3: Cannot query field 'nam' on type 'Site'. Did you mean 'name'?"]


def test_what_is_no_graphql_is_told_with_its_line(check):
    printed, failed = check({"a.graphql": "{\n  site {\n"})
    assert failed
    assert printed == ["a.graphql:3: Syntax Error: Expected Name, found <EOF>."]


def test_a_fragment_may_be_in_another_file(check):
    files = {"a.graphql": "{site {...Name}}", "b.graphql": "fragment Name on Site {name}"}
    assert check(files) == (["Documents: 2. Nothing would break."], False)


def test_an_error_in_a_fragment_is_told_once_where_it_is(check):
    files = {"a.graphql": "{site {...Name}}", "b.graphql": "\nfragment Name on Site {nam}"}
    printed, failed = check(files)
    assert failed
    assert [line[:12] for line in printed] == ["b.graphql:2:"]


def test_an_operation_over_a_limit_would_break(check, settings):
    settings.HEARTH_MAX_COST = 5
    printed, failed = check({"a.graphql": "{posts {nodes {id}}}"})
    assert failed
    assert printed == ["a.graphql:1: This has 31 points of cost; at most 5 are allowed."]


def test_a_manifest_is_checked_document_by_document(tmp_path, capsys):
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({"good": "{__typename}", "bad": "{nothing}"}))
    with pytest.raises(CommandError, match=r"Documents: 2\. Problems: 1\."):
        call_command("check_documents", manifest)
    assert "manifest.json#bad:1: Cannot query field 'nothing'" in capsys.readouterr().out


def test_a_file_can_be_left_out(check):
    files = {"a.graphql": "{__typename}", "new.graphql": "{notYet}"}
    assert check(files, skip=["new.graphql"]) == (["Documents: 1. Nothing would break."], False)


def test_what_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="neither a file nor a folder"):
        call_command("check_documents", tmp_path / "none")


def test_an_empty_folder_is_no_success(check):
    assert check({}) == ([], True)


def test_a_deprecated_field_is_a_warning(monkeypatch):
    field = schema._schema.query_type.fields["site"]
    monkeypatch.setattr(field, "deprecation_reason", "use x")
    (problem,) = problems_of(schema, {"a": "{site {name}}"})
    assert str(problem) == "a:1: warning: The field Query.site is deprecated. use x"
    assert not problem.is_breakage


def test_the_contract_is_valid():
    texts = {path.name: path.read_text() for path in COPIES.glob("*.graphql")}
    assert problems_of(schema, texts) == []
