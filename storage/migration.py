"""Migrations: numbered SQL files, each in one transaction, so that a killed start begins again cleanly."""

import logging
from collections.abc import Iterator
from importlib.resources import files

import aiosqlite
from pysqlite3 import dbapi2 as sqlite3

from storage.errors import KeyRingUnusable, SchemaUnknown, SealBroken
from storage.vault import Place, Vault

log = logging.getLogger(__name__)

CANARY = Place("key_canary", 1, 0)


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
        await _apply(connection, number, script)
    await _check_canary(connection, vault)


async def schema_number(connection: aiosqlite.Connection) -> int:
    """Return the number of the last migration that the file has seen, 0 for a new file."""
    ((number,),) = await connection.execute_fetchall("PRAGMA user_version")
    return int(number)


async def _refuse_unknown(connection: aiosqlite.Connection, newest: int) -> None:
    number = await schema_number(connection)
    if number > newest:
        raise SchemaUnknown(f"the database has schema {number}, this release knows {newest}")


async def _apply(connection: aiosqlite.Connection, number: int, script: str) -> None:
    """Run one migration unless the file has it; whoever comes second to the lock finds it done."""
    await connection.execute("BEGIN IMMEDIATE")
    try:
        if await schema_number(connection) < number:
            for statement in _statements(script):
                await connection.execute(statement)
            await connection.execute(f"PRAGMA user_version = {number}")
            log.info("migration %04d applied", number)
        await connection.execute("COMMIT")
    except sqlite3.Error:
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
    """Open the canary row, or leave one in a new file; a foreign key ring stops the start."""
    rows = list(await connection.execute_fetchall("SELECT sealed FROM key_canary"))
    if not rows:
        sealed = vault.seal("canary", CANARY)
        await connection.execute("INSERT INTO key_canary (id, sealed) VALUES (1, ?)", (sealed,))
        return
    try:
        vault.open(rows[0][0], CANARY)
    except SealBroken as error:
        raise KeyRingUnusable("this key ring does not open this database") from error
