"""Advice on a text while it is written: never more than advice."""
