"""The database: one SQLite file, one connection, and a writer whose waiting work shares a commit.

Every unit of work runs in a savepoint of its own inside a shared ``BEGIN IMMEDIATE`` transaction, so a
unit that fails takes nothing of the others with it, and one ``fsync`` serves all that were waiting
(``synchronous=FULL``: what was acknowledged survives a power cut).
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Self, TypeVar

import aiosqlite
from pysqlite3 import dbapi2 as sqlite3

from storage.errors import SqliteTooOld, StorageUnavailable
from storage.transaction import Transaction
from storage.vault import Vault

log = logging.getLogger(__name__)

FIRST_SAFE_SQLITE = (3, 51, 3)  # earlier ones may damage a WAL file that is being checkpointed
SHARED_COMMIT = 128  # units; a longer queue waits for the next commit
BUSY_SECONDS = 10.0
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA journal_size_limit = 16777216",
)
NOW = "SELECT unixepoch('now', 'subsec')"

T = TypeVar("T")
E = TypeVar("E")
Work = Callable[[Transaction], Awaitable[T]]


@dataclass(slots=True)
class _Unit(Generic[T]):
    work: Work[T]
    done: asyncio.Future[T]
    result: T | None = None
    transaction: Transaction | None = None


class Database:
    """What the rest of the house writes to and reads from."""

    def __init__(self, connection: aiosqlite.Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault
        self._waiting: asyncio.Queue[_Unit[Any]] = asyncio.Queue()
        self._listeners: dict[type, list[Callable[[Any], None]]] = {}
        self._writer = asyncio.create_task(self._write_for_ever(), name="writer")

    @classmethod
    async def open(cls, path: Path, vault: Vault) -> Self:
        """Open the file (it is made when missing) and start the writer.

        Raises:
            SqliteTooOld: the library is older than 3.51.3.
            StorageUnavailable: the file cannot be opened.
        """
        return cls(await connect(path), vault)

    @property
    def connection(self) -> aiosqlite.Connection:
        """The one connection, for migrations and backups while nothing else writes."""
        return self._connection

    async def write(self, work: Work[T]) -> T:
        """Run *work* in the next transaction and return its result once that is on the disk.

        Raises:
            StorageUnavailable: nothing was kept; the same work may be tried again.
            Exception: what *work* raised; nothing of it was kept.
        """
        unit = _Unit(work, asyncio.get_running_loop().create_future())
        self._waiting.put_nowait(unit)
        result: T = await unit.done
        return result

    async def prove_writes(self) -> None:
        """Write to the disk what changes nothing.

        Raises:
            StorageUnavailable: no unit of work could be kept now.
        """
        await self.write(lambda transaction: transaction.execute("UPDATE key_canary SET id = id"))

    def subscribe(self, kind: type[E], listener: Callable[[E], None]) -> None:
        """Have *listener* called with each event of *kind* after the commit that made it true."""
        self._listeners.setdefault(kind, []).append(listener)

    async def close(self) -> None:
        """Finish the work that waits, then close the file."""
        await self.write(_nothing)
        self._writer.cancel()
        with suppress(asyncio.CancelledError):
            await self._writer
        await self._connection.close()

    async def _write_for_ever(self) -> None:
        while True:
            units = [await self._waiting.get()]
            while not self._waiting.empty() and len(units) < SHARED_COMMIT:
                units.append(self._waiting.get_nowait())
            try:
                await self._commit(units)
            except sqlite3.Error as error:
                await self._abandon(units, error)

    async def _commit(self, units: list[_Unit[Any]]) -> None:
        """Run *units* in one transaction, commit, and only then tell their callers."""
        await self._connection.execute("BEGIN IMMEDIATE")
        ((now,),) = await self._connection.execute_fetchall(NOW)
        for unit in units:
            await self._run(unit, Transaction(self._connection, self._vault, now))
        await self._connection.execute("COMMIT")
        for unit in units:
            if not unit.done.done():
                unit.done.set_result(unit.result)
            self._publish(unit.transaction)

    async def _run(self, unit: _Unit[Any], transaction: Transaction) -> None:
        await self._connection.execute("SAVEPOINT unit")
        try:
            unit.result = await unit.work(transaction)
        except sqlite3.OperationalError:
            raise  # the disk, not the work: nothing of this commit can be kept
        except Exception as error:  # noqa: BLE001 - whatever it was belongs to the caller of write()
            await self._connection.execute("ROLLBACK TO unit")
            unit.done.set_exception(error)
        else:
            unit.transaction = transaction
        await self._connection.execute("RELEASE unit")

    async def _abandon(self, units: list[_Unit[Any]], error: sqlite3.Error) -> None:
        log.error("commit failed, %d units wait for another try: %s", len(units), error)
        with suppress(sqlite3.Error):
            await self._connection.execute("ROLLBACK")
        for unit in units:
            if not unit.done.done():
                unit.done.set_exception(StorageUnavailable(type(error).__name__))

    def _publish(self, transaction: Transaction | None) -> None:
        for event in transaction.events if transaction else ():
            for listener in self._listeners.get(type(event), ()):
                listener(event)


async def connect(path: Path) -> aiosqlite.Connection:
    """Open *path* with the settings on which durability and erasure rest.

    Raises:
        SqliteTooOld: the library is older than 3.51.3.
        StorageUnavailable: the file cannot be opened.
    """
    if sqlite3.sqlite_version_info < FIRST_SAFE_SQLITE:
        raise SqliteTooOld(sqlite3.sqlite_version)
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = aiosqlite.Connection(lambda: _open(path), iter_chunk_size=64)
    try:
        await connection
        for pragma in PRAGMAS:
            await connection.execute_fetchall(pragma)  # a row left unread would be a statement in progress
    except sqlite3.Error as error:
        await connection.close()
        raise StorageUnavailable(f"cannot open {path.name}") from error
    return connection


def _open(path: Path) -> Any:
    return sqlite3.connect(str(path), isolation_level=None, timeout=BUSY_SECONDS)


async def _nothing(_: Transaction) -> None:
    """Wait for everything that was asked for before."""
