"""The text of a document, looked at before it is parsed: its bytes, tokens and brackets."""

from typing import NamedTuple

from graphql import GraphQLSyntaxError, Lexer, Source, TokenKind

from api.errors import LimitExceeded
from api.limits.values import MAX_DIGITS, MAX_NESTING, hold, limit

OPENING = {TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L}
NUMBERS = {TokenKind.INT, TokenKind.FLOAT}
CLOSING = {TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R}


class Size(NamedTuple):
    """The size of a document's text."""

    bytes: int
    tokens: int

    def check(self) -> None:
        """Raise `LimitExceeded` if it is too large."""
        hold("bytes of document", self.bytes, limit("HEARTH_MAX_DOCUMENT_BYTES"))
        hold("tokens", self.tokens, limit("HEARTH_MAX_TOKENS"))


def measured(text: str) -> Size:
    """Return the size of a text, in time that grows with the limits and not with the text.

    Raises `LimitExceeded` if it is too large or its brackets are nested too deeply, and
    `GraphQLSyntaxError` if it has halves of characters. Any other mistake is left to the parser.
    """
    most = limit("HEARTH_MAX_DOCUMENT_BYTES")
    hold("bytes of document", len(text), most)
    try:
        size = len(text.encode())
    except UnicodeEncodeError as error:
        message = "A surrogate stands alone: this is no text."
        raise GraphQLSyntaxError(Source("?" * len(text)), error.start, message) from None
    hold("bytes of document", size, most)
    return Size(size, _tokens(text, limit("HEARTH_MAX_TOKENS")))


def _tokens(text: str, most: int) -> int:
    lexer = Lexer(Source(text))
    depth = 0
    for count in range(most + 1):
        try:
            token = lexer.advance()
        except GraphQLSyntaxError:
            return count
        kind = token.kind
        if kind is TokenKind.EOF:
            return count
        if kind in NUMBERS:
            hold("digits of a number", token.end - token.start, MAX_DIGITS)
        elif kind in OPENING:
            depth += 1
            hold("brackets inside each other", depth, MAX_NESTING)
        elif kind in CLOSING:
            depth -= 1
    raise LimitExceeded(f"The document has more than {most} tokens.", limit=most)
