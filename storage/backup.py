"""Backups: a compact copy of the live file, checked at once; ciphertext only, keys are never in it."""

import os
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite3

from storage.audit import AuditLog, Head
from storage.connection import Connection
from storage.database import connect
from storage.errors import StorageError, StorageUnavailable
from storage.migration import migrate, migrations, schema_number
from storage.reading import Read, connected_to_read, reading
from storage.resealing import DamagedRow, survey
from storage.sqlite_words import DAMAGED_PAGES, in_words
from storage.vault import Vault

BESIDE = ("-journal", "-wal", "-shm")
DRAFT = ".part"  # what a copy is called until it is proven
KEPT_FROM_THE_BEGINNING = ("key_canary", "database_id", "migration", "audit", "audit_head")


async def back_up(database: Path, target: Path, vault: Vault) -> Sequence[DamagedRow]:
    """Copy *database* to *target* while the bot goes on, prove that the copy opens, return its damaged rows.

    It stands at *target* when it is proven and on the disk, not before: a kill leaves no half one.

    Raises:
        StorageUnavailable: there is no database, *target* exists or cannot be written, or it is not whole.
        KeyRingUnusable: the key ring does not open the copy.
    """
    if not database.exists():
        raise StorageUnavailable(f"there is no database {database}")
    if target.exists():
        raise StorageUnavailable(f"{target} exists; a backup never overwrites")
    draft = target.with_name(target.name + DRAFT)
    _remove(draft)
    with _gone_on_failure(draft):
        await _copy(database, draft)
        damaged = await verify(draft, vault)
        _set_down(draft, target)
    return damaged


async def restore(source: Path, database: Path, vault: Vault) -> Sequence[DamagedRow]:
    """Put the backup *source* in the place of a missing or empty *database* and return its damaged rows.

    It is proven before it stands there.

    Raises:
        StorageUnavailable: there is a database (move it and its -wal and -shm away first), or the
            backup is not whole.
    """
    if not source.exists():
        raise StorageUnavailable(f"there is no backup {source}")
    if not await _is_empty(database):
        raise StorageUnavailable(
            f"{database} is there, and not empty: move it and its -wal and -shm away first"
        )
    draft = database.with_name(f"{database.name}.restored")
    database.parent.mkdir(parents=True, exist_ok=True)
    _remove(draft)
    with _gone_on_failure(draft):
        damaged = await back_up(source, draft, vault)
        _remove(database)
        draft.replace(database)
    return damaged


async def verify(file: Path, vault: Vault) -> Sequence[DamagedRow]:
    """Check that *file* is a whole database that *vault* opens, and return its damaged rows.

    Raises:
        StorageUnavailable: it is damaged or not ours.
        KeyRingUnusable: the key ring does not open it.
    """
    async with _whole(file, vault) as read:
        return (await survey(read)).damaged


async def head_of(file: Path, vault: Vault) -> Head:
    """Return where the audit log ended when the backup *file* was made.

    Raises:
        StorageUnavailable: the backup is not whole.
    """
    async with _whole(file, vault) as read:
        head: Head = await read(lambda transaction: AuditLog(transaction).head())
        return head


async def damaged_pages(connection: Connection) -> bool:
    """Tell whether any page of the file is damaged."""
    try:
        ((verdict,),) = await connection.execute_fetchall("PRAGMA integrity_check(1)")
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_CORRUPT:
            return True
        raise
    return bool(verdict != "ok")


@asynccontextmanager
async def _whole(file: Path, vault: Vault) -> AsyncIterator[Read]:
    """Open *file* to read; one of an earlier release as a copy that is brought to the present schema."""
    async with connected_to_read(file) as connection:
        number = await schema_number(connection)
        if not number:
            raise StorageUnavailable(f"{file} is empty, or not a database of ours")
        if await damaged_pages(connection):
            raise StorageUnavailable(f"{file} {DAMAGED_PAGES}")
    if number >= max(migrations()):
        async with reading(file, vault) as read:
            yield read
        return
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".looked-at-") as folder:
        copy = Path(folder, file.name)
        await _copy(file, copy)
        await _bring_forward(copy, vault)
        async with reading(copy, vault) as read:
            yield read


async def _bring_forward(file: Path, vault: Vault) -> None:
    connection = await connect(file)
    try:
        await migrate(connection, vault)
    finally:
        await connection.close()


async def _copy(database: Path, target: Path) -> None:
    if not target.parent.is_dir():
        raise StorageUnavailable(f"there is no folder {target.parent} for {target.name}")
    async with connected_to_read(database) as connection:
        try:
            await connection.execute("VACUUM INTO ?", (str(target),))
        except sqlite3.OperationalError as error:  # the target's: a damaged source is another class
            raise StorageUnavailable(f"{target} {in_words(error)}") from error
    target.chmod(0o600)


def _set_down(draft: Path, target: Path) -> None:
    """Give the draft its name, when all of it is on the disk."""
    _flush(draft)
    draft.rename(target)
    _flush(target.parent)


def _flush(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


async def _is_empty(database: Path) -> bool:
    """Tell whether nothing was ever kept there: no file, an empty one, or only what a start leaves in it."""
    if not database.exists() or not database.stat().st_size:
        return not any(_beside(database, ending).exists() for ending in BESIDE)
    try:
        async with connected_to_read(database) as connection:
            rows = await connection.execute_fetchall(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
            tables = [str(name) for (name,) in rows if name not in KEPT_FROM_THE_BEGINNING]
            kept = [await connection.execute_fetchall(f'SELECT 1 FROM "{name}" LIMIT 1') for name in tables]
    except StorageError:
        return False
    return not any(kept)


def _beside(file: Path, ending: str) -> Path:
    return file.with_name(file.name + ending)


def _remove(file: Path) -> None:
    for ending in ("", *BESIDE):
        _beside(file, ending).unlink(missing_ok=True)


@contextmanager
def _gone_on_failure(file: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        _remove(file)
        raise
