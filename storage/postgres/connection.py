"""PostgreSQL's connection: the writer's turn, and a lost connection that is made anew.

The writer's transaction begins with the cluster's one turn, the lock of the one row of ``database_id``. So of
all replicas one writes at a time, as one process does with a file.
"""

import asyncio
import logging
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, urlsplit

import asyncpg

from storage.connection import Begun, Connection, Errors, Row, T
from storage.errors import EngineUnfit, StorageUnavailable
from storage.places import Server
from storage.postgres import dialect, schema
from storage.postgres.moving import SOME, build
from storage.postgres.words import in_words, is_nobodys_fault

log = logging.getLogger(__name__)

OLDEST = 14  # the oldest release that is still cared for
CONNECT_SECONDS = 5.0
PAUSES = (0.1, 0.3, 1.0)  # before another try to connect, while somebody waits for a commit
TURN_SECONDS = 10  # to wait for the turn
STALLED_SECONDS = 2  # after which a replica that stands still within its turn loses it
STATEMENT_SECONDS = 20
DOUBT_SECONDS = 10.0  # to find out what became of a commit whose answer was lost
UNDER_WAY, KEPT = "in progress", "committed"
MIGRATION = 0x646F6B37  # names the lock of migrations among advisory locks of this database
SETTINGS = {
    "application_name": "doctor73-telegram",
    "timezone": "UTC",
    "jit": "off",
    "default_transaction_isolation": "read committed",
    "lock_timeout": f"{TURN_SECONDS}s",
    "statement_timeout": f"{STATEMENT_SECONDS}s",
    "idle_in_transaction_session_timeout": f"{STALLED_SECONDS}s",
}
AS_LONG_AS_IT_TAKES = (
    "SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0;"
    " SET LOCAL idle_in_transaction_session_timeout = 0"
)
# a server may acknowledge what no disk has; for which standbys it waits besides is its operator's choice
WAIT_FOR_THE_DISK = (
    "SELECT set_config(name, 'on', false) FROM pg_settings"
    " WHERE name = 'synchronous_commit' AND setting = 'off' AND source <> 'client'"
)
CLOCK = "CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION)"
# the clock is read once the row is locked, which may take a while
ROW = '(SELECT * FROM database_id WHERE "only" = 1 FOR UPDATE) AS turn'
TURN = f"SELECT {CLOCK}, CAST(pg_current_xact_id() AS TEXT), index_keys FROM {ROW}"
ERRORS: Errors = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)
LATE_OR_LOST: Errors = (TimeoutError, *ERRORS)
NO_WAY: Errors = (*ERRORS, OSError, ValueError)
FATE = "SELECT pg_xact_status(CAST(CAST($1 AS TEXT) AS xid8))"


