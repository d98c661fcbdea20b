"""Single pages of changes, asked for over HTTP."""

from pathlib import Path

OPERATION = (Path(__file__).parents[1] / "contract" / "changes.graphql").read_text()


def puller(graphql):
    """A callable that returns the next page after a cursor; errors fail the test."""

    def page(since=None, query=OPERATION, headers=None, **variables):
        response = graphql.response(query, {"since": since, **variables}, headers)
        assert "errors" not in response.json(), response.json()["errors"]
        return response.json()["data"]["changes"]

    return page


def told(page):
    """Kind and slug or type of each change, with the reason of removals."""
    return [
        (one["kind"], (one["node"] or {}).get("slug") or one["type"], one["reason"])
        for one in page["changes"]
    ]


def refusal(answer):
    """The code of the one error of an answer."""
    (error,) = answer["errors"]
    return error["extensions"]["code"]
