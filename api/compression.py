"""Compression of the API's answers, and of nothing else.

A page that holds a secret beside a stranger's words, as the admin's do, gives the secret away by
its compressed length. Answers of the API hold nothing that a cookie lets in.
"""

import re

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django_http_compression.middleware import HttpCompressionMiddleware

#: Smaller answers fit into one packet of a network as they are.
MIN_BYTES = 1024


class ApiCompressionMiddleware(HttpCompressionMiddleware):
    """Compresses what `/graphql/` answers: Zstandard, Brotli or gzip, as the client prefers."""

    content_type_re = re.compile(r"application/(graphql-response\+)?json$")
    max_random_bytes = 0

    def maybe_compress(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """Leave alone whatever is small or comes from another view."""
        match = request.resolver_match
        is_small = isinstance(response, HttpResponse) and len(response.content) < MIN_BYTES
        if match is not None and match.view_name == "graphql" and not is_small:
            super().maybe_compress(request, response)
