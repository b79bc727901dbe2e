"""The origin: on what behalf something is done (an update, a run of a job, a request), never a person.

It goes along with the work into the writer's task, and stands in the log's lines.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

ORIGIN: ContextVar[str] = ContextVar("origin", default="")


@contextmanager
def on_behalf_of(origin: str) -> Iterator[None]:
    """Have all that is done within know its *origin*."""
    before = ORIGIN.set(origin)
    try:
        yield
    finally:
        ORIGIN.reset(before)
