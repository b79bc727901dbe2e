"""PostgreSQL's server: how its database is opened, read, copied and put in place."""

import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from storage.errors import StorageUnavailable
from storage.migration import bring_forward, made, refuse_other_schema
from storage.places import Server
from storage.postgres.connection import AS_LONG_AS_IT_TAKES, PostgresConnection
from storage.postgres.moving import build, unbuild
from storage.schema import newest
from storage.sqlite.connection import SqliteConnection
from storage.sqlite.file import KEPT_FROM_THE_BEGINNING
from storage.sqlite.opening import OWNER_ONLY, connected_to_read
from storage.vault import Vault


class PostgresServer:
    """A database of a PostgreSQL server, which several replicas may share."""

    is_alone = False
    files: Sequence[Path] = ()

    def __init__(self, server: Server) -> None:
        self._server = server

    def __str__(self) -> str:
        return str(self._server)

    async def connect(self) -> PostgresConnection:
        """Connect to write."""
        connection = PostgresConnection(self._server)
        await connection.open()
        return connection

    @asynccontextmanager
    async def connected_to_read(self) -> AsyncIterator[PostgresConnection]:
        """Read everything as it is at one moment."""
        connection = PostgresConnection(self._server)
        await connection.open(to_write=False)
        try:
            await connection.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            await connection.run(AS_LONG_AS_IT_TAKES)
            yield connection
        except connection.errors as error:
            raise StorageUnavailable(f"{self} {connection.in_words(error)}") from error
        finally:
            await connection.close()

    async def lack(self) -> str | None:
        """Tell that nothing of ours is there."""
        async with self.connected_to_read() as connection:
            return None if await connection.schema_number() else "is missing"

    async def refuse_damaged(self) -> None:
        """Trust the server: its pages have checksums of their own, or its operator did without."""

    async def copy(self, target: Path, vault: Vault, /) -> None:
        """Copy every table as it is at one moment into a new SQLite file."""
        async with self.connected_to_read() as source, made(vault, newest()) as model:
            await refuse_other_schema(source, self._server)
            try:
                await _write(target, source, model)
            except SqliteConnection.errors as error:
                raise StorageUnavailable(f"{target} {model.in_words(error)}") from error

    @contextmanager
    def drafting(self) -> Iterator[Path]:
        """Draft in a folder of its own."""
        with tempfile.TemporaryDirectory(prefix="doctor73-") as folder:
            yield Path(folder, "draft.db")

    async def refuse_to_replace(self) -> None:
        """Refuse a restore over anything that was kept."""
        async with self.connected_to_read() as connection:
            await _refuse_full(connection, self._server)

    async def put(self, draft: Path, vault: Vault, /) -> None:
        """Build the database from the draft, all in one transaction."""
        await bring_forward(draft, vault)
        connection = await self.connect()
        try:
            async with connected_to_read(draft) as source:
                await connection.begin_migration()
                await _refuse_full(connection, self._server)
                for table in await connection.tables():
                    await connection.run(f'DROP TABLE "{table}" CASCADE')
                await build(connection, source)
                await connection.keep(float("inf"))
        except connection.errors as error:
            raise StorageUnavailable(f"{self} {connection.in_words(error)}") from error
        finally:
            await connection.close()

    async def wipe(self) -> bool:
        """Leave it to the server's vacuum."""
        return True


async def _write(target: Path, source: PostgresConnection, newest: SqliteConnection) -> None:
    async with SqliteConnection(str(target)) as copy:
        target.chmod(OWNER_ONLY)
        await copy.execute("BEGIN")
        await unbuild(source, copy, newest)
        await copy.execute("COMMIT")


async def _refuse_full(connection: PostgresConnection, server: Server) -> None:
    """Refuse a database in which anything was kept, or anything of somebody else's."""
    for table in await connection.tables():
        is_ours = bool(await connection.schema_number())
        if table in KEPT_FROM_THE_BEGINNING and is_ours:
            continue
        if not is_ours or await connection.fetch(f'SELECT 1 FROM "{table}" LIMIT 1'):
            raise StorageUnavailable(f"{server} is there, and not empty: restore into a new database")
