"""Measurements of Hearth against peers and against hand-written floors, over one corpus."""
