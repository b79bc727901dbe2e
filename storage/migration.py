"""Migrations: numbered SQL files, each in one transaction, so that a killed start begins again cleanly."""

import logging
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2 as sqlite3

from storage.connection import Connection
from storage.errors import KeyRingUnusable, SchemaUnknown, SealBroken, StorageUnavailable
from storage.migration_steps import STEPS
from storage.schema import RECORDED, UNFINISHED, differences, record, refuse_others, schema_of
from storage.sealed import Sealed
from storage.sqlite_words import in_words
from storage.tables import KEY_CANARY, SEALED
from storage.transaction import Transaction
from storage.vault import Vault

log = logging.getLogger(__name__)

SAMPLE = 20  # rows of each table that tell a foreign key ring from a damaged canary


@cache
def migrations() -> dict[int, str]:
    """Return the text of every migration by its number."""
    folder = files("storage") / "migrations"
    scripts = (entry for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return {int(entry.name[:4]): entry.read_text() for entry in scripts}


async def migrate(connection: Connection, vault: Vault) -> None:
    """Bring the file to the present schema.

    Raises:
        SchemaUnknown: the file was written by a newer release.
        KeyRingUnusable: the file was sealed with another key ring.
        StorageUnavailable: it is damaged, or cannot be written.
    """
    try:
        await _judge(connection, vault)
        before = await schema_number(connection)
        await _apply_all(connection, vault, max(migrations()))
        if before < max(migrations()):
            log.info("the database was brought from schema %d to %d", before, max(migrations()))
        await _keep_canary(connection, vault)
    except sqlite3.Error as error:
        raise StorageUnavailable(f"the database {in_words(error)}") from error


async def faults_of_schema(connection: Connection, vault: Vault) -> list[str]:
    """Say where the file's schema is not the one that its migrations make."""
    number = await schema_number(connection)
    async with Connection(":memory:") as made:
        await _apply_all(made, vault, number)
        return differences(await schema_of(connection), await schema_of(made))


async def refuse_other_schema(connection: Connection, path: Path) -> None:
    """Refuse what this release cannot read as it is.

    Raises:
        StorageUnavailable: nothing was ever kept in it, or an earlier release wrote it.
        SchemaUnknown: a newer or an unfinished release wrote it.
    """
    number, newest = await schema_number(connection), max(migrations())
    if not number:
        raise StorageUnavailable(f"{path} is empty, or not a database of ours")
    if number < newest:
        raise StorageUnavailable(
            f"{path} has schema {number} and this release works with {newest}: the start of the bot, or"
            " python -m bot migrate, brings it there (stop the earlier release and take a backup before)"
        )
    await refuse_others(connection, migrations(), number)
    if number > newest:
        raise SchemaUnknown(f"{path} has schema {number}, this release knows {newest}")


async def _judge(connection: Connection, vault: Vault) -> None:
    """Refuse a file whose migrations are not ours; one of before they were noted is judged by its schema.

    Raises:
        SchemaUnknown: a newer or an unfinished release made it.
    """
    number, known = await schema_number(connection), migrations()
    if number > max(known):
        raise SchemaUnknown(f"the database has schema {number}, this release knows {max(known)}")
    await refuse_others(connection, known, number)
    if 0 < number < RECORDED and (faults := await faults_of_schema(connection, vault)):
        raise SchemaUnknown(f"the database is of no release: {'; '.join(faults)}: {UNFINISHED}")


async def _apply_all(connection: Connection, vault: Vault, last: int) -> None:
    for number, script in sorted(migrations().items()):
        if number <= last:
            await _apply(connection, vault, number, script)


async def schema_number(connection: Connection) -> int:
    """Return the number of the last migration that the file has seen, 0 for a new file."""
    ((number,),) = await connection.execute_fetchall("PRAGMA user_version")
    return int(number)


async def _apply(connection: Connection, vault: Vault, number: int, script: str) -> None:
    """Run one migration unless the file has it; whoever comes second to the lock finds it done."""
    await connection.execute("BEGIN IMMEDIATE")
    try:
        if await schema_number(connection) < number:
            for statement in _statements(script):
                await connection.execute(statement)
            if step := STEPS.get(number):
                await step(Transaction(connection, vault, connection.clock()))
            await record(connection, migrations(), number)
            await connection.execute(f"PRAGMA user_version = {number}")
        await connection.execute("COMMIT")
    except BaseException:
        await connection.execute("ROLLBACK")
        raise


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


async def check_canary(connection: Connection, vault: Vault) -> bool:
    """Tell whether the canary row is there and sound.

    Raises:
        KeyRingUnusable: neither it nor most of the other rows open.
    """
    rows = list(await connection.execute_fetchall(f"SELECT {KEY_CANARY.columns} FROM key_canary"))
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
    sealed = vault.seal("canary", KEY_CANARY.binding(1, 0))
    await connection.execute("INSERT OR REPLACE INTO key_canary (id, sealed) VALUES (1, ?)", (sealed,))


async def _opens_most(connection: Connection, vault: Vault) -> bool:
    opened = broken = 0
    for table in SEALED:
        statement = f"SELECT {table.columns} FROM {table.table} WHERE sealed <> x'' LIMIT {SAMPLE}"
        for row in await connection.execute_fetchall(statement):
            if _opens(table, vault, row):
                opened += 1
            else:
                broken += 1
    return opened > broken


def _opens(table: Sealed[Any], vault: Vault, row: Any) -> bool:
    try:
        table.open(vault, row)
    except SealBroken:
        return False
    return True
