"""A transaction: the only way to what is kept. Writes exist only inside one."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import aiosqlite

from storage.vault import Vault

Row = Sequence[Any]


class Transaction:
    """One unit of work: reads see its own writes, all of it is kept or none.

    ``now`` is the database's clock at the begin (UTC, ``clock`` the same in Unix seconds): leases and
    terms of life compare with it, so a replica whose own clock is wrong does no harm.
    """

    def __init__(self, connection: aiosqlite.Connection, vault: Vault, clock: float) -> None:
        self._connection = connection
        self.vault = vault
        self.clock = clock
        self.events: list[object] = []

    @property
    def now(self) -> datetime:
        """The time of this transaction."""
        return datetime.fromtimestamp(self.clock, UTC)

    async def rows(self, statement: str, *values: Any) -> list[Row]:
        """Run *statement* and return all its rows."""
        return list(await self._connection.execute_fetchall(statement, values))

    async def row(self, statement: str, *values: Any) -> Row | None:
        """Run *statement* and return its first row, if any."""
        rows = await self.rows(statement, *values)
        return rows[0] if rows else None

    async def execute(self, statement: str, *values: Any) -> int:
        """Run *statement* and return how many rows it changed."""
        cursor = await self._connection.execute(statement, values)
        return cursor.rowcount

    async def insert(self, statement: str, *values: Any) -> int:
        """Run an INSERT and return the id that the row was given."""
        row = await self._connection.execute_insert(statement, values)
        return int(row[0]) if row else 0

    def tell(self, event: object) -> None:
        """Have *event* told to its subscribers after the commit (see ``Database.subscribe``)."""
        self.events.append(event)
