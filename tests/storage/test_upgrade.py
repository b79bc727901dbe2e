"""The upgrade: what an earlier release wrote opens in this one, and tells a thief of the file no more."""

import asyncio
import re
import sqlite3 as stdlib_sqlite
from datetime import date

import pytest

from patient.card import OwnerId
from storage.audit import AuditLog
from storage.cards import Cards
from storage.consents import Consents, faults_of_consents
from storage.database import Database
from storage.full_age import FullAge
from storage.migration import STEPS, migrate
from storage.notices import Notices
from storage.resealing import survey
from storage.schema import SUITS, migrations, plain
from storage.shares import Shares
from storage.visits import VISIT
from tests.storage.earlier import laid_out

ADDS = re.compile(
    r"CREATE (TABLE|INDEX|UNIQUE INDEX) .*"
    r"|ALTER TABLE \w+ ADD COLUMN \w+ \w+( NOT NULL DEFAULT .+| DEFAULT .+)?"
)
ANNA, BORIS, GLEB = OwnerId(1001), OwnerId(2002), OwnerId(3003)


@pytest.fixture
async def upgraded(tmp_path):
    vault = laid_out(tmp_path)
    database = await Database.open(tmp_path / "bot.db", vault)
    await migrate(database.connection, vault)
    yield database
    await database.close()


async def test_every_row_of_the_earlier_release_opens(upgraded):
    """Not one row of any table is damaged by the upgrade."""
    assert (await survey(upgraded.write)).damaged == []


async def test_people_find_what_they_had(upgraded):
    """Cards, shares, visits, notices, consents and sign-ins are those of before."""
    me, child = await upgraded.write(lambda tx: Cards(tx, ANNA).owned())
    (his, shared) = await upgraded.write(lambda tx: Cards(tx, BORIS).readable())
    assert (shared.id, shared.seen_by_guest) == (child.id, True)
    assert [share.guest for share in await upgraded.write(lambda tx: Shares(tx, ANNA).of(child.id))] == [
        BORIS
    ]
    rows = await upgraded.write(lambda tx: tx.rows(f"SELECT {VISIT.columns} FROM visit"))
    visits = {kept.card: kept.visit for kept in await upgraded.write(lambda tx: tx.read(VISIT, rows))}
    ids = {card: visit.id for card, visit in visits.items()}
    assert ids == {me.id: "visit-721", his.id: "visit-721", child.id: "visit-900"}
    assert {visit.doctor_name for visit in visits.values()} == {"Примерова О. Н."}
    notices = await upgraded.write(lambda tx: Notices(tx, ANNA).all())
    assert {notice.kind.value for notice in notices} == {"search", "day", "family"}
    consents = await upgraded.write(lambda tx: Consents(tx, ANNA).in_force())
    assert [consent.subject for consent in consents] == ["self", "child"]
    assert await upgraded.write(lambda tx: Consents(tx, GLEB).in_force()) == []
    assert (await upgraded.write(lambda tx: FullAge(tx).child(child.id))).id == child.id
    assert await upgraded.write(lambda tx: FullAge(tx).child(me.id)) is None


async def test_reminders_come_on_the_day_of_before(upgraded):
    """The hour went into the seal; the row knows the day."""
    rows = await upgraded.write(lambda tx: tx.rows("SELECT remind_day_on, remind_hours_on FROM visit"))
    days = (date(2027, 3, 4) - date(1970, 1, 1)).days
    assert [tuple(row) for row in rows] == [(days, days + 1)] * 3


async def test_nothing_links_two_people_any_more(upgraded, tmp_path):
    """The registry's number, guests' and persons' ids, and whose a consent was stand nowhere in the clear."""
    tables = {
        "visit": ("id",),
        "card_share": ("guest",),
        "share_offer": ("guest",),
        "card_person": ("person",),
        "signed_in": ("owner",),
        "consent": ("owner",),
    }
    for table, columns in tables.items():
        for (value,) in await upgraded.write(
            lambda tx, t=table, c=columns: tx.rows(f"SELECT {c[0]} FROM {t}")
        ):
            assert value not in {1001, 2002, 3003, "visit-721", "visit-900"}
    ids = [row[0] for row in await upgraded.write(lambda tx: tx.rows("SELECT id FROM visit"))]
    assert len(set(ids)) == 3
    await upgraded.write(lambda tx: tx.rows("SELECT 1"))
    content = (tmp_path / "bot.db").read_bytes() + (tmp_path / "bot.db-wal").read_bytes()
    await upgraded.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"visit-721" in content
    assert b"visit-721" not in (tmp_path / "bot.db").read_bytes()


