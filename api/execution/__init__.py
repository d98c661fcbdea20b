"""Executing operations: compiled where that is provably the same, on graphql-core otherwise."""

from api.execution.answers import Answer, Request, Schema, execute, refused, unavailable

__all__ = ["Answer", "Request", "Schema", "execute", "refused", "unavailable"]
