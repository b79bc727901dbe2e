"""The declared tables are those of the schema: whoever adds one says what becomes of its rows."""

from pathlib import Path

import pytest

from patient.booking import Booking
from patient.card import OwnerId
from storage.bookings import Bookings
from storage.leases import WAITING, release_leases
from storage.tables import OWNED, SEALED, TERMS, TOLD_OF_CARDS
from tests.tables import PEOPLE, columns_of, fill

PRIVACY = Path(__file__).parents[2] / "docs" / "privacy.md"
OUTLIVE = {"outbox", "errand"}  # what a person wished for as he left
KEYED = {"consent", "own_visit"}  # outlive a person: no Telegram id stands in them
OWNERS_CARD = {"search", "visit", "share_offer", "card_share"}  # whose owner is the card's
ENDS_OTHERWISE = {
    "card": "its owner ends it",
    **dict.fromkeys(("card_mark", "search", "visit", "visits_look", "card_share", "card_person"), "the card"),
    "frozen_mark": "the card, or its frost",
    **dict.fromkeys(("sign_in", "signed_in", "dialogue"), "by steps of their own"),
    **dict.fromkeys(("errand", "outbox"), "they are done"),
    **dict.fromkeys(("clinic", "doctor"), "the registry has them no longer"),
    **dict.fromkeys(("consent", "consent_text", "audit", "audit_head"), "proof: never"),
    **dict.fromkeys(("database_id", "index_key", "key_canary", "migration"), "of no person: never"),
    "moved_chat": "of no person: never",
    "notice_choices": "the person leaves",
    "last_backup": "of no person: the next one takes its place",
    "replica": "it leaves, or is buried",
    "damaged_row": "the row is sealed anew, or goes",
}


@pytest.fixture
async def columns(database):
    return await columns_of(database)


async def test_each_table_with_sealed_rows_is_walked_over(columns):
    """A rotation of keys, a survey and a backup leave none out."""
    assert {table.table for table in SEALED} == {table for table, has in columns.items() if "sealed" in has}
    for table in SEALED:
        assert table.owner is None or columns[table.table][table.owner][2] == "INTEGER"


async def test_each_of_them_puts_damaged_rows_aside_and_takes_them_up_again(database):
    """A trigger forgets that a row was damaged once it is sealed anew, and one when it goes."""
    schema = await database.connection.schema()
    damageable = {table.table for table in SEALED} - {"index_key", "key_canary"}
    ends = {f"{table}_is_{end}" for table in damageable for end in ("mended", "gone")}
    assert {f"trigger {name}" for name in ends} <= schema.keys()


async def test_nobody_writes_into_a_row_of_anothers(database):
    """The same key in another's hands changes nothing, and shows nothing."""
    mine, others = Booking("key", OwnerId(1), clinic="one"), Booking("key", OwnerId(2), clinic="two")
    for booking in (mine, others):
        await database.write(lambda tx, b=booking: Bookings(tx, b.owner).save(b))
    assert await database.write(lambda tx: Bookings(tx, OwnerId(1)).find("key")) == mine
    assert await database.write(lambda tx: Bookings(tx, OwnerId(2)).find("key")) is None


async def test_each_table_with_a_persons_id_is_emptied(columns):
    """What /delete_me deletes, and what of a card goes with the access to it."""
    assert {table for table, _ in OWNED} | OUTLIVE == {
        table
        for table, has in columns.items()
        if any(has[name][2] == "INTEGER" for name in PEOPLE & has.keys())
    }
    about_cards = {table for table, has in columns.items() if {"owner", "card", "sealed"} <= has.keys()}
    assert set(TOLD_OF_CARDS) == about_cards - KEYED - OWNERS_CARD


@pytest.mark.of_a_file
async def test_each_lease_ends_with_its_process(database, columns):
    """Whatever was under way is free after a start, and nothing of it waits by a clock that was wrong."""
    leased = {table for table, has in columns.items() if "lease_until" in has}
    assert leased
    await database.connection.execute("PRAGMA foreign_keys = OFF")
    for table in leased:
        await database.write(lambda tx, t=table: fill(tx, t, columns[t], 4711))
        await database.write(lambda tx, t=table: tx.execute(f"UPDATE {t} SET lease_until = 9e9"))
    await database.write(release_leases)
    for table in leased:
        assert await database.write(lambda tx, t=table: tx.rows(f"SELECT lease_until FROM {t}")) == [(None,)]
    times = {(table, name) for table in leased for name, has in columns[table].items() if has[2] == "REAL"}
    assert set(WAITING) == times


async def test_each_table_has_an_end_that_people_can_read_of(columns):
    """A term of life or another end, in the code once and on the page about privacy."""
    terms = {term.table for term in TERMS}
    assert terms.isdisjoint(ENDS_OTHERWISE)
    assert columns.keys() == terms | ENDS_OTHERWISE.keys()
    for term in TERMS:
        assert columns[term.table][term.column][2] == "REAL"
    page = PRIVACY.read_text()
    unnamed = {table for table in columns if f"`{table}`" not in page}
    assert unnamed == {"database_id", "index_key", "key_canary", "last_backup", "migration", "replica"}
