"""Reading: the database as it stands, opened so that nothing is written, made or migrated."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from storage.engine import engine_of
from storage.index_keys import IndexKeys
from storage.migration import refuse_unreadable
from storage.places import Place
from storage.sealed import Sealed
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
async def reading(place: Place, vault: Vault) -> AsyncIterator[Read]:
    """Open the database at *place* to read what this release wrote.

    Raises:
        StorageUnavailable: there is none, it is damaged, or of an earlier release.
        SchemaUnknown: it is of another release.
        KeyRingUnusable: *vault* does not open it.
    """
    async with engine_of(place).connected_to_read() as connection:
        await refuse_unreadable(connection, place, vault)

        async def read(work: Callable[[Transaction], Awaitable[Any]]) -> Any:
            return await work(Look(connection, vault, await connection.clock()))

        await read(lambda look: IndexKeys(look).load())
        yield read
