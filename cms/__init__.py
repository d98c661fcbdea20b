"""Wires the parts; nobody imports it."""
