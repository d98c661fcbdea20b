"""Refusing a request for how it was sent, before anybody looks at what it says."""

from api.errors import BadRequest


class Refusal(BadRequest):
    """A request that HTTP itself has a status for, whatever media type the client takes."""

    def __init__(self, status: int, message: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.headers = headers or {}
