"""A world that many writers change at once, and clients that pull the changes of it."""
