"""An executor of graphql-core that runs compiled operations, and executes the others itself."""

import logging
from collections.abc import Hashable
from functools import lru_cache
from threading import Lock
from typing import Any

from cachetools import LRUCache
from django.conf import settings
from graphql import GraphQLError
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from api.errors import Timeout
from api.execution.compiler import Compiler
from api.execution.functions import NotCompiled
from api.execution.plans import Plan, Unusual
from api.execution.rules import source_rule
from api.loading import Session

logger = logging.getLogger(__name__)

#: What an operation counts that has no plan.
UNPLANNED = 1_000


def _size(plan: Plan | None) -> int:
    return UNPLANNED if plan is None else len(plan.source)


@lru_cache
def _kept(size: int) -> LRUCache[Hashable, Plan | None]:
    """Return what is kept of plans: up to `size` characters of code, of 10 bytes each."""
    return LRUCache(size, getsizeof=_size)


_lock = Lock()


class Plans:
    """The plans of one document, by operation and the variables that decide what is included.

    Those that were asked for last are kept, up to `HEARTH_PLAN_CACHE` characters of code for all
    documents together.
    """

    def __init__(self, deciding: tuple[str, ...] = ()) -> None:
        self.deciding = deciding

    def of(self, executor: Any) -> Plan | None:
        """Return the plan for what an executor is about to execute; None if there is none."""
        name = executor.operation.name
        values = executor.variable_values.coerced
        decided = [values.get(one) for one in self.deciding]
        key = (self, name.value if name else None, *decided)
        kept = _kept(getattr(settings, "HEARTH_PLAN_CACHE", 4_000_000))
        with _lock:
            if key in kept:
                return kept[key]
        plan = compiled(executor)
        with _lock:
            if _size(plan) <= kept.maxsize:
                kept[key] = plan
        return plan


def compiled(executor: Any) -> Plan | None:
    """Return the plan for an executor's operation, or None if graphql-core has to execute it."""
    try:
        return Compiler(executor, source_rule).compile()
    except NotCompiled as reason:
        logger.debug("An operation is not compiled: %s", reason)
    except (GraphQLError, RecursionError) as error:  # graphql-core meets it again, and tells where
        logger.debug("An operation cannot be executed: %s", error)
    except Exception:
        logger.exception("The compiler failed; graphql-core executes the operation.")
    return None


class CompilingExecutor(StrawberryGraphQLCoreExecutionContext):
    """Runs the compiled plan of an operation; whatever is unusual is executed by graphql-core."""

    def __init__(self, *args: Any, plans: Plans | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans = plans
        self.ran_compiled = False

    def execute_operation(self, serially: bool | None = None) -> Any:
        """Execute the operation.

        Only reading is compiled, so what a plan did before it met something unusual is seen by
        nobody, and what it has loaded stays loaded.
        """
        is_usual = getattr(self.context_value, "stand_in", None) is None
        plan = self.plans.of(self) if self.plans is not None and is_usual else None
        if plan is not None:
            try:
                data = plan.run(self)
            except Timeout:  # there is no time to do it again
                raise
            except Unusual:
                logger.debug("A compiled operation met something unusual.")
            except Exception:  # graphql-core meets it again, and tells where
                logger.debug("A compiled operation failed.", exc_info=True)
            else:
                self.ran_compiled = True
                return self.build_response(data)
            if isinstance(self.context_value, Session):
                self.context_value.expect_again()
        return super().execute_operation(serially)
