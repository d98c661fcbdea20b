"""Executing operations: compiled where that is provably the same, on graphql-core otherwise."""

from api.execution.answers import (
    COST_HEADER,
    Answer,
    Request,
    Schema,
    execute,
    refused,
    unavailable,
)

__all__ = ["COST_HEADER", "Answer", "Request", "Schema", "execute", "refused", "unavailable"]
