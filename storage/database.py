"""The database: one SQLite file, one connection, one writer.

``synchronous=FULL``: what was acknowledged survives a power cut.
"""

import asyncio
import logging
import secrets
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self, TypeVar

from pysqlite3 import dbapi2 as sqlite3

from storage.connection import Connection
from storage.errors import SqliteTooOld, StorageUnavailable
from storage.sqlite_words import in_words
from storage.standing import Standing
from storage.transaction import Afterwards
from storage.vault import Vault
from storage.writer import PATIENCE, Work, Writer

log = logging.getLogger(__name__)

FIRST_SAFE_SQLITE = (3, 51, 3)  # earlier ones may damage a WAL file that is being checkpointed
OWNER_ONLY = 0o600
CLOSING_SECONDS = 5.0
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA journal_size_limit = 16777216",
)

T = TypeVar("T")
E = TypeVar("E")


class Database:
    """What the rest of the house writes to and reads from."""

    def __init__(self, connection: Connection, vault: Vault, *, patience: float = PATIENCE) -> None:
        self._connection = connection
        self._listeners: dict[type, list[Callable[[Any], object]]] = {Afterwards: [_act]}
        self._writer = Writer(connection, vault, self._publish, patience)

    @classmethod
    async def open(cls, path: Path, vault: Vault, *, patience: float = PATIENCE) -> Self:
        """Open the file (it is made when missing) and start the writer, with *patience* for each step of it.

        Raises:
            SqliteTooOld: the library is older than 3.51.3.
            StorageUnavailable: the file cannot be opened.
        """
        return cls(await connect(path), vault, patience=patience)

    @property
    def connection(self) -> Connection:
        """The one connection, for migrations and backups while nothing else writes."""
        return self._connection

    @property
    def is_alone(self) -> bool:
        """Whether no other process of the bot may work over it."""
        return True

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

    def subscribe(self, kind: type[E], listener: Callable[[E], object]) -> None:
        """Have *listener* called with each event of *kind* after the commit that made it true."""
        self._listeners.setdefault(kind, []).append(listener)

    async def close(self) -> None:
        """Finish the work that waits, then close the file; a stuck one is left to the end of the process."""
        await self._writer.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSING_SECONDS):
                await self._connection.close()

    def _publish(self, events: list[object]) -> None:
        """Tell each listener; what is kept is kept, whatever becomes of one of them."""
        for event in events:
            for listener in self._listeners.get(type(event), ()):
                try:
                    listener(event)
                except Exception:
                    log.exception("a listener to %s failed", type(event).__name__)


def _act(event: Afterwards) -> None:
    event.act()


async def connect(path: Path) -> Connection:
    """Open *path* with the settings on which durability and erasure rest.

    Raises:
        SqliteTooOld: the library is older than 3.51.3.
        StorageUnavailable: the file cannot be opened.
    """
    if sqlite3.sqlite_version_info < FIRST_SAFE_SQLITE:
        raise SqliteTooOld(sqlite3.sqlite_version)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageUnavailable(f"the folder {path.parent} cannot be made: {error.strerror}") from error
    _keep_private(path)
    connection = Connection(str(path))
    try:
        await connection
        for pragma in PRAGMAS:
            await connection.execute_fetchall(pragma)  # a row left unread would be a statement in progress
    except sqlite3.Error as error:
        await connection.close()
        raise StorageUnavailable(f"{path} {in_words(error)}") from error
    return connection


def _keep_private(path: Path) -> None:
    """Take a file that is there from everybody else: an earlier release made it as the umask had it.

    SQLite gives the same mode to the log and the index that it makes beside the file. A file of somebody
    else's is his to mend.
    """
    for ending in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError, PermissionError):
            path.with_name(path.name + ending).chmod(OWNER_ONLY)
