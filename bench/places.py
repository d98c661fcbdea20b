"""Where the measurements keep what they build: databases, files, results."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("BENCH_VAR", ROOT / "var" / "bench"))
RESULTS = Path(__file__).resolve().parent / "results"
QUERIES = Path(__file__).resolve().parent / "queries"
POSTGRES = os.environ.get("BENCH_POSTGRES", "postgres://postgres@127.0.0.1:5432")


@dataclass(frozen=True)
class Place:
    """One corpus in one database: `kind` is `postgres` or `sqlite`."""

    kind: str
    posts: int
    prefix: str = os.environ.get("BENCH_PREFIX", "hearth_bench")

    @property
    def name(self) -> str:
        """The name of the database."""
        return f"{self.prefix}_{self.posts}"

    @property
    def url(self) -> str:
        """The address of the database, as `DATABASE_URL`."""
        if self.kind == "postgres":
            return f"{POSTGRES}/{self.name}"
        return f"sqlite:///{VAR / self.name}.sqlite3"

    @property
    def answers(self) -> Path:
        """Where the answers lie that are sent as stored bytes."""
        return VAR / "answers" / f"{self.kind}-{self.posts}"

    def environment(self) -> dict[str, str]:
        """Return the settings of a production server on this database."""
        return {
            "DATABASE_URL": self.url,
            "DEBUG": "false",
            "SECRET_KEY": "not-a-secret-but-long-enough-to-start-with-measurements-only",
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
            "HEARTH_DATA_DIR": str(VAR),
            "HEARTH_MEDIA_ROOT": str(VAR / "media"),
            "CACHE_URL": "locmemcache://",
            "BENCH_ANSWERS": str(self.answers),
            "CONN_MAX_AGE": "600",
            # What is measured is how answers are made; of those that are kept, `bench.kept`.
            "HEARTH_ANSWER_CACHE": os.environ.get("HEARTH_ANSWER_CACHE", "false"),
            "LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "bench.settings",
        }


def enter(place: Place) -> None:
    """Make this process a Hearth on the database of `place`."""
    (VAR / "static").mkdir(parents=True, exist_ok=True)
    os.environ.update(place.environment())
    import django

    django.setup()
