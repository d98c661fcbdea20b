"""A small fictional practice with its blog, to try Hearth out on a fresh database."""
