"""Speaks GraphQL; reads blog and home."""
