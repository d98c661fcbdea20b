"""Content on its way in and out: posts from other systems, and whole sites between two Hearths."""
