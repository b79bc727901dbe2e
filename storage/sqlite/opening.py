"""The opening of a SQLite file: to write, and to read what stands.

``synchronous=FULL``: what was acknowledged survives a power cut.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite3

from storage.errors import EngineUnfit, StorageUnavailable
from storage.sqlite.connection import SqliteConnection
from storage.sqlite.words import in_words

FIRST_SAFE_SQLITE = (3, 51, 3)  # earlier ones may damage a WAL file that is being checkpointed
OWNER_ONLY = 0o600
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA journal_size_limit = 16777216",
)


async def connect(path: Path) -> SqliteConnection:
    """Open *path* with the settings on which durability and erasure rest; see `Engine.connect`."""
    if sqlite3.sqlite_version_info < FIRST_SAFE_SQLITE:
        raise EngineUnfit(f"SQLite {sqlite3.sqlite_version} may damage the file; 3.51.3 is needed")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageUnavailable(f"the folder {path.parent} cannot be made: {error.strerror}") from error
    _keep_private(path)
    connection = SqliteConnection(str(path))
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


@asynccontextmanager
async def connected_to_read(path: Path) -> AsyncIterator[SqliteConnection]:
    """Open the file at *path*, whatever its schema; see `Engine.connected_to_read`."""
    if not path.exists():
        raise StorageUnavailable(f"there is no database {path}")
    if path.is_dir():
        raise StorageUnavailable(f"{path} is a folder: name the file in it")
    try:
        async with SqliteConnection(_address(path), uri=True) as connection:
            yield connection
    except sqlite3.DatabaseError as error:
        raise StorageUnavailable(f"{path} {in_words(error)}") from error


def _address(path: Path) -> str:
    """Tell how to open what stands: without a log nobody has it open, and none is made to read it."""
    file = path.resolve()
    is_open = file.with_name(f"{file.name}-wal").exists()
    return f"{file.as_uri()}?mode=ro{'' if is_open else '&immutable=1'}"
