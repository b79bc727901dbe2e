"""Counting what is asked of others: how long it took, and what came of it."""

from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from time import perf_counter
from typing import Any, ParamSpec, TypeVar

from prometheus_client import Histogram

from bot.monitoring.tally import OTHER, Tally

P = ParamSpec("P")
T = TypeVar("T")
Asks = Callable[P, Coroutine[Any, Any, T]]
Errors = Mapping[type[BaseException], str]
"""By which word an error counts."""


@dataclass(slots=True)
class End:
    """What came of a question."""

    result: str = "ok"


@contextmanager
def timed(tally: Tally[Histogram], operation: str, errors: Errors) -> Iterator[End]:
    """Count what is done within; an error counts by its nearest class in *errors*."""
    began, end = perf_counter(), End()
    try:
        yield end
    except BaseException as error:
        kinds = (errors[kind] for kind in type(error).__mro__ if kind in errors)
        end.result = next(kinds, OTHER)
        raise
    finally:
        tally.of(operation, end.result).observe(perf_counter() - began)


def counted(tally: Tally[Histogram], errors: Errors, ask: Asks[P, T]) -> Asks[P, T]:
    """Return *ask*, counted by its name."""

    @wraps(ask)
    async def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        with timed(tally, ask.__name__, errors):
            return await ask(*args, **kwargs)

    return asked
