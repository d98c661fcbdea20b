"""Asking the endpoint over HTTP, and what its answers come down to."""

import json

URL = "/graphql/"
JSON = "application/json"
RESPONSE = "application/graphql-response+json"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"
FIREFOX_ASKING_FOR_A_PAGE = "text/html,application/xhtml+xml;q=0.9"
TYPENAME = "{__typename}"
ANSWER = {"data": {"__typename": "Query"}}


def post(client, body, *, accept=RESPONSE, content_type=JSON, **headers):
    """Post a body, as JSON unless it is bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {**headers, **({"Accept": accept} if accept is not None else {})}
    return client.generic("POST", URL, data, headers=given, CONTENT_TYPE=content_type)


def get(client, parameters, *, accept=RESPONSE, **headers):
    given = {**headers, **({"Accept": accept} if accept is not None else {})}
    return client.get(URL, parameters, headers=given)


def answer(response):
    """Status, media type without parameters, and body."""
    return response.status_code, response["Content-Type"], response.json()


def refusal(response):
    """Status and the codes of the errors of an answer that has no data."""
    body = response.json()
    assert list(body) == ["errors"]
    return response.status_code, [error["extensions"]["code"] for error in body["errors"]]


def steady(response):
    """The headers of a response that are the same each time."""
    passing = {"X-Request-ID", "RateLimit"}
    return {name: text for name, text in response.headers.items() if name not in passing}


def works(client):
    return answer(post(client, {"query": TYPENAME})) == (200, f"{RESPONSE}; charset=utf-8", ANSWER)
