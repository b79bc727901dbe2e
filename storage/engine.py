"""The engine: what keeps the rows, SQLite or PostgreSQL. Nothing above storage knows which one runs."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from pathlib import Path
from typing import Protocol

from storage.connection import Connection
from storage.errors import EngineUnfit
from storage.places import Place, Server
from storage.sqlite.file import SqliteFile
from storage.vault import Vault

MISSING = "is missing"


class Engine(Protocol):
    """One database at its place; ``str()`` names it for the operator.

    ``is_alone`` tells that no other process can hold leases in it.
    """

    is_alone: bool

    @property
    def files(self) -> Sequence[Path]:
        """The database's own files on this machine, whether they are there or not."""

    async def connect(self) -> Connection:
        """Open it to write; it is begun where there is none.

        Raises:
            StorageUnavailable: it cannot be opened or reached.
            EngineUnfit: the library or the server is too old.
        """

    def connected_to_read(self) -> AbstractAsyncContextManager[Connection]:
        """Open it as it stands, whatever its schema, so that nothing is written or made.

        Raises:
            StorageUnavailable: it is not there, cannot be read, or is damaged; also while it is used.
        """

    async def lack(self) -> str | None:
        """Say what is wrong where no database is, `MISSING` or more; None where one is."""

    async def refuse_damaged(self) -> None:
        """Look at all of it for damage that the engine itself finds.

        Raises:
            StorageUnavailable: there is some, or it cannot be read.
        """

    async def copy(self, target: Path, vault: Vault, /) -> None:
        """Copy it into a new SQLite file, as it is at one moment, while others write."""

    def drafting(self) -> AbstractContextManager[Path]:
        """Yield where a backup is laid to be proven before it is `put`; nothing stays there."""

    async def refuse_to_replace(self) -> None:
        """Refuse a restore where anything was ever kept.

        Raises:
            StorageUnavailable: it says what is to be moved away.
        """

    async def put(self, draft: Path, vault: Vault, /) -> None:
        """Have what is in *draft*, a backup, in the place of an empty database: whole or not at all."""

    async def wipe(self) -> bool:
        """Leave nothing of deleted rows where they were written first; False while that cannot be done."""


def engine_of(place: Place) -> Engine:
    """Return the engine; what PostgreSQL needs is imported only for it.

    Raises:
        EngineUnfit: its driver is not installed.
    """
    if not isinstance(place, Server):
        return SqliteFile(place)
    try:
        from storage.postgres.server import PostgresServer  # noqa: PLC0415 - an extra, not needed for SQLite
    except ModuleNotFoundError as error:
        if error.name != "asyncpg":
            raise
        raise EngineUnfit(
            "DATABASE_URL names PostgreSQL, whose driver is not installed:"
            " pip install 'doctor73-telegram[postgres]'"
        ) from None
    return PostgresServer(place)
