"""Reading: the database as it stands, opened so that nothing is written, made or migrated."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2 as sqlite3

from storage.connection import Connection
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
            return await work(Look(connection, vault, connection.clock()))

        yield read


@asynccontextmanager
async def connected_to_read(path: Path) -> AsyncIterator[Connection]:
    """Open the file at *path*, whatever its schema.

    Raises:
        StorageUnavailable: it is not there, not readable or damaged; also while the connection is used.
    """
    if not path.exists():
        raise StorageUnavailable(f"there is no database {path}")
    try:
        async with Connection(_address(path), uri=True) as connection:
            yield connection
    except sqlite3.DatabaseError as error:
        raise StorageUnavailable(f"{path} {in_words(error)}") from error


def _address(path: Path) -> str:
    """Tell how to open what stands: without a log nobody has it open, and none is made to read it."""
    file = path.resolve()
    is_open = file.with_name(f"{file.name}-wal").exists()
    return f"{file.as_uri()}?mode=ro{'' if is_open else '&immutable=1'}"
