"""The connection: statements on rows run where they stand, what waits for the disk waits in a thread."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from time import monotonic
from typing import Any, Self

import aiosqlite
from pysqlite3 import dbapi2 as sqlite3

BUSY_SECONDS = 10.0  # to wait for whoever else has locked the file
STEPS = 10_000  # of SQLite's machine, some tenths of a millisecond, between two looks at the clock
NEVER = float("inf")

Row = Sequence[Any]


class Connection(aiosqlite.Connection):
    """A connection of aiosqlite, whose thread is left to what may wait: to open, begin, commit, copy.

    A statement on rows finds its pages in memory and takes microseconds, a tenth of the way to a thread and
    back, so `fetch` and its kin run in the caller's thread. They are for whoever holds the transaction, and
    so never meet a statement that the thread still works at.
    """

    def __init__(self, address: str, *, uri: bool = False) -> None:
        super().__init__(lambda: self._open(address, uri=uri), iter_chunk_size=64)
        self._ends_at = NEVER

    async def __aenter__(self) -> Self:
        await self
        return self

    def clock(self) -> float:
        """Return the time of the database, in Unix seconds."""
        ((now,),) = self.fetch("SELECT unixepoch('now', 'subsec')")
        return float(now)

    def fetch(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run *statement* here and return all its rows."""
        rows: list[Row] = self._conn.execute(statement, values).fetchall()
        return rows

    def change(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Run *statement* here and return how many rows it changed."""
        return int(self._conn.execute(statement, values).rowcount)

    def insert(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Run an INSERT here and return the id that the row was given."""
        return self._conn.execute(statement, values).lastrowid or 0

    @asynccontextmanager
    async def within(self, seconds: float) -> AsyncIterator[None]:
        """Have whatever runs here within end after *seconds*, a statement without an end too.

        Raises:
            TimeoutError: they are over.
        """
        self._ends_at = monotonic() + seconds
        try:
            async with asyncio.timeout(seconds):
                yield
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
                raise TimeoutError from error
            raise
        finally:
            self._ends_at = NEVER

    def _open(self, address: str, *, uri: bool) -> Any:
        raw = sqlite3.connect(
            address, uri=uri, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False
        )
        raw.set_progress_handler(self._is_overdue, STEPS)
        return raw

    def _is_overdue(self) -> bool:
        return monotonic() > self._ends_at
