"""Backups: a compact copy of the live database, checked at once; ciphertext only, keys are never in it.

A backup is a SQLite file whatever the engine, so a restore moves a house from one to the other.
"""

import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from storage.audit import AuditLog, Head
from storage.disk import set_down
from storage.engine import MISSING, engine_of
from storage.errors import StorageUnavailable
from storage.migration import bring_forward
from storage.places import Place
from storage.reading import Read, reading
from storage.resealing import DamagedRow, survey
from storage.schema import newest, refuse_newer
from storage.sqlite.file import SqliteFile, gone_on_failure, remove
from storage.vault import Vault

DRAFT = ".part"  # what a copy is called until it is proven


async def back_up(place: Place, target: Path, vault: Vault) -> Sequence[DamagedRow]:
    """Copy the database to *target* while the bot goes on, prove that it opens, return its damaged rows.

    It stands at *target* when it is proven and on the disk, not before: a kill leaves no half one.

    Raises:
        StorageUnavailable: there is no database, *target* exists or cannot be written, or it is not whole.
        KeyRingUnusable: the key ring does not open the copy.
    """
    engine = engine_of(place)
    if await engine.lack() == MISSING:
        raise StorageUnavailable(f"there is no database {place}")
    if not target.parent.is_dir():
        raise StorageUnavailable(f"there is no folder {target.parent} for {target.name}")
    if target.exists():
        raise StorageUnavailable(f"{target} exists; a backup never overwrites")
    draft = target.with_name(target.name + DRAFT)
    remove(draft)
    with gone_on_failure(draft):
        await engine.copy(draft, vault)
        damaged = await verify(draft, vault)
        set_down(draft, target)
    return damaged


async def restore(source: Path, place: Place, vault: Vault) -> Sequence[DamagedRow]:
    """Put the backup *source* in the place of a missing or empty database and return its damaged rows.

    It is proven before it stands there.

    Raises:
        StorageUnavailable: there is a database that is not empty, or the backup is not whole.
    """
    if not source.exists():
        raise StorageUnavailable(f"there is no backup {source}")
    engine = engine_of(place)
    await engine.refuse_to_replace()
    await _schema_of(source)  # or what is told of it would name the draft
    with engine.drafting() as draft:
        damaged = await back_up(source, draft, vault)
        await engine.put(draft, vault)
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


@asynccontextmanager
async def _whole(file: Path, vault: Vault) -> AsyncIterator[Read]:
    """Open *file* to read; one of an earlier release as a copy that is brought to the present schema."""
    if await _schema_of(file) == newest():
        async with reading(file, vault) as read:
            yield read
        return
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".looked-at-") as folder:
        copy = Path(folder, file.name)
        await SqliteFile(file).copy(copy, vault)
        await bring_forward(copy, vault)
        async with reading(copy, vault) as read:
            yield read


async def _schema_of(file: Path) -> int:
    """Return the schema of a file that this release can read.

    Raises:
        StorageUnavailable: it is damaged or not ours.
        SchemaUnknown: a later release made it.
    """
    engine = SqliteFile(file)
    async with engine.connected_to_read() as connection:
        number = await connection.schema_number()
    if not number:
        raise StorageUnavailable(f"{file} is empty, or not a database of ours")
    await engine.refuse_damaged()
    refuse_newer(number, file)
    return number
