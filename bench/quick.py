"""A quick look in one process: Hearth against the floor, CPU, SQL and bytes.

    python -m bench.quick Q1 Q3 --db postgres --posts 1000

Requests go through Django's WSGI handler with all of its middleware, in turn, so that noise
hits both alike. The time is the CPU of this process: of a PostgreSQL server it holds nothing.
"""

import argparse
import statistics
import time
from typing import Any

import orjson

from bench import cases, check, load
from bench.places import Place, enter


class InProcess:
    """Asks the WSGI application of this process."""

    def __init__(self) -> None:
        from cms.wsgi import application

        self.application = application

    def __call__(self, request: cases.Request) -> bytes:
        """Return the body of the answer; raise if it is not a success."""
        from io import BytesIO

        path, _mark, question = request.path.partition("?")
        environ = {
            "REQUEST_METHOD": request.method,
            "PATH_INFO": path,
            "QUERY_STRING": question,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1",
            "HTTP_ACCEPT": "application/json",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(request.body)),
            "wsgi.input": BytesIO(request.body),
            "wsgi.url_scheme": "http",
            "wsgi.errors": None,
        }
        status: list[str] = []
        response = self.application(environ, lambda code, headers: status.append(code))
        body = b"".join(response)
        response.close()
        assert status[0].startswith("200"), (status, body[:500])
        return body

    def json(self, request: cases.Request) -> Any:
        """Return the decoded answer; raise if it has errors."""
        answer = orjson.loads(self(request))
        assert "errors" not in answer, answer["errors"]
        return answer


def main() -> None:
    """Measure the named queries, or all."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("queries", nargs="*", default=[])
    parser.add_argument("--db", choices=["postgres", "sqlite"], default="postgres")
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--seconds", type=float, default=3.0, help="for each query")
    told = parser.parse_args()
    place = Place(told.db, told.posts)
    load.ensure(place)
    enter(place)
    asker = InProcess()
    asked = cases.variables(told.posts, asker.json)
    print(f"{place.kind}, {place.posts} posts; CPU medians of this process in ms")
    print(
        f"{'':4}{'hearth':>9}{'floor':>9}{'ratio':>8}{'SQL':>5}{'floor':>7}{'bytes':>9}{'leaves':>8}"
    )
    for name in told.queries or cases.NAMES:
        print(_row(name.upper(), asked[name.upper()], asker, told.seconds), flush=True)


def _row(name: str, asked: list[cases.Variables], asker: InProcess, seconds: float) -> str:
    pairs = [(cases.hearth(name, one.graphql), cases.floor(name, one.floor)) for one in asked]
    answers = [(asker.json(ours), asker.json(theirs)) for ours, theirs in pairs[:10]]
    for answer in answers:
        for found in check.compare(name, *answer)[:5]:
            print(f"  {name} DIFFERS: {found}")
    statements = [count_sql(lambda one=one: asker(one)) for one in pairs[0]]
    times: tuple[list[float], list[float]] = ([], [])
    end = time.monotonic() + seconds
    turn = 0
    while time.monotonic() < end or turn < 10:
        pair = pairs[turn % len(pairs)]
        for side in (0, 1) if turn % 2 else (1, 0):
            started = time.process_time()
            asker(pair[side])
            times[side].append(time.process_time() - started)
        turn += 1
    hearth, floor = (statistics.median(side) * 1000 for side in times)
    size, count = len(asker(pairs[0][0])), check.leaves(answers[0][0]["data"])
    return (
        f"{name:4}{hearth:9.2f}{floor:9.2f}{hearth / floor:8.2f}"
        f"{statements[0]:5}{statements[1]:7}{size:9}{count:8}"
    )


def count_sql(action: Any) -> int:
    """Return how many SQL statements an action takes."""
    from django.db import connection

    count = 0

    def counted(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        nonlocal count
        count += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        action()
    return count


if __name__ == "__main__":
    main()
