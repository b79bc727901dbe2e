"""Erasure: nothing of a person stays, in no table, in neither file, and not as ciphertext."""

import asyncio
from contextlib import suppress

import pytest
from pysqlite3 import dbapi2 as sqlite3

from bot.jobs.upkeep import WipingJob
from patient.card import OwnerId
from storage.cards import Cards
from storage.erasure import erase_card, erase_owner
from storage.errors import StorageUnavailable
from storage.retention import retire
from storage.sqlite.file import SqliteFile
from storage.tables import OWNED
from tests.jobs import wiping
from tests.tables import PEOPLE, columns_of, fill

OWNER, OTHER = OwnerId(4711), OwnerId(4712)
KEYED = {"consent", "own_visit"}  # outlive a person: no Telegram id stands in them


@pytest.mark.of_a_file
async def test_every_table_with_a_person_is_emptied(database):
    """A row of two people in each; after one has left, only what is keyed and outlives him is there."""
    columns = await columns_of(database)
    tables = [table for table, has in columns.items() if PEOPLE & has.keys() and table not in KEYED]
    for pragma in ("foreign_keys = OFF", "ignore_check_constraints = ON"):
        await database.connection.execute(f"PRAGMA {pragma}")
    for table in tables:
        for who in (OWNER, OTHER):
            if table != "consent":
                await database.write(lambda tx, t=table, w=who: fill(tx, t, columns[t], w))
    await database.write(lambda tx: erase_owner(tx, OWNER))
    for table in set(tables) - {"outbox"}:
        people = [name for name in columns[table] if name in PEOPLE]
        rows = await database.write(lambda tx, t=table, p=people: tx.rows(f"SELECT {', '.join(p)} FROM {t}"))
        assert len(rows) == 1, table
        assert OWNER not in rows[0], table


def contents(path):
    return b"".join(path.with_name(path.name + ending).read_bytes() for ending in ("", "-wal"))


async def sealed_of(database, owner):
    """Return all that is sealed for *owner* now."""
    found = []
    for table, column in OWNED:
        with suppress(Exception):
            rows = await database.write(
                lambda tx, t=table, c=column: tx.rows(f"SELECT sealed FROM {t} WHERE {c} = ?", owner)
            )
            found += [row[0] for row in rows if row[0]]
    return found


@pytest.mark.of_a_file
@pytest.mark.parametrize("what", ["the person", "a card"])
async def test_no_ciphertext_stays_in_either_file(lived_in, tmp_path, what):
    """Every sealed value that there was is searched for by its bytes, once the log was emptied."""
    path, anna = tmp_path / "bot.db", OwnerId(1001)
    job = wiping(lived_in, WipingJob(lived_in))
    card = (await lived_in.write(lambda tx: Cards(tx, anna).owned()))[0]
    ciphertexts = await sealed_of(lived_in, anna)
    if what == "a card":
        statement = "SELECT sealed FROM card WHERE id = ?1 UNION ALL SELECT sealed FROM visit WHERE card = ?1"
        ciphertexts = [row[0] for row in await lived_in.write(lambda tx: tx.rows(statement, card.id))]
    assert len(ciphertexts) > 1
    assert all(one in contents(path) for one in ciphertexts)
    if what == "a card":
        await lived_in.write(lambda tx: erase_card(tx, card.id, anna))
    else:
        await lived_in.write(lambda tx: erase_owner(tx, anna))
    await job.close(10)
    left = contents(path)
    pieces = [one[at : at + 16] for one in ciphertexts for at in range(0, len(one) - 16, 16)]
    assert [piece for piece in pieces if piece in left] == []
    assert path.with_name("bot.db-wal").stat().st_size == 0


@pytest.mark.of_a_file
async def test_who_has_no_card_leaves_the_log_too(lived_in, tmp_path):
    """A draft, a question to support or a shared card is data as well."""
    path = tmp_path / "bot.db"
    job = wiping(lived_in, WipingJob(lived_in))
    await job.run()
    await lived_in.write(lambda tx: erase_owner(tx, OwnerId(4004)))
    await job.close(10)
    assert path.with_name("bot.db-wal").stat().st_size == 0


@pytest.mark.of_a_file
async def test_the_log_is_emptied_once_a_reader_lets_it(lived_in, tmp_path):
    """A reader holds it: the job says that it waits, and the next tick does it."""
    path = tmp_path / "bot.db"
    job = wiping(lived_in, WipingJob(lived_in))
    await job.run()
    reader = sqlite3.connect(str(path))
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM card").fetchall()
    await lived_in.write(lambda tx: tx.execute("UPDATE visits_look SET next_at = 5"))
    assert not await asyncio.wait_for(SqliteFile(path).wipe(patience=0.1), 30)
    reader.close()
    await lived_in.write(lambda tx: erase_owner(tx, OwnerId(1001)))
    await job.close(10)
    assert path.with_name("bot.db-wal").stat().st_size == 0


@pytest.mark.of_a_file
async def test_a_log_that_could_not_be_emptied_stays_due(lived_in, tmp_path):
    """The file cannot be opened for a while; the next run makes up for it, with nothing erased in between."""
    path, aside = tmp_path / "bot.db", tmp_path / "aside.db"
    job = WipingJob(lived_in)
    await lived_in.write(lambda tx: tx.execute("UPDATE visits_look SET next_at = 5"))
    path.rename(aside)
    path.mkdir()
    with pytest.raises(StorageUnavailable):
        await job.run()
    path.rmdir()
    aside.rename(path)
    assert path.with_name("bot.db-wal").stat().st_size > 0
    await job.run()
    assert path.with_name("bot.db-wal").stat().st_size == 0


@pytest.mark.of_a_file
async def test_what_is_retired_leaves_the_log_too(lived_in, tmp_path):
    """Terms of life end as erasures do."""
    path = tmp_path / "bot.db"
    job = wiping(lived_in, WipingJob(lived_in))
    await job.run()
    await lived_in.write(lambda tx: tx.execute("UPDATE dead_update SET received_at = 0"))
    await retire(lived_in.write)
    await job.close(10)
    assert path.with_name("bot.db-wal").stat().st_size == 0


async def test_a_damaged_card_goes_with_its_person(lived_in):
    """Nobody can read it, so it is found by its owner."""
    await lived_in.write(lambda tx: tx.execute("UPDATE card SET sealed = ?", b"\x01"))
    removed = await lived_in.write(lambda tx: erase_owner(tx, OwnerId(1001)))
    assert removed.cards == 2
    assert await lived_in.write(lambda tx: tx.rows("SELECT DISTINCT owner FROM card")) == [(2002,)]
