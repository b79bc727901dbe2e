"""The connection: what all of storage asks of an engine, be it SQLite's file or a PostgreSQL server.

Statements are one SQL text for both (docs/decisions/0028): ``?`` or ``?1`` stands for a value, every table
but the smallest has a ``rowid``, and ``hex`` and ``instr`` are SQLite's.
"""

from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any, NamedTuple, Protocol, TypeVar

T = TypeVar("T")
Row = Sequence[Any]
Errors = tuple[type[Exception], ...]
MOST_ROUNDED = 1 << 14  # twice as many are more than either engine takes in a statement


def among(values: Collection[Any]) -> tuple[str, list[Any]]:
    """Return the SQL condition of being one of *values*, which nothing is of none, and what it takes.

    It comes in few lengths, the last value being named again: a statement of another length is another one,
    to be prepared anew while it pushes out those that were.
    """
    if not values:
        return "IN (NULL)", []
    *_, last = values
    size = 1 << (len(values) - 1).bit_length() if len(values) <= MOST_ROUNDED else len(values)
    return f"IN ({', '.join('?' * size)})", [*values, *[last] * (size - len(values))]


class Begun(NamedTuple):
    """What a transaction begins with: the engine's clock, and how often the index keys have changed."""

    clock: float
    index_keys: int


class Connection(Protocol):
    """One transaction at a time, and within it statements on rows.

    ``errors`` are all that the engine may raise. One that *is_shared* may have others beside it, who take
    turns.
    """

    is_shared: bool
    errors: Errors

    async def begin(self, patience: float) -> Begun:
        """Begin the writer's transaction, whoever else must end his before.

        Raises:
            StorageUnavailable: the engine cannot be reached, and will perhaps be later.
            TimeoutError: nothing but a new process helps.
        """

    async def keep(self, patience: float) -> None:
        """Commit; once this returns, what was done outlives a power cut.

        Raises:
            StorageUnavailable: nothing was kept.
            TimeoutError: nothing but a new process helps.
        """

    async def undo(self, patience: float) -> None:
        """Roll back."""

    async def clock(self) -> float:
        """Return the time of the engine, in Unix seconds."""

    async def fetch(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run *statement* and return all its rows."""

    async def change(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Run *statement* and return how many rows it changed."""

    async def within(self, seconds: float, work: Awaitable[T]) -> T:
        """Return what comes of *work*, which ends after *seconds*, a statement without an end too.

        Raises:
            TimeoutError: they are over.
        """

    def refuses(self, error: BaseException) -> bool:
        """Tell whether nothing of this transaction can be kept, whatever its units do."""

    def blames_row(self, error: BaseException) -> bool:
        """Tell whether a row or a value is to blame, and neither the engine nor a statement of ours."""

    def in_words(self, error: Exception) -> str:
        """Return what an error means to the operator, as the end of a sentence about the database."""

    async def begin_migration(self) -> float:
        """Begin where there may be no schema yet, and wait as long as it takes; return the engine's clock."""

    async def begin_schema(self, newest: Callable[[], AbstractAsyncContextManager["Connection"]]) -> bool:
        """Make a new database as the *newest* is, where the engine does not begin with the first.

        Tell whether this process did.
        """

    def statements_of(self, script: str) -> Iterator[str]:
        """Split a migration into statements as this engine takes them."""

    async def run(self, statement: str) -> None:
        """Run a statement that may take long."""

    async def schema_number(self) -> int:
        """Return the number of the last migration that the database has seen, 0 for a new one."""

    async def note_schema_number(self, number: int) -> None:
        """Keep the number of a migration, in its own transaction."""

    async def schema(self) -> Mapping[str, str]:
        """Return by name how each part of the schema is made."""

    async def schema_like(self, other: "Connection") -> Mapping[str, str]:
        """Return what `schema` should return here if this database had the schema of that SQLite file."""

    async def tables(self) -> Collection[str]:
        """Return the names of all tables."""

    async def close(self) -> None:
        """Close the connection; what was not kept is gone."""
