"""Migrations: numbered SQL files, each in one transaction, so that a killed start begins again cleanly."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from storage.connection import Connection
from storage.errors import KeyRingUnusable, SchemaUnknown, SealBroken, StorageUnavailable
from storage.migration_steps import STEPS
from storage.places import Place
from storage.presence import refuse_to_break
from storage.repository import NOBODY
from storage.schema import (
    RECORDED,
    SUITS,
    UNFINISHED,
    differences,
    migrations,
    newest,
    record,
    refuse_newer,
    refuse_others,
)
from storage.sealed import Sealed
from storage.sqlite.connection import SqliteConnection
from storage.sqlite.opening import connect
from storage.tables import KEY_CANARY, SEALED
from storage.transaction import Transaction
from storage.vault import Vault

log = logging.getLogger(__name__)

FOR_EVER = float("inf")  # a migration takes as long as it takes
HAS_INDEX_KEYS = 18  # the first migration that keeps them in the database
SAMPLE = 20  # rows of each table that tell a foreign key ring from a damaged canary


async def migrate(connection: Connection, vault: Vault) -> None:
    """Bring the file to the present schema.

    Raises:
        SchemaUnknown: the file was written by a newer release.
        EarlierReplicasLive: it is shared by some that could not go on.
        KeyRingUnusable: the file was sealed with another key ring.
        StorageUnavailable: it is damaged, or cannot be written.
    """
    try:
        await _judge(connection, vault)
        before = await connection.schema_number()
        is_made = await connection.begin_schema(partial(made, vault, newest()))
        if await _apply_all(connection, vault, newest()) or is_made:
            log.info("the database was brought from schema %d to %d", before, newest())
        await _keep_canary(connection, vault)
    except connection.errors as error:
        raise StorageUnavailable(f"the database {connection.in_words(error)}") from error


async def refuse_unreadable(connection: Connection, place: Place, vault: Vault) -> None:
    """Refuse what this release cannot read as it is, or not with this key ring: see what follows."""
    try:
        await refuse_other_schema(connection, place)
        await check_canary(connection, vault)
    except connection.errors as error:
        raise StorageUnavailable(f"{place} {connection.in_words(error)}") from error


async def bring_forward(file: Path, vault: Vault) -> None:
    """Bring a SQLite file to the present schema."""
    connection = await connect(file)
    try:
        await migrate(connection, vault)
    finally:
        await connection.close()


async def faults_of_schema(connection: Connection, vault: Vault) -> list[str]:
    """Say where the file's schema is not the one that its migrations make."""
    async with made(vault, await connection.schema_number()) as other:
        return differences(await connection.schema(), await connection.schema_like(other))


@asynccontextmanager
async def made(vault: Vault, number: int) -> AsyncIterator[SqliteConnection]:
    """Make a new database of schema *number* in memory."""
    async with SqliteConnection(":memory:") as connection:
        await _apply_all(connection, vault, number)
        yield connection


async def refuse_other_schema(connection: Connection, place: Place) -> None:
    """Refuse what this release cannot read as it is.

    Raises:
        StorageUnavailable: nothing was ever kept in it, or an earlier release wrote it.
        SchemaUnknown: a newer or an unfinished release wrote it.
    """
    number = await connection.schema_number()
    if not number:
        raise StorageUnavailable(f"{place} is empty, or not a database of ours")
    if number < newest():
        raise StorageUnavailable(
            f"{place} has schema {number} and this release works with {newest()}: the start of the bot, or"
            " the command migrate, brings it there (stop the earlier release and take a backup before)"
        )
    await refuse_others(connection, number)
    refuse_newer(number, place)


async def _judge(connection: Connection, vault: Vault) -> None:
    """Refuse a file whose migrations are not ours; one of before they were noted is judged by its schema.

    Raises:
        SchemaUnknown: a newer or an unfinished release made it.
        KeyRingUnusable: its rows are found by an index key that this ring has no more.
    """
    number = await connection.schema_number()
    refuse_newer(number)
    await refuse_others(connection, number)
    if 0 < number < HAS_INDEX_KEYS and not vault.has_index_key:
        raise KeyRingUnusable(
            "the index key of this key ring was rotated after this database was written: take the copy of the"
            " ring from before"
        )
    if 0 < number < RECORDED and (faults := await faults_of_schema(connection, vault)):
        raise SchemaUnknown(f"the database is of no release: {'; '.join(faults)}: {UNFINISHED}")


async def _apply_all(connection: Connection, vault: Vault, last: int) -> bool:
    """Run the migrations up to the *last*; tell whether any was still to be run."""
    scripts = [each for each in sorted(migrations().items()) if each[0] <= last]
    return any([await _apply(connection, vault, *each) for each in scripts])


async def _apply(connection: Connection, vault: Vault, number: int, script: str) -> bool:
    """Run one migration unless the file has it; whoever comes second to the lock finds it done."""
    clock = await connection.begin_migration()
    try:
        if is_due := await connection.schema_number() < number:
            if connection.is_shared and SUITS not in script:
                await refuse_to_break(connection, Transaction(connection, vault, clock), number)
            for statement in connection.statements_of(script):
                await connection.run(statement)
            if step := STEPS.get(number):
                await step(Transaction(connection, vault, clock))
            await record(connection, number)
            await connection.note_schema_number(number)
        await connection.keep(FOR_EVER)
    except BaseException:
        await connection.undo(FOR_EVER)
        raise
    return is_due


async def check_canary(connection: Connection, vault: Vault) -> bool:
    """Tell whether the canary row is there and sound.

    Raises:
        KeyRingUnusable: neither it nor most of the other rows open.
    """
    rows = await connection.fetch(f"SELECT {KEY_CANARY.columns} FROM key_canary")
    try:
        if rows:
            KEY_CANARY.value(vault, rows[0])
            return True
    except SealBroken as error:
        if not await _opens_most(connection, vault):
            raise KeyRingUnusable("this key ring does not open this database") from error
        log.error("the key canary is damaged")  # noqa: TRY400 - the error says no more
    return False


async def _keep_canary(connection: Connection, vault: Vault) -> None:
    """Leave a canary row in a new file, and in one whose canary is damaged."""
    if await check_canary(connection, vault):
        return
    transaction = Transaction(connection, vault, await connection.clock())
    await transaction.save(KEY_CANARY, NOBODY, "canary", key=1)


async def _opens_most(connection: Connection, vault: Vault) -> bool:
    some = f"WHERE length(sealed) > 0 LIMIT {SAMPLE}"
    opened = [
        _opens(table, vault, row)
        for table in SEALED
        for row in await connection.fetch(f"{table.select} {some}")
    ]
    return opened.count(True) > opened.count(False)


def _opens(table: Sealed[Any], vault: Vault, row: Any) -> bool:
    try:
        table.open(vault, row)
    except SealBroken:
        return False
    return True
