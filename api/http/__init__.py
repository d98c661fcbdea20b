"""GraphQL over HTTP: what may be sent, in which media type it is answered, and with which status."""
