"""Live: one line to whoever listens, as soon as anything that readers see is another.

`GET /graphql/changes` is a stream of server-sent events. A line says that there is something new,
not what: sites and apps then ask for it as always (`changes`, or the query that they show).

In each process one thread watches the log for all streams of the process (`api.live.watching`).
On PostgreSQL it sleeps until a settlement notifies it; elsewhere it looks every second.
"""
