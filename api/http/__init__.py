"""GraphQL over HTTP: what may be sent, and in which media type and status it is answered."""