class PostgresConnection:
    """One session of a server at a time; asked for the next transaction, it is made anew if it was lost."""

    is_shared = True
    errors: Errors = ERRORS
    in_words = staticmethod(in_words)

    def __init__(self, server: Server) -> None:
        self._server = server
        self._raw: Any = None
        self._number = ""  # of the transaction, by which its fate is known

    async def open(self, *, to_write: bool = True) -> None:
        """Connect.

        Raises:
            StorageUnavailable: that is not possible now, or not with this URL.
            EngineUnfit: the server is too old.
        """
        try:
            self._raw = await asyncpg.connect(
                self._server.url,
                timeout=CONNECT_SECONDS,
                server_settings=_settings_but(self._server.url),
                target_session_attrs="read-write" if to_write else "any",
            )
            await self._refuse_old()
            await self._raw.execute(WAIT_FOR_THE_DISK)
        except NO_WAY as error:
            raise StorageUnavailable(f"{self._server} {in_words(error)}") from None  # it may tell of the URL

    async def begin(self, patience: float) -> Begun:
        """Take the turn; of all who share the database one at a time has it."""
        try:
            async with asyncio.timeout(patience):
                try:
                    return await self._take_turn()
                except ERRORS as error:
                    if isinstance(error, asyncpg.LockNotAvailableError):
                        raise
                    self._drop()  # it was lost while nobody used it
                    return await self._take_turn()
        except LATE_OR_LOST as error:
            self._drop()
            raise StorageUnavailable(f"the database {self.in_words(error)}") from error

    async def keep(self, patience: float) -> None:
        """Commit; where the answer is lost, find out whether it was done."""
        try:
            async with asyncio.timeout(None if patience > TURN_SECONDS * 10 else patience):
                done = await self._raw.execute("COMMIT")
        except LATE_OR_LOST as error:
            self._drop()
            if not await self._was_kept():
                raise StorageUnavailable(f"the database {self.in_words(error)}") from error
            return
        if done != "COMMIT":
            raise StorageUnavailable("the transaction had failed")

    async def undo(self, patience: float) -> None:
        """Roll back, if there still is anything."""
        if not self._is_connected:
            return
        try:
            async with asyncio.timeout(min(patience, STATEMENT_SECONDS)):
                await self._raw.execute("ROLLBACK")
        except LATE_OR_LOST:
            self._drop()

    async def clock(self) -> float:
        """Return the time of the server."""
        return float(await self._raw.fetchval(f"SELECT {CLOCK}"))

    async def fetch(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        """Run *statement* and return all its rows."""
        rows = await self._raw.fetch(dialect.numbered(statement), *values)
        return list(map(tuple, rows))

    async def change(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Run *statement* and return how many rows it changed."""
        done = str(await self._raw.execute(dialect.numbered(statement), *values)).rpartition(" ")[2]
        return int(done) if done.isdigit() else 0

    async def within(self, seconds: float, work: Awaitable[T]) -> T:
        """End what runs here after *seconds*: the server is asked to give the statement up."""
        try:
            async with asyncio.timeout(seconds):
                return await work
        except asyncpg.QueryCanceledError as error:
            raise TimeoutError from error

    def refuses(self, error: BaseException) -> bool:
        """Tell the server's errors, and all that come of a lost connection."""
        return is_nobodys_fault(error) or (isinstance(error, self.errors) and not self._is_connected)

    def blames_row(self, error: BaseException) -> bool:
        """Tell what is no fault of the server's, of the way to it, or of a statement's."""
        others = (asyncpg.SyntaxOrAccessError, StorageUnavailable, TimeoutError)
        return not self.refuses(error) and not isinstance(error, others)

    async def begin_migration(self) -> float:
        """Begin alone among all who begin or migrate, and take the turn if there is one."""
        await self._raw.execute(f"BEGIN; {AS_LONG_AS_IT_TAKES}")
        await self._raw.execute(f"SELECT pg_advisory_xact_lock({MIGRATION})")
        if await self.schema_number():
            await self._raw.execute(f"SELECT id FROM {ROW}")
        return await self.clock()

    async def begin_schema(self, newest: Callable[[], AbstractAsyncContextManager[Connection]]) -> bool:
        """Build the newest schema at once: the earlier migrations are SQLite's history."""
        if await self.schema_number():
            return False
        async with newest() as made:
            await self.begin_migration()
            try:
                if is_empty := not await self.schema_number():
                    await build(self, made)
                await self.keep(TURN_SECONDS * 60)
            except BaseException:
                await self.undo(TURN_SECONDS)
                raise
        return is_empty

    def statements_of(self, script: str) -> Iterator[str]:
        """Split a migration, translated."""
        return dialect.statements(script)

    async def run(self, statement: str) -> None:
        """Run *statement*, or some, as they are."""
        await self._raw.execute(statement)

    async def schema_number(self) -> int:
        """Return the last number among the migrations that made this schema."""
        if await self._raw.fetchval("SELECT to_regclass('migration') IS NULL"):
            return 0
        return int(await self._raw.fetchval("SELECT coalesce(max(number), 0) FROM migration"))

    async def note_schema_number(self, number: int) -> None:
        """Leave that to the table of migrations."""

    async def schema(self) -> Mapping[str, str]:
        """Return each column, index and trigger."""
        return await schema.facts(self)

    async def schema_like(self, other: Connection) -> Mapping[str, str]:
        """Return those that a SQLite schema becomes here."""
        return await schema.facts_like(other)

    async def tables(self) -> list[str]:
        """Return the tables of the schema in which we live, in the order in which they were made."""
        return [str(name) for (name,) in await self.fetch(schema.TABLES)]

    async def take_in(self, table: str, columns: Sequence[str], rows: AsyncIterable[Sequence[Any]]) -> None:
        """Copy many rows into *table*."""
        await self._raw.copy_records_to_table(table, columns=columns, records=rows)

    async def walk(self, statement: str) -> AsyncIterator[list[Row]]:
        """Go through many rows, some at a time, within a transaction."""
        cursor = await self._raw.cursor(statement)
        while rows := await cursor.fetch(SOME):
            yield list(map(tuple, rows))

    async def close(self) -> None:
        """Say good-bye, or leave."""
        raw, self._raw = self._raw, None
        if raw is None or raw.is_closed():
            return
        try:
            await raw.close(timeout=CONNECT_SECONDS)
        except NO_WAY:
            raw.terminate()

    @property
    def _is_connected(self) -> bool:
        return self._raw is not None and not self._raw.is_closed()

    async def _refuse_old(self) -> None:
        if self._raw.get_server_version().major < OLDEST:
            await self.close()
            raise EngineUnfit(f"{self._server} is older than PostgreSQL {OLDEST}, which is needed")

    async def _be_connected(self) -> None:
        """Connect anew if the connection was lost, with a few tries: a restart takes moments.

        Raises:
            StorageUnavailable: it is away for longer.
        """
        for pause in PAUSES:
            if self._is_connected:
                return
            try:
                await self.open()
                log.warning("connected to the database again")
            except StorageUnavailable:
                await asyncio.sleep(pause)
        if not self._is_connected:
            await self.open()

    async def _take_turn(self) -> Begun:
        await self._be_connected()
        await self._raw.execute("BEGIN")
        clock, self._number, index_keys = await self._raw.fetchrow(TURN)
        return Begun(clock, index_keys)

    def _drop(self) -> None:
        raw, self._raw = self._raw, None
        if raw is not None:
            raw.terminate()

    async def _was_kept(self) -> bool:
        """Ask a new session what became of the transaction whose commit had no answer.

        Raises:
            StorageUnavailable: nobody can tell now; whoever repeats the work finds what it did.
        """
        ends_at = monotonic() + DOUBT_SECONDS
        while monotonic() < ends_at:
            fate = await self._fate()
            if fate != UNDER_WAY:
                return fate == KEPT
            await asyncio.sleep(PAUSES[0])
        raise StorageUnavailable(f"{self._server} cannot be asked what became of the commit")

    async def _fate(self) -> str:
        """Return what the server knows of the transaction; that it is under way, if nobody can be asked."""
        try:
            await self._be_connected()
            async with asyncio.timeout(CONNECT_SECONDS):
                return str(await self._raw.fetchval(FATE, self._number))
        except StorageUnavailable:
            return UNDER_WAY
        except TimeoutError:
            self._drop()
            return UNDER_WAY
        except self.errors:  # a standby that took over without it does not know its number
            return "" if self._is_connected else UNDER_WAY


def _settings_but(url: str) -> dict[str, str]:
    """Return our settings of a session, but those that the operator set in the URL."""
    named = parse_qs(urlsplit(url).query)
    return {name: value for name, value in SETTINGS.items() if name not in named}
