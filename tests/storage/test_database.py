"""The database: shared commits, savepoints, leases, what survives and what is refused."""

import asyncio
from datetime import date, timedelta
from functools import partial

import pytest

from patient import fields
from patient.attachment import Pace, Search
from patient.birth_date import BirthDate
from patient.card import Card, OwnerId
from patient.form import Form
from patient.name import GivenName, Surname
from patient.sex import Sex
from patient.snils import Snils
from storage.audit import Audit, AuditLog
from storage.cards import Cards, new_card_id
from storage.database import Database
from storage.dialogue import Dialogue
from storage.dialogues import Dialogues
from storage.erasure import erase_owner
from storage.errors import KeyRingUnusable, SchemaUnknown, StorageUnavailable
from storage.inbox import Inbox
from storage.key_ring import KeyRing
from storage.leases import WAITING, bring_forward
from storage.migration import migrate
from storage.outbox import Call, Outbox, Outgoing
from storage.retention import retire
from storage.schema import migrations
from storage.searches import Searches
from storage.visits import Visits
from tests.people import person_of
from tests.servers import PATIENCE

OWNER, OTHER = OwnerId(1), OwnerId(2)
PACE = Pace(timedelta(seconds=5), timedelta(hours=1))


def person(snils="11223344595"):
    return person_of(
        {
            fields.SURNAME: Surname("Канарейкина"),
            fields.GIVEN_NAME: GivenName("Анна"),
            fields.SEX: Sex.FEMALE,
            fields.BIRTH_DATE: BirthDate(date(1979, 10, 13)),
            fields.SNILS: Snils(snils),
        }
    )


def card(owner=OWNER):
    return Card(new_card_id(), owner, person())


async def test_a_unit_that_fails_takes_nothing_of_the_others(database):
    """Three units share a commit; the second one fails alone."""

    async def fails(tx):
        await Inbox(tx).accept(2)
        raise ZeroDivisionError

    results = await asyncio.gather(
        database.write(lambda tx: Inbox(tx).accept(1)),
        database.write(fails),
        database.write(lambda tx: Inbox(tx).accept(3)),
        return_exceptions=True,
    )
    assert results[0] is results[2] is True
    assert isinstance(results[1], ZeroDivisionError)
    assert await database.write(lambda tx: Inbox(tx).accept(2))
    assert not await database.write(lambda tx: Inbox(tx).accept(3))


async def test_events_are_told_only_after_the_commit(database):
    """A listener hears of what was kept, and not of what was rolled back."""
    heard = []
    database.subscribe(Outgoing, heard.append)

    async def fails(tx):
        await Outbox(tx).add(1, Call("sendMessage", {"text": "no"}))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await database.write(fails)
    await database.write(lambda tx: Outbox(tx).add(1, Call("sendMessage", {"text": "yes"})))
    assert [outgoing.call.parameters["text"] for outgoing in heard] == ["yes"]


async def test_no_owner_reaches_anothers_card(database):
    """Every read and every change names the owner."""
    mine = card()
    await database.write(lambda tx: Cards(tx, mine.owner).add(mine))
    assert await database.write(lambda tx: Cards(tx, OTHER).find(mine.id)) is None
    assert await database.write(lambda tx: Cards(tx, OTHER).readable()) == []
    assert await database.write(lambda tx: Cards(tx, OTHER).remove(mine.id)) is False
    assert await database.write(lambda tx: Cards(tx, OTHER).same_draft(mine.person.draft)) is None
    assert await database.write(lambda tx: Cards(tx, OWNER).find(mine.id)) == mine


async def test_a_search_is_claimed_by_one(database):
    """A claimed search is nobody else's until the lease runs out, and a late finish is not kept."""
    mine = card()

    async def begin(tx):
        await Cards(tx, mine.owner).add(mine)
        await Searches(tx).start(Search.begin(mine.id, OWNER, now=tx.now, pace=PACE))

    await database.write(begin)
    lease = timedelta(seconds=60)
    (claimed,) = await database.write(lambda tx: Searches(tx).claim("one", 10, lease))
    assert await database.write(lambda tx: Searches(tx).claim("two", 10, lease)) == []
    assert not await database.write(lambda tx: Searches(tx).finish(claimed, "two"))
    assert await database.write(lambda tx: Searches(tx).finish(claimed, "one"))
    await database.write(lambda tx: Searches(tx).claim("one", 10, timedelta(seconds=-1)))
    assert not await database.write(lambda tx: Searches(tx).finish(claimed, "one"))
    assert len(await database.write(lambda tx: Searches(tx).claim("two", 10, lease))) == 1


async def test_nothing_readable_stays_in_the_file(database, all_bytes):
    """Names, numbers and texts are sealed; after an erasure not even that is left."""
    mine = card()

    async def keep(tx):
        await Cards(tx, mine.owner).add(mine)
        dialogue = Dialogue(OWNER)
        dialogue.fill_in(Form(mine.person.draft))
        await Dialogues(tx).save(dialogue)
        await Outbox(tx).add(OWNER, Call("sendMessage", {"text": "Канарейкина 11223344595"}))
        await Inbox(tx).bury(7, {"text": "11223344595"}, "ValueError")

    await database.write(keep)
    content = await all_bytes()
    assert b"ValueError" in content
    assert "Канарейкина".encode() not in content
    assert b"11223344595" not in content
    removed = await database.write(lambda tx: erase_owner(tx, OWNER))
    assert removed.cards == 1
    assert await database.write(lambda tx: Cards(tx, OWNER).readable()) == []
    assert await database.write(lambda tx: Outbox(tx).left_over()) == []