async def test_the_audit_log_goes_on_under_a_key(upgraded):
    """The rows of before stay as they are; from the first keyed row on they are fixed."""
    assert await upgraded.write(lambda tx: AuditLog(tx).faults()) == []
    assert await upgraded.write(faults_of_consents) == []
    await upgraded.connection.execute("DROP TRIGGER audit_is_not_changed")
    await upgraded.connection.execute("UPDATE audit SET action = 'card.changed' WHERE seq = 2")
    assert await upgraded.write(lambda tx: AuditLog(tx).faults()) == ["the chain breaks at row 2"]


async def test_a_failed_update_of_before_has_an_owner(upgraded):
    """It goes with its person."""
    assert [
        tuple(row) for row in await upgraded.write(lambda tx: tx.rows("SELECT owner FROM dead_update"))
    ] == [(1001,)]


async def test_damaged_rows_do_not_stop_the_upgrade(tmp_path):
    """A bit in every table: the others are carried over, the start goes on."""
    vault = laid_out(tmp_path)
    with stdlib_sqlite.connect(tmp_path / "bot.db") as file:
        for table in ("visit", "notice", "share_offer", "card_share", "dead_update", "card", "key_canary"):
            key = "card" if table == "visit" else "rowid"
            file.execute(
                f"UPDATE {table} SET sealed = x'010203' WHERE {key} = (SELECT min({key}) FROM {table})"
            )
    file.close()
    database = await Database.open(tmp_path / "bot.db", vault)
    await migrate(database.connection, vault)
    damaged = {row.table for row in (await survey(database.write)).damaged}
    assert damaged == {"notice", "dead_update", "card"}
    assert len(await database.write(lambda tx: Cards(tx, ANNA).owned())) == 1
    await database.close()


async def test_an_upgrade_that_was_cut_begins_again(tmp_path, monkeypatch):
    """Nothing of it is kept when its last step fails; the next start does all of it."""
    vault = laid_out(tmp_path)
    step = STEPS[6]

    async def cut(transaction):
        await step(transaction)
        raise asyncio.CancelledError

    monkeypatch.setitem(STEPS, 6, cut)
    database = await Database.open(tmp_path / "bot.db", vault)
    with pytest.raises(asyncio.CancelledError):
        await migrate(database.connection, vault)
    monkeypatch.undo()
    await migrate(database.connection, vault)
    assert (await survey(database.write)).damaged == []
    await database.close()


@pytest.mark.parametrize(
    ("table", "column", "odd"),
    [
        ("card", "id", "another"),
        ("card_share", "card", "another"),
        ("card_share", "guest", b"\xff"),
        ("share_offer", "stage", "mads"),
        ("consent", "given_at", "soon"),
        ("consent", "given_at", 1e300),
        ("consent", "version", b"\xff"),
        ("notice", "kind", b"\xff"),
    ],
)
async def test_an_odd_column_in_one_row_stops_no_upgrade(tmp_path, table, column, odd):
    """The row is left behind, aloud; everything else is carried over."""
    vault = laid_out(tmp_path)
    file = stdlib_sqlite.connect(tmp_path / "bot.db")
    file.execute("PRAGMA ignore_check_constraints = ON")
    first = f"(SELECT min(rowid) FROM {table})"
    assert file.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = {first}", (odd,)).rowcount == 1
    file.commit()
    file.close()
    database = await Database.open(tmp_path / "bot.db", vault)
    try:
        await migrate(database.connection, vault)
        assert await database.write(lambda tx: Cards(tx, ANNA).listed())
    finally:
        await database.close()


@pytest.mark.parametrize("script", [script for script in migrations().values() if SUITS in script])
def test_what_the_release_before_may_go_on_over_only_adds(script):
    """Tables, indexes, and columns that may stay empty or have a value from the beginning."""
    for statement in filter(None, plain(script).split(";")):
        assert ADDS.fullmatch(statement.strip()), statement
