"""The database: one connection, one writer."""

import asyncio
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from operator import methodcaller
from time import monotonic
from typing import Any, Self, TypeVar

from storage.connection import Connection
from storage.engine import Engine, engine_of
from storage.errors import StorageUnavailable
from storage.places import Place
from storage.standing import Standing
from storage.transaction import Afterwards
from storage.vault import Vault
from storage.writer import PATIENCE, Work, Writer

log = logging.getLogger(__name__)

CLOSING_SECONDS = 5.0
PATIENTLY = 15.0  # seconds; far less than a lease lasts, and more than a server's restart
PAUSE_SECONDS = 0.5
T = TypeVar("T")
E = TypeVar("E")


class Database:
    """What the rest of the house writes to and reads from."""

    def __init__(
        self, engine: Engine, connection: Connection, vault: Vault, *, patience: float = PATIENCE
    ) -> None:
        self._engine = engine
        self.connection = connection  # for migrations and backups while nothing else writes
        self._listeners: dict[type, list[Callable[[Any], object]]] = {Afterwards: [methodcaller("act")]}
        self._writer = Writer(connection, vault, self._publish, patience)

    @classmethod
    async def open(cls, place: Place, vault: Vault, *, patience: float = PATIENCE) -> Self:
        """Open the database (a file is made when missing), start the writer with *patience* for each step.

        Raises:
            EngineUnfit: SQLite or the server is too old, or its driver is not installed.
            StorageUnavailable: it cannot be opened.
        """
        engine = engine_of(place)
        return cls(engine, await engine.connect(), vault, patience=patience)

    @property
    def is_alone(self) -> bool:
        """Whether no other process of the bot may work over it."""
        return self._engine.is_alone

    @property
    def standing(self) -> Standing:
        """Which replica this process is, and whether it leads."""
        return self._writer.standing

    @standing.setter
    def standing(self, standing: Standing) -> None:
        self._writer.standing = standing

    def holder(self) -> str:
        """Return a name for one claim's leases, by which they are freed when this replica is dead."""
        return f"{self.standing.replica or 0}/{secrets.token_hex(8)}"

    @property
    def queue(self) -> int:
        """How many units of work wait for their turn."""
        return self._writer.queue

    async def write(self, work: Work[T]) -> T:
        """Run *work* in the next transaction and return its result once that is on the disk.

        Raises:
            StorageUnavailable: nothing was kept; the same work may be tried again.
            WorkBroken: *work* was cancelled or ended from within; nothing of it was kept.
            TimeoutError: *work* took longer than anything may; nothing of it was kept.
            Exception: what *work* raised; nothing of it was kept.
        """
        return await self._writer.run(work)

    async def write_patiently(self, work: Work[T], seconds: float = PATIENTLY) -> T:
        """Run *work* as `write` does; where nothing can be kept now, again and again for so many *seconds*.

        So what was asked of others at length is not lost because the database was just away.

        Raises:
            StorageUnavailable: nothing was kept in all that time.
        """
        ends_at = monotonic() + seconds
        while True:
            try:
                return await self.write(work)
            except StorageUnavailable:
                if monotonic() > ends_at:
                    raise
            await asyncio.sleep(PAUSE_SECONDS)

    async def serve(self) -> None:
        """Wait for an end of the writer that no work can cause; one that has ended begins anew.

        Raises:
            Exception: by what it ended.
        """
        await self._writer.serve()

    async def prove_writes(self) -> None:
        """Write to the disk what changes nothing.

        Raises:
            StorageUnavailable: no unit of work could be kept now.
        """
        await self.write(lambda transaction: transaction.execute("UPDATE key_canary SET id = id"))

    async def wipe(self) -> bool:
        """Leave nothing of deleted rows in the log of what was written; False when that must wait.

        Raises:
            StorageUnavailable: the database cannot be opened.
        """
        return await self._engine.wipe()

    def subscribe(self, kind: type[E], listener: Callable[[E], object]) -> None:
        """Have *listener* called with each event of *kind* after the commit that made it true."""
        self._listeners.setdefault(kind, []).append(listener)

    async def close(self) -> None:
        """Finish the work that waits, then close the file; a stuck one is left to the end of the process."""
        await self._writer.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await self.connection.close()

    def _publish(self, events: list[object]) -> None:
        """Tell each listener; what is kept is kept, whatever becomes of one of them."""
        for event in events:
            for listener in self._listeners.get(type(event), ()):
                try:
                    listener(event)
                except Exception:
                    log.exception("a listener to %s failed", type(event).__name__)
