"""Reading: the database as it stands, opened so that nothing is written, made or migrated."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiosqlite
from pysqlite3 import dbapi2 as sqlite3

from storage.database import BUSY_SECONDS
from storage.errors import StorageUnavailable
from storage.migration import check_canary, refuse_other_schema
from storage.sealed import Sealed
from storage.sqlite_words import in_words
from storage.transaction import Transaction
from storage.vault import Vault

log = logging.getLogger(__name__)

Read = Callable[[Callable[[Transaction], Awaitable[Any]]], Awaitable[Any]]


class Look(Transaction):
    """A transaction that only reads: a row that cannot be read is told, not put aside."""

    async def put_aside(self, kept: Sealed[Any], key: str | int, error: Exception) -> None:
        """Tell of the row."""
        log.error("row %s of %s cannot be read: %s", key, kept.table, type(error).__name__)


@asynccontextmanager
async def reading(path: Path, vault: Vault) -> AsyncIterator[Read]:
    """Open the database at *path* to read what this release wrote.

    Raises:
        StorageUnavailable: there is none, it is damaged, or of an earlier release.
        SchemaUnknown: it is of another release.
        KeyRingUnusable: *vault* does not open it.
    """
    async with connected_to_read(path) as connection:
        await refuse_other_schema(connection, path)
        await check_canary(connection, vault)

        async def read(work: Callable[[Transaction], Awaitable[Any]]) -> Any:
            ((now,),) = await connection.execute_fetchall("SELECT unixepoch('now', 'subsec')")
            return await work(Look(connection, vault, now))

        yield read


@asynccontextmanager
async def connected_to_read(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    """Open the file at *path*, whatever its schema.

    Raises:
        StorageUnavailable: it is not there, not readable or damaged; also while the connection is used.
    """
    if not path.exists():
        raise StorageUnavailable(f"there is no database {path}")
    try:
        async with aiosqlite.Connection(lambda: _open(path), iter_chunk_size=64) as connection:
            yield connection
    except sqlite3.DatabaseError as error:
        raise StorageUnavailable(f"{path} {in_words(error)}") from error


def _open(path: Path) -> Any:
    """Open what stands; without a write-ahead log nobody has the file open, and none is made for reading."""
    file = path.resolve()
    is_open = file.with_name(f"{file.name}-wal").exists()
    address = f"{file.as_uri()}?mode=ro{'' if is_open else '&immutable=1'}"
    return sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_SECONDS)
