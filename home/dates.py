"""Reckoning with days in the database."""

from typing import Any

from django.db.models import DateField, Func


class DaysAfter(Func):
    """The day so many days after another one: `DaysAfter("verified_on", "verify_every")`."""

    output_field = DateField()
    arity = 2
    template = "(%(expressions)s)"
    arg_joiner = " + "

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite adds a modifier such as `90 days` by a function."""
        return self.as_sql(
            compiler,
            connection,
            template="date(%(expressions)s || ' days')",
            arg_joiner=", ",
            **context,
        )
