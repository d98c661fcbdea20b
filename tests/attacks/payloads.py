"""What strangers send: raw HTTP requests by what is wrong with them, each with its status."""

import gzip
import json
import zlib

import brotli

TYPENAME = b'{"query": "{__typename}"}'
NEST = 100_000
#: Half a megabyte that unpacks to half a gigabyte.
BOMB = gzip.compress(b" " * 1024 * 1024) * 512


def request(body=TYPENAME, *, method=b"POST", target=b"/graphql/", length=None, **headers):
    """The bytes of a request; headers are given with underscores, None leaves one out."""
    given = {
        "Host": "127.0.0.1",
        "Content-Type": "application/json",
        "Accept": "application/graphql-response+json",
        "Content-Length": str(len(body) if length is None else length),
        "Connection": "close",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = [f"{name}: {value}".encode() for name, value in given.items() if value is not None]
    return b"\r\n".join([method + b" " + target + b" HTTP/1.1", *lines, b"", body])


def variables(value):
    return b'{"query": "{__typename}", "variables": {"a": ' + value + b"}}"


def chunked(*chunks):
    body = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    return request(body, Content_Length=None, Transfer_Encoding="chunked")


def multipart():
    operations = json.dumps({"query": "{__typename}", "variables": {"file": None}})
    parts = {"operations": operations, "map": '{"0": ["variables.file"]}', "0": "x"}
    body = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts.items()
    )
    return request(f"{body}--b--\r\n".encode(), Content_Type="multipart/form-data; boundary=b")


#: Requests by name, each with the status that it gets.
REQUESTS = {
    "empty body": (400, request(b"")),
    "truncated JSON": (400, request(b'{"query": "{__typ')),
    "a JSON string": (400, request(b'"{__typename}"')),
    "a JSON number": (400, request(b"7")),
    "JSON null": (400, request(b"null")),
    "JSON true": (400, request(b"true")),
    "a batch": (400, request(b"[" + TYPENAME + b"," + TYPENAME + b"]")),
    "100,000 brackets": (400, request(b"[" * NEST + b"]" * NEST)),
    "100,000 braces": (400, request(b'{"a":' * NEST + b"1" + b"}" * NEST)),
    "100,000 brackets in variables": (400, request(variables(b"[" * NEST + b"]" * NEST))),
    "NaN": (400, request(variables(b"NaN"))),
    "Infinity": (400, request(variables(b"-Infinity"))),
    "a byte order mark": (400, request(b"\xef\xbb\xbf" + TYPENAME)),
    "UTF-16": (400, request(TYPENAME.decode().encode("utf-16"))),
    "UTF-16, declared": (
        415,
        request(
            TYPENAME.decode().encode("utf-16"), Content_Type="application/json; charset=utf-16"
        ),
    ),
    "invalid UTF-8": (400, request(b'{"query": "{__typename} #\xff\xfe"}')),
    "NUL bytes": (400, request(b"\x00" * 100)),
    "a NUL byte in the query": (400, request(b'{"query": "{__typename}\\u0000"}')),
    "a lone surrogate in the query": (400, request(b'{"query": "{__typename} #\\ud800"}')),
    "a lone surrogate in variables": (400, request(variables(b'"\\udfff"'))),
    "a lone surrogate in the name": (
        400,
        request(b'{"query": "{__typename}", "operationName": "\\ud800"}'),
    ),
    "a key twice": (400, request(b'{"query": "{__typename}", "query": "{a: __typename}"}')),
    "a key twice, once escaped": (
        400,
        request(b'{"query": "{__typename}", "\\u0071uery": "{a: __typename}"}'),
    ),
    "a gzip bomb": (415, request(BOMB, Content_Encoding="gzip")),
    "gzip": (415, request(gzip.compress(TYPENAME), Content_Encoding="gzip")),
    "deflate": (415, request(zlib.compress(TYPENAME), Content_Encoding="deflate")),
    "brotli": (415, request(brotli.compress(TYPENAME), Content_Encoding="br")),
    "gzip, undeclared": (400, request(gzip.compress(TYPENAME))),
    "a multipart upload": (415, multipart()),
    "a form": (
        415,
        request(b"query={__typename}", Content_Type="application/x-www-form-urlencoded"),
    ),
    "plain text": (415, request(Content_Type="text/plain")),
    "no media type": (415, request(Content_Type=None)),
    "two megabytes": (413, request(variables(b'"' + b"x" * 2 * 1024 * 1024 + b'"'))),
    "chunks": (411, chunked(TYPENAME)),
    "chunks without end": (411, chunked(*[b"x" * 1000] * 500)),
    "a length beyond the body": (400, request(length=1000)),
    "a length short of the body": (400, request(length=10)),
    "a negative length": (400, request(length=-1)),
    "a length that is no number": (400, request(length="1e3")),
    "two lengths": (400, request(Content_length="3")),
    "a length and chunks": (400, request(Transfer_Encoding="chunked")),
    "a length of a terabyte": (413, request(length=10**12)),
    "a length of a thousand digits": (413, request(length="9" * 1000)),
    "an oversized URL": (
        414,
        request(b"", method=b"GET", target=b"/graphql/?query=" + b"a" * 9000),
    ),
    "an oversized header": (431, request(X_Padding="x" * 10_000)),
    "a thousand headers": (431, request(**{f"X_{number}": "x" for number in range(1000)})),
    "two queries in the URL": (
        400,
        request(b"", method=b"GET", target=b"/graphql/?query={__typename}&query={a:__typename}"),
    ),
    "a thousand parameters in the URL": (
        400,
        request(b"", method=b"GET", target=b"/graphql/?" + b"&".join([b"a=1"] * 1001)),
    ),
    "another method": (405, request(method=b"PUT")),
    "another host": (400, request(Host="evil.example")),
    "a host that is none": (400, request(Host="127.0.0.1/../?#@evil.example")),
    "no HTTP": (400, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100 + b"\r\n\r\n"),
}
