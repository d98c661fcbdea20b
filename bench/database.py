"""What the database spends on a measured system: the processor time of its processes."""

from typing import Any

from bench.places import POSTGRES, Place
from bench.server import cpu_of


class DatabaseCpu:
    """Reads the processor time of PostgreSQL's processes that serve one database.

    Queries run in one process each: parallel workers are switched off for the databases of the
    bench, since a process that has ended cannot be asked any more. SQLite runs in the server.
    """

    def __init__(self, place: Place) -> None:
        self.name = place.name
        self.connection: Any = None
        self.used: dict[int, float] = {}
        if place.kind == "postgres":
            import psycopg

            self.connection = psycopg.connect(f"{POSTGRES}/postgres", autocommit=True)

    def begin(self) -> None:
        """Note what the processes have used so far."""
        self.used = self._read()

    def spent(self) -> float:
        """Return the seconds used since `begin`; processes started since count from nothing."""
        return sum(cpu - self.used.get(pid, 0.0) for pid, cpu in self._read().items())

    def _read(self) -> dict[int, float]:
        if self.connection is None:
            return {}
        sql = "select pid from pg_stat_activity where datname = %s"
        found = {}
        for (pid,) in self.connection.execute(sql, [self.name]).fetchall():
            try:
                found[pid] = cpu_of(pid)
            except FileNotFoundError:
                continue
        return found
