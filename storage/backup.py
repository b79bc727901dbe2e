"""Backups: a compact copy of the live file, checked at once; ciphertext only, keys are never in it."""

from pathlib import Path

import aiosqlite

from storage.database import connect
from storage.errors import StorageUnavailable
from storage.migration import migrate, schema_number
from storage.vault import Vault


async def back_up(database: Path, target: Path, vault: Vault) -> None:
    """Copy *database* to *target* while the bot goes on, and prove that the copy opens.

    Raises:
        StorageUnavailable: *target* exists, or the copy is not whole.
        KeyRingUnusable: the key ring does not open the copy.
    """
    if target.exists():
        raise StorageUnavailable(f"{target.name} exists; a backup never overwrites")
    connection = await connect(database)
    try:
        await connection.execute("VACUUM INTO ?", (str(target),))
    finally:
        await connection.close()
    target.chmod(0o600)
    await verify(target, vault)


async def restore(source: Path, database: Path, vault: Vault) -> None:
    """Put the backup *source* in the place of a missing *database*.

    Raises:
        StorageUnavailable: there is a database (move it and its -wal and -shm away first), or the
            backup is not whole.
    """
    if any(database.with_name(database.name + ending).exists() for ending in ("", "-wal", "-shm")):
        raise StorageUnavailable(f"{database.name} is there: move it away first")
    await verify(source, vault)
    await back_up(source, database, vault)


async def verify(file: Path, vault: Vault) -> None:
    """Check that *file* is a whole database that *vault* opens.

    Raises:
        StorageUnavailable: it is damaged or not ours.
        KeyRingUnusable: the key ring does not open it.
    """
    connection = await connect(file)
    try:
        await _verify(connection, file, vault)
    finally:
        await connection.close()


async def _verify(connection: aiosqlite.Connection, file: Path, vault: Vault) -> None:
    ((verdict,),) = await connection.execute_fetchall("PRAGMA integrity_check")
    if verdict != "ok" or not await schema_number(connection):
        raise StorageUnavailable(f"{file.name} is not a whole database of ours")
    await migrate(connection, vault)
