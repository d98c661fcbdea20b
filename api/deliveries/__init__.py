"""Deliveries: what the change log makes others know, such as webhooks and caches of front ends.

The change log is the queue. A consumer (`api.deliveries.consumers`) reads it from its own cursor on
and writes what is to be sent as deliveries, in the transaction that moves the cursor; a process
that is killed loses nothing and writes nothing twice. Deliveries wait in lanes
(`api.deliveries.lanes`), one for each receiver. Whoever works on a lane holds it by a lease, so
what is in it is sent in order by one process at a time; what a killed process has sent and not
noted is sent once more, with the same id.

There is no task queue beside it: that could lose or reorder what the log holds safely.
"""
