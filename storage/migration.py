"""Migrations: numbered SQL files, each in one transaction, so that a killed start begins again cleanly."""

import logging
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import aiosqlite
from pysqlite3 import dbapi2 as sqlite3

from storage.errors import KeyRingUnusable, SchemaUnknown, SealBroken
from storage.migration_steps import STEPS
from storage.sealed import Sealed
from storage.tables import KEY_CANARY, SEALED
from storage.transaction import Transaction
from storage.vault import Vault

log = logging.getLogger(__name__)

SAMPLE = 20  # rows of each table that tell a foreign key ring from a damaged canary


def migrations() -> dict[int, str]:
    """Return the text of every migration by its number."""
    folder = files("storage") / "migrations"
    scripts = (entry for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return {int(entry.name[:4]): entry.read_text() for entry in scripts}


async def migrate(connection: aiosqlite.Connection, vault: Vault) -> None:
    """Bring the file to the present schema.

    Raises:
        SchemaUnknown: the file was written by a newer release.
        KeyRingUnusable: the file was sealed with another key ring.
    """
    known = migrations()
    await _refuse_unknown(connection, max(known))
    for number, script in sorted(known.items()):
        await _apply(connection, vault, number, script)
    await _check_canary(connection, vault)


async def schema_number(connection: aiosqlite.Connection) -> int:
    """Return the number of the last migration that the file has seen, 0 for a new file."""
    ((number,),) = await connection.execute_fetchall("PRAGMA user_version")
    return int(number)


async def _refuse_unknown(connection: aiosqlite.Connection, newest: int) -> None:
    number = await schema_number(connection)
    if number > newest:
        raise SchemaUnknown(f"the database has schema {number}, this release knows {newest}")


async def _apply(connection: aiosqlite.Connection, vault: Vault, number: int, script: str) -> None:
    """Run one migration unless the file has it; whoever comes second to the lock finds it done."""
    await connection.execute("BEGIN IMMEDIATE")
    try:
        if await schema_number(connection) < number:
            for statement in _statements(script):
                await connection.execute(statement)
            if step := STEPS.get(number):
                ((now,),) = await connection.execute_fetchall("SELECT unixepoch('now', 'subsec')")
                await step(Transaction(connection, vault, now))
            await connection.execute(f"PRAGMA user_version = {number}")
            log.info("migration %04d applied", number)
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


async def _check_canary(connection: aiosqlite.Connection, vault: Vault) -> None:
    """Open the canary row, or leave one in a new file; a foreign key ring stops the start.

    A damaged canary does not, as long as most of the other rows open.
    """
    rows = list(await connection.execute_fetchall(f"SELECT {KEY_CANARY.columns} FROM key_canary"))  # noqa: S608 - a constant
    try:
        if rows:
            KEY_CANARY.value(vault, rows[0])
            return
    except SealBroken as error:
        if not await _opens_most(connection, vault):
            raise KeyRingUnusable("this key ring does not open this database") from error
        log.error("the key canary was damaged: it is made anew")  # noqa: TRY400 - the error says no more
    sealed = vault.seal("canary", KEY_CANARY.place(1, 0))
    await connection.execute("INSERT OR REPLACE INTO key_canary (id, sealed) VALUES (1, ?)", (sealed,))


async def _opens_most(connection: aiosqlite.Connection, vault: Vault) -> bool:
    opened = broken = 0
    for table in SEALED:
        statement = f"SELECT {table.columns} FROM {table.table} WHERE sealed <> x'' LIMIT {SAMPLE}"  # noqa: S608 - our own names
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