async def test_the_audit_log_cannot_be_changed_unseen(database, thief):
    """Rows are refused by triggers, and one changed all the same breaks the chain."""
    for number in range(3):
        await database.write(lambda tx, n=number: Audit(tx, OWNER).note("card.added", str(n)))
    assert await database.write(lambda tx: AuditLog(tx).faults()) == []
    changes = "UPDATE audit SET action = 'x' WHERE seq = 2"
    with pytest.raises(Exception, match="append-only"):
        await database.write(lambda tx: tx.execute(changes))
    await thief(changes)
    assert await database.write(lambda tx: AuditLog(tx).faults()) == ["the chain breaks at row 2"]


async def test_retention_forgets_what_is_old(database):
    """Seen updates, dead ones and drafts go when their term is over."""

    async def age(tx):
        await Inbox(tx).accept(1)
        await Inbox(tx).bury(1, {}, "ValueError")
        await Dialogues(tx).save(Dialogue(OWNER, form=Form()))
        for table, column in (
            ("inbox", "received_at"),
            ("dead_update", "received_at"),
            ("dialogue", "updated_at"),
        ):
            await tx.execute(f"UPDATE {table} SET {column} = {column} - 864000")

    await database.write(age)
    removed = await retire(database.write)
    assert {kind for kind, count in removed.items() if count} == {"seen updates", "dead updates", "drafts"}
    assert set((await retire(database.write)).values()) == {0}


async def test_a_newer_file_and_a_foreign_key_ring_stop_the_start(settings, vault):
    """The wrong program or the wrong keys never touch the data."""
    opened = await Database.open(settings.database, vault)
    await migrate(opened.connection, vault)
    with pytest.raises(KeyRingUnusable):
        await migrate(opened.connection, KeyRing.fresh().vault())
    newer = max(migrations()) + 1
    await opened.write(
        lambda tx: tx.execute("INSERT INTO migration (number, checksum) VALUES (?, 'x')", newer)
    )
    await opened.connection.note_schema_number(newer)
    with pytest.raises(SchemaUnknown):
        await migrate(opened.connection, vault)
    await opened.close()


async def test_a_migration_that_was_cut_begins_again(settings, vault):
    """A migration is there whole or not at all."""
    opened = await Database.open(settings.database, vault)
    await opened.connection.begin_migration()
    await opened.connection.run("CREATE TABLE half (half INTEGER)")
    await opened.connection.undo(PATIENCE)
    await migrate(opened.connection, vault)
    await migrate(opened.connection, vault)
    assert await opened.write(lambda tx: Inbox(tx).accept(1))
    await opened.close()


async def test_a_clock_set_back_keeps_nothing_waiting(database):
    """What was leased and planned while it ran an hour ahead is due as if it never had."""
    ahead, mine, lease = 3600.0, card(), timedelta(seconds=60)

    async def plan(tx):
        await Cards(tx, mine.owner).add(mine)
        await Searches(tx).start(Search.begin(mine.id, OWNER, now=tx.now, pace=PACE))
        await Visits(tx).begin_looking(mine)
        for table, column in WAITING:
            await tx.execute(f"UPDATE {table} SET {column} = ?", tx.clock + ahead - 1)

    await database.write(plan)
    assert await database.write(lambda tx: Searches(tx).claim("a", 10, lease)) == []
    await bring_forward(ahead, database.write)
    assert len(await database.write(lambda tx: Searches(tx).claim("b", 10, lease))) == 1
    ((asked_at, now),) = await database.write(
        lambda tx: tx.rows("SELECT asked_at, unixepoch() FROM visits_look WHERE owner = ?", OWNER)
    )
    assert asked_at <= now


async def test_the_files_of_an_earlier_release_become_private(tmp_path, vault):
    """They were made as the umask had it; the log that is made beside them is as private as they are."""
    path = tmp_path / "bot.db"
    for _ in range(2):
        database = await Database.open(path, vault)
        await migrate(database.connection, vault)
        modes = {each.stat().st_mode & 0o777 for each in tmp_path.glob("bot.db*")}
        await database.close()
        path.chmod(0o644)
    assert modes == {0o600}


async def test_what_is_done_afterwards_is_not_done_for_nothing(database):
    """A count of what came to nothing would be wrong for ever."""
    done = []

    async def work(transaction, *, fails):
        transaction.afterwards(lambda: done.append(fails))
        if fails:
            raise ValueError("nothing")

    await database.write(partial(work, fails=False))
    with pytest.raises(ValueError, match="nothing"):
        await database.write(partial(work, fails=True))
    assert done == [False]


async def test_what_was_asked_for_at_length_waits_for_the_database(database):
    """It was away for a moment: the same work is tried again, and not for ever."""
    tries = []

    async def work(_, *, fails):
        tries.append(fails)
        if len(tries) <= fails:
            raise StorageUnavailable("away")
        return "kept"

    assert await database.write_patiently(partial(work, fails=1)) == "kept"
    with pytest.raises(StorageUnavailable):
        await database.write_patiently(partial(work, fails=9), 0)
    assert len(tries) == 3
