"""Moving house: a backup of one engine is restored on the other, and everybody finds everything."""

import asyncio
import sqlite3
from functools import partial

import pytest

from storage.audit import AuditLog
from storage.backup import back_up, restore, verify
from storage.consents import faults_of_consents
from storage.database import Database
from storage.errors import KeyRingUnusable, StorageUnavailable
from storage.inbox import Inbox
from storage.key_ring import KeyRing
from storage.migration import faults_of_schema, made, migrate
from storage.outbox import Call, Outbox
from storage.reading import reading
from storage.resealing import survey
from storage.schema import migrations
from storage.tables import SEALED
from tests.storage.earlier import laid_out

pytestmark = pytest.mark.of_a_server


@pytest.fixture
def file(tmp_path):
    """A file in which people have lived, and its vault."""
    folder = tmp_path / "before"
    folder.mkdir()
    return folder / "bot.db", laid_out(folder)


async def rows_of(place, vault):
    """Return every row of every table."""
    async with reading(place, vault) as read:
        return {table: sorted(map(repr, await read(partial(_all, table)))) for table in await read(_tables)}


async def _tables(tx):
    return sorted(await tx._connection.tables())


async def _all(table, tx):
    rows = await tx.rows(COLUMNS[type(tx._connection).__name__], table)
    names = ", ".join(sorted(f'"{name}"' for (name,) in rows if name != "rowid"))
    return await tx.rows(f"SELECT {names} FROM {table}")


COLUMNS = {
    "SqliteConnection": "SELECT name FROM pragma_table_info(?)",
    "PostgresConnection": "SELECT CAST(column_name AS TEXT) FROM information_schema.columns"
    " WHERE table_schema = 'public' AND table_name = ?",
}


async def test_a_house_moves_there_and_back(file, new_place, tmp_path):
    """By a backup and a restore each way: not one row is another, nothing is damaged, the log is whole."""
    path, vault = file
    first, second = tmp_path / "first.db", tmp_path / "second.db"
    old = await Database.open(path, vault)
    await migrate(old.connection, vault)
    await old.close()
    assert await back_up(path, first, vault) == []
    before = await rows_of(path, vault)
    assert sum(map(len, before.values())) > len(SEALED)

    assert await restore(first, new_place, vault) == []
    assert await rows_of(new_place, vault) == before
    async with reading(new_place, vault) as read:
        assert (await survey(read)).damaged == []
        assert await read(lambda tx: AuditLog(tx).faults()) == []
        assert await read(faults_of_consents) == []

    assert await back_up(new_place, second, vault) == []
    await restore(second, tmp_path / "back.db", vault)
    assert await rows_of(tmp_path / "back.db", vault) == before
    back = await Database.open(tmp_path / "back.db", vault)
    assert await faults_of_schema(back.connection, vault) == []
    await back.close()


async def test_numbers_go_on_where_they_stood(new_place, vault, tmp_path):
    """One that was given and is gone is given to nobody else, on neither side: buttons name it."""

    async def says(tx):
        await Outbox(tx).add(1, Call("sendMessage", {"text": "x"}))
        return max(outgoing.id for outgoing in await Outbox(tx).left_over())

    numbers = []
    for number, place in enumerate((tmp_path / "a.db", new_place, tmp_path / "b.db")):
        if number:
            await restore(tmp_path / f"{number}.backup", place, vault)
        database = await Database.open(place, vault)
        await migrate(database.connection, vault)
        for _ in range(2):
            numbers.append(await database.write(says))
            await database.write(lambda tx: Outbox(tx).done([numbers[-1]]))
        await database.close()
        await back_up(place, tmp_path / f"{number + 1}.backup", vault)
    assert numbers == sorted(set(numbers))


