"""Backups: a compact copy of the live file, checked at once; ciphertext only, keys are never in it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import aiosqlite
from pysqlite3 import dbapi2 as sqlite3

from storage.audit import Audit, Head
from storage.database import connect
from storage.errors import StorageUnavailable
from storage.migration import migrate, schema_number
from storage.resealing import DamagedRow, Write, survey
from storage.transaction import Transaction
from storage.vault import Vault


async def back_up(database: Path, target: Path, vault: Vault) -> Sequence[DamagedRow]:
    """Copy *database* to *target* while the bot goes on, prove that the copy opens, return its damaged rows.

    Raises:
        StorageUnavailable: there is no database, *target* exists, or the copy is not whole.
        KeyRingUnusable: the key ring does not open the copy.
    """
    if not database.exists():
        raise StorageUnavailable(f"there is no {database.name}")
    if target.exists():
        raise StorageUnavailable(f"{target.name} exists; a backup never overwrites")
    connection = await connect(database)
    try:
        await connection.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise StorageUnavailable(f"{database.name} could not be copied: {error}") from error
    finally:
        await connection.close()
    target.chmod(0o600)
    return await verify(target, vault)


async def restore(source: Path, database: Path, vault: Vault) -> Sequence[DamagedRow]:
    """Put the backup *source* in the place of a missing *database* and return its damaged rows.

    Raises:
        StorageUnavailable: there is a database (move it and its -wal and -shm away first), or the
            backup is not whole.
    """
    if any(database.with_name(database.name + ending).exists() for ending in ("", "-wal", "-shm")):
        raise StorageUnavailable(f"{database.name} is there: move it away first")
    await verify(source, vault)
    return await back_up(source, database, vault)


async def verify(file: Path, vault: Vault) -> Sequence[DamagedRow]:
    """Check that *file* is a whole database that *vault* opens, and return its damaged rows.

    Raises:
        StorageUnavailable: it is damaged or not ours.
        KeyRingUnusable: the key ring does not open it.
    """
    async with _whole(file, vault) as write:
        return (await survey(write)).damaged


async def head_of(file: Path, vault: Vault) -> Head:
    """Return where the audit log ended when the backup *file* was made.

    Raises:
        StorageUnavailable: the backup is not whole.
    """
    async with _whole(file, vault) as write:
        head: Head = await write(lambda transaction: Audit(transaction).head())
        return head


@asynccontextmanager
async def _whole(file: Path, vault: Vault) -> AsyncIterator[Write]:
    if not file.exists():
        raise StorageUnavailable(f"there is no {file.name}")
    connection = await connect(file)
    try:
        await _prove(connection, file, vault)
        transaction = Transaction(connection, vault, 0)
        yield lambda work: work(transaction)
    finally:
        await connection.close()


async def _prove(connection: aiosqlite.Connection, file: Path, vault: Vault) -> None:
    try:
        ((verdict,),) = await connection.execute_fetchall("PRAGMA integrity_check(1)")
    except sqlite3.DatabaseError as error:
        raise StorageUnavailable(f"{file.name} is not a database") from error
    if verdict != "ok" or not await schema_number(connection):
        raise StorageUnavailable(f"{file.name} is not a whole database of ours")
    await migrate(connection, vault)
