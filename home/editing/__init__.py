"""No word that an editor has written is lost: what the server does for it. docs/safety.md tells."""
