"""The change log: what readers can see, and how it came to be another.

One log drives all that must know about changes: the sync feed, cached answers, purges and
webhooks. It is written in two steps.

- The database notes every change of a tracked table by triggers (`api.changes.triggers`), in the
  transaction of the change. So nothing is missed, neither a `QuerySet.update()` nor SQL that
  somebody typed, and nothing is noted that was rolled back.
- What was noted is settled (`api.changes.settling`): compared with what was last known, followed
  to what depends on it, and written to the log under consecutive numbers, by one process at a
  time. A change is settled after its transaction has ended, so the log's order is that of commits
  and no number below the last one ever appears later.

Whoever reads (`api.changes.log`) has open notes settled first. A process that ends in between
loses nothing: the next reader, or the next task, goes on.
"""