async def test_odd_values_of_a_damaged_file_do_not_stop_the_move(file, new_place):
    """Bytes among texts, texts among numbers: they are made to fit, and damaged they stay."""
    path, vault = file
    with sqlite3.connect(path) as damaged:
        damaged.execute("UPDATE dialogue SET language = x'ff', heard = 'a' || char(0) || 'b'")
        damaged.execute("UPDATE card SET sealed = 'text', created_at = 'yesterday'")
    damaged.close()
    found = {row.table for row in await restore(path, new_place, vault)}
    assert "card" in found
    async with reading(new_place, vault) as read:
        assert {row.table for row in (await survey(read)).damaged} == found
        assert await read(lambda tx: tx.rows("SELECT DISTINCT heard FROM dialogue")) == [("ab",)]


async def test_nothing_is_restored_over_what_was_kept(file, new_place, database, settings, tmp_path):
    """Neither over people's data nor over somebody else's tables; with foreign keys nothing is made."""
    path, vault = file
    with pytest.raises(KeyRingUnusable):
        await restore(path, new_place, KeyRing.fresh().vault())
    async with reading(settings.database, database._writer._vault):
        pass
    with pytest.raises(StorageUnavailable, match="not a database of ours"):
        async with reading(new_place, vault):
            pass
    await database.write(lambda tx: Inbox(tx).accept(1))
    with pytest.raises(StorageUnavailable, match="not empty"):
        await restore(path, settings.database, vault)
    assert not await database.write(lambda tx: Inbox(tx).accept(1))


async def test_a_backup_is_of_one_moment(database, settings, vault, tmp_path):
    """What is kept while it is made is in it whole or not at all; it is checked, and private."""
    await database.write(lambda tx: Inbox(tx).accept(1))
    await back_up(settings.database, tmp_path / "copy.db", vault)
    assert await verify(tmp_path / "copy.db", vault) == []
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0
    async with reading(tmp_path / "copy.db", vault) as read:
        assert await read(lambda tx: tx.rows("SELECT update_id FROM inbox")) == [(1,)]


async def test_a_schema_that_is_not_ours_is_told(database, vault):
    """What is missing, what is another, what is too much."""
    assert await faults_of_schema(database.connection, vault) == []
    for statement in (
        "DROP INDEX card_owner",
        "ALTER TABLE card ALTER COLUMN look_on TYPE TEXT",
        "CREATE TABLE strange (x BIGINT)",
    ):
        await database.connection.run(statement)
    faults = " ".join(await faults_of_schema(database.connection, vault))
    await database.connection.run("DROP TABLE strange")
    await database.connection.run("CREATE INDEX card_owner ON card (owner, created_at)")
    await database.connection.run("ALTER TABLE card ALTER COLUMN look_on DROP DEFAULT")
    await database.connection.run("ALTER TABLE card ALTER COLUMN look_on TYPE BIGINT USING 0")
    await database.connection.run("ALTER TABLE card ALTER COLUMN look_on SET DEFAULT 0")
    for found in ("card_owner is missing", "card.look_on is another", "strange.x is not ours"):
        assert found in faults


@pytest.mark.parametrize("number", [number for number in migrations() if number >= 15][:-1])
async def test_later_migrations_are_brought_to_a_database_that_is_there(new_place, vault, number):
    """Each by itself, translated, until the schema is the one that a new database gets."""
    database = await Database.open(new_place, vault)
    await database.connection.begin_schema(partial(made, vault, number))
    assert await database.connection.schema_number() == number
    await migrate(database.connection, vault)
    assert await database.connection.schema_number() == max(migrations())
    assert await faults_of_schema(database.connection, vault) == []
    assert await database.write(lambda tx: Inbox(tx).accept(1))
    await database.close()


async def test_of_two_that_begin_at_once_one_makes_the_schema_and_says_so(new_place, vault, caplog):
    """The other one waits, and finds it."""
    caplog.set_level("INFO")
    databases = [await Database.open(new_place, vault) for _ in range(2)]
    await asyncio.gather(*(migrate(each.connection, vault) for each in databases))
    assert [line for line in caplog.messages if "was brought" in line] == [
        f"the database was brought from schema 0 to {max(migrations())}"
    ]
    for each in databases:
        await each.close()
