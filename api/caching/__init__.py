"""Answers that are made once: what each depends on, and how it is known to hold still.

- While an answer is made, whatever is read for it is noted as tags (`dependencies`), the same that
  changes in the log have (`api.changes`). A table that was read and that no tag covers lets the
  answer not be kept (`reads`).
- Answers are kept with their tags and the number that the log had before they were made (`store`).
  One that was valid at a number is valid at a later one unless a change between has one of its
  tags (`freshness`). So every process knows by itself, by one statement, and nobody is told.
- `serving` brings both together for the endpoint.
"""
