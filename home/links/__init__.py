"""Checking links: where they are, and whether what they lead to is there."""
