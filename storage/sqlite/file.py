"""SQLite's file: how it is read, copied and put in place."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite3

from storage.connection import Connection
from storage.disk import set_down
from storage.errors import StorageError, StorageUnavailable
from storage.sqlite.connection import SqliteConnection
from storage.sqlite.opening import OWNER_ONLY, connect, connected_to_read
from storage.sqlite.words import DAMAGED_PAGES, in_words
from storage.vault import Vault

PATIENCE = 5.0  # seconds to wait for readers and the writer before the log is emptied
BESIDE = ("-journal", "-wal", "-shm")
KEPT_FROM_THE_BEGINNING = (
    *("key_canary", "index_key", "database_id", "migration"),
    *("audit", "audit_head", "last_backup"),
)


class SqliteFile:
    """A SQLite file, the one place of everything."""

    is_alone = True

    def __init__(self, path: Path) -> None:
        self._path = path

    def __str__(self) -> str:
        return str(self._path)

    @property
    def files(self) -> list[Path]:
        """The file, and what SQLite makes beside it."""
        return [_beside(self._path, ending) for ending in ("", "-wal", "-shm")]

    async def connect(self) -> SqliteConnection:
        """Open the file with the settings on which durability and erasure rest."""
        return await connect(self._path)

    @asynccontextmanager
    async def connected_to_read(self) -> AsyncIterator[Connection]:
        """Open the file, whatever its schema, and read it as it is at one moment."""
        async with connected_to_read(self._path) as connection:
            await connection.execute("BEGIN")  # it lasts until the connection is closed
            yield connection

    async def lack(self) -> str | None:
        """Tell a missing file and an empty one: perhaps its disk is not mounted."""
        if not self._path.exists():
            return "is missing"
        return None if self._path.stat().st_size else "is empty"

    async def refuse_damaged(self) -> None:
        """Look at every page of the file."""
        async with self.connected_to_read() as connection:
            ((verdict,),) = await connection.fetch("PRAGMA integrity_check(1)")
        if verdict != "ok":
            raise StorageUnavailable(f"{self} {DAMAGED_PAGES}")

    async def copy(self, target: Path, _vault: Vault, /) -> None:
        """Write a compact copy."""
        async with connected_to_read(self._path) as connection:
            try:
                await connection.execute("VACUUM INTO ?", (str(target),))
            except sqlite3.OperationalError as error:  # the target's: a damaged source is another class
                raise StorageUnavailable(f"{target} {in_words(error)}") from error
        target.chmod(OWNER_ONLY)

    @contextmanager
    def drafting(self) -> Iterator[Path]:
        """Draft beside the file, from where a draft moves into its place at once."""
        draft = _beside(self._path, ".restored")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        remove(draft)
        with gone_on_failure(draft):
            yield draft

    async def refuse_to_replace(self) -> None:
        """Refuse a restore over anything that was kept."""
        if not await _is_empty(self._path):
            raise StorageUnavailable(
                f"{self._path} is there, and not empty: move it and its -wal and -shm away first"
            )

    async def put(self, draft: Path, _vault: Vault, /) -> None:
        """Move the draft into the place of the file."""
        remove(self._path)
        set_down(draft, self._path)

    async def wipe(self, *, patience: float = PATIENCE) -> bool:
        """Move the write-ahead log, in which deleted rows stand as they were written, into the file.

        It has a connection of its own: a checkpoint cannot be made within anybody's transaction.
        """
        connection = await connect(self._path)
        try:
            await connection.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
            ((is_busy, _, _),) = await connection.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError:
            return False
        finally:
            await connection.close()
        return not is_busy


async def _is_empty(database: Path) -> bool:
    """Tell whether nothing was ever kept there: no file, an empty one, or only what a start leaves in it."""
    if not database.exists() or not database.stat().st_size:
        return not any(_beside(database, ending).exists() for ending in BESIDE)
    try:
        async with connected_to_read(database) as connection:
            tables = [name for name in await connection.tables() if name not in KEPT_FROM_THE_BEGINNING]
            kept = [await connection.execute_fetchall(f'SELECT 1 FROM "{name}" LIMIT 1') for name in tables]
    except StorageError:
        return False
    return not any(kept)


def _beside(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


def remove(file: Path) -> None:
    """Remove a database with all that stands beside it."""
    for ending in ("", *BESIDE):
        _beside(file, ending).unlink(missing_ok=True)


@contextmanager
def gone_on_failure(file: Path) -> Iterator[None]:
    """Leave nothing of a file that did not come about."""
    try:
        yield
    except BaseException:
        remove(file)
        raise
