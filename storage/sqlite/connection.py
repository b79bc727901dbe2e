"""SQLite's connection: statements on rows run where they stand, what waits for the disk waits in a thread."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from time import monotonic
from typing import Any, Self

import aiosqlite
from pysqlite3 import dbapi2 as sqlite3

from storage.connection import Begun, Connection, Errors, Row, T
from storage.errors import StorageUnavailable
from storage.schema import plain
from storage.sqlite.words import ELSEWHERE, in_words

BUSY_SECONDS = 10.0  # to wait for whoever else has locked the file
STEPS = 10_000  # of SQLite's machine, some tenths of a millisecond, between two looks at the clock
STATEMENTS = 2_000  # more than there are: a full cache prepares the newest ones anew each time
NEVER = float("inf")
BEGIN = "BEGIN IMMEDIATE"
CLOCK = "unixepoch('now', 'subsec')"
BEGUN = f"SELECT {CLOCK}, index_keys FROM database_id"
PRIMARY = 0xFF  # the low byte of an extended result code of SQLite
OF_THE_DISK = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
    }
)


# or the binding asks each value of them in vain, and in two ways, how it wants to be kept
for plainly_kept in (bytes, type(None)):
    sqlite3.register_adapter(plainly_kept, lambda value: value)


class SqliteConnection(aiosqlite.Connection):
    """A connection of aiosqlite, whose thread is left to what may wait: to open, begin, commit, copy.

    A statement on rows finds its pages in memory and takes microseconds, a tenth of the way to a thread and
    back, so `fetch` and its kin run in the caller's thread. They are for whoever holds the transaction, and
    so never meet a statement that the thread still works at.
    """

    is_shared = False
    errors: Errors = (sqlite3.Error,)
    in_words = staticmethod(in_words)

    def __init__(self, address: str, *, uri: bool = False) -> None:
        super().__init__(lambda: self._open(address, uri=uri), iter_chunk_size=64)
        self._ends_at = NEVER
        self._files = (address, f"{address}-wal")
        self._opened: list[int | None] = []

    async def __aenter__(self) -> Self:
        await self
        return self

    async def _connect(self) -> Self:
        """Wait for the thread of what cannot be opened: at its end it tells a loop, which may be closed."""
        try:
            await super()._connect()
        except sqlite3.Error:
            self._thread.join()
            raise
        return self

    async def begin(self, patience: float) -> Begun:
        """Wait in the thread for whoever has locked the file."""
        await self._wait_for(BEGIN, patience)
        self._refuse_elsewhere()
        ((clock, index_keys),) = await self.fetch(BEGUN)
        return Begun(clock, index_keys)

    async def keep(self, patience: float) -> None:
        """Wait in the thread for the disk."""
        await self._wait_for("COMMIT", patience)

    async def undo(self, patience: float) -> None:
        """Roll back."""
        await self._wait_for("ROLLBACK", patience)

    async def clock(self) -> float:
        """Return the time of this machine."""
        ((now,),) = await self.fetch(f"SELECT {CLOCK}")
        return float(now)

    async def fetch(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run *statement* here and return all its rows."""
        rows: list[Row] = self._conn.execute(statement, values).fetchall()
        return rows

    async def change(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Run *statement* here and return how many rows it changed."""
        return int(self._conn.execute(statement, values).rowcount)

    def refuses(self, error: BaseException) -> bool:
        """Tell the disk's errors; those of the binding itself have no code."""
        code = getattr(error, "sqlite_errorcode", 0)
        return isinstance(error, sqlite3.Error) and code & PRIMARY in OF_THE_DISK

    def blames_row(self, error: BaseException) -> bool:
        """Tell what is no fault of the disk's and none of a statement's."""
        return not isinstance(error, sqlite3.OperationalError)

    async def begin_migration(self) -> float:
        """Wait for no longer than for any lock."""
        await self._wait_for(BEGIN, NEVER)
        return await self.clock()

    async def begin_schema(self, newest: Callable[[], AbstractAsyncContextManager[Connection]]) -> bool:
        """Begin with the first migration."""
        del newest
        return False

    def statements_of(self, script: str) -> Iterator[str]:
        """Split a migration where a statement is complete."""
        statement = ""
        for line in script.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                yield statement
                statement = ""

    async def run(self, statement: str) -> None:
        """Run *statement* in the thread."""
        await self.execute(statement)

    async def schema_number(self) -> int:
        """Return the number in the file's head."""
        ((number,),) = await self.execute_fetchall("PRAGMA user_version")
        return int(number)

    async def note_schema_number(self, number: int) -> None:
        """Write the number into the file's head."""
        await self.execute(f"PRAGMA user_version = {number}")

    async def schema(self) -> Mapping[str, str]:
        """Return each table, index, trigger and view with the statement that makes it."""
        rows = await self.fetch(
            "SELECT type || ' ' || name, sql FROM sqlite_schema"
            " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
        )
        return {str(name): plain(sql) for name, sql in rows}

    async def schema_like(self, other: Connection) -> Mapping[str, str]:
        """Return the other's, to the letter."""
        return await other.schema()

    async def tables(self) -> list[str]:
        """Return the tables of ours."""
        rows = await self.fetch(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
        )
        return [str(name) for (name,) in rows]

    async def within(self, seconds: float, work: Awaitable[T]) -> T:
        """End what runs here after *seconds*: the progress handler interrupts the statement."""
        self._ends_at = monotonic() + seconds
        try:
            async with asyncio.timeout(seconds):
                return await work
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_INTERRUPT:
                raise TimeoutError from error
            raise
        finally:
            self._ends_at = NEVER

    async def _wait_for(self, statement: str, patience: float) -> None:
        """Run a statement that waits for a lock or the disk.

        Raises:
            TimeoutError: the connection's thread is stuck or gone; nothing but a new process helps.
        """
        async with asyncio.timeout(None if patience == NEVER else patience):
            await self.execute(statement)

    def _refuse_elsewhere(self) -> None:
        """Refuse to write what nobody would find again: SQLite itself goes on with a file without a name.

        Raises:
            StorageUnavailable: the file, or its log, was moved, deleted or replaced.
        """
        found = [_inode(file) for file in self._files]
        self._opened = self._opened or found
        if found != self._opened:
            raise StorageUnavailable(f"{self._files[0]} {ELSEWHERE}")

    def _open(self, address: str, *, uri: bool) -> Any:
        raw = sqlite3.connect(
            address,
            uri=uri,
            isolation_level=None,
            timeout=BUSY_SECONDS,
            check_same_thread=False,
            cached_statements=STATEMENTS,
        )
        raw.set_progress_handler(self._is_overdue, STEPS)
        return raw

    def _is_overdue(self) -> bool:
        return monotonic() > self._ends_at


def _inode(file: str) -> int | None:
    try:
        return os.stat(file).st_ino  # noqa: PTH116 - at each commit
    except OSError:
        return None
