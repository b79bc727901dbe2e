"""Damaged rows: they are passed over, named and counted, and harm nobody else."""

from datetime import timedelta

import pytest

from handlers.ground.notify import texts_for
from patient.attachment import Pace
from patient.card import OwnerId
from patient.form import Form
from patient.notice import NoticeKind
from storage.agenda import Agenda
from storage.announcements import Announcements
from storage.backup import back_up
from storage.cards import Cards
from storage.database import Database
from storage.dialogue import Dialogue
from storage.dialogues import Dialogues
from storage.errands import Errand, ErrandKind, ErrandQueue, Errands
from storage.key_ring import KeyRing
from storage.leases import try_damaged_rows_again
from storage.migration import migrate
from storage.notices import NOTICE, Notices, take_due_notices
from storage.outbox import Call, Outbox
from storage.resealing import count_put_aside, reseal, survey
from storage.searches import Searches
from storage.tables import SEALED
from storage.visits import Visits
from storage.watches import active_watches

ANNA, BORIS = OwnerId(1001), OwnerId(2002)
PACE = Pace(timedelta(seconds=5), timedelta(hours=1))
LEASE = timedelta(seconds=60)
ODD = ({}, [], 5, "text", None, {"kind": "of a later release"})


async def break_all(tx, *, but=(), content=None):
    """Flip a bit in every sealed row, or seal odd *content* in it; return how many rows that were."""
    count = 0
    for table in SEALED:
        rows = await tx.rows(
            f"SELECT {table.table}.rowid, {table.columns} FROM {table.table} WHERE length(sealed) > 0"
        )
        for rowid, key, owner, sealed, *_ in rows:
            if table.table in but:
                continue
            broken = sealed[:-1] + bytes([sealed[-1] ^ 1])
            if content is not None:
                broken = tx.vault.seal(content[0], table.binding(key, owner))
            await tx.execute(f"UPDATE {table.table} SET sealed = ? WHERE rowid = ?", broken, rowid)
            count += 1
    return count


TAKES = (
    lambda tx: Outbox(tx).left_over(),
    lambda tx: Searches(tx).claim("me", 8, LEASE),
    lambda tx: ErrandQueue(tx).claim("me", 8, LEASE),
    lambda tx: ErrandQueue(tx).claim_photo("me", LEASE),
    active_watches,
    lambda tx: take_due_notices(tx, 8),
    lambda tx: Cards(tx, ANNA).listed(),
    lambda tx: Notices(tx, ANNA).all(),
)


@pytest.mark.parametrize("content", [None, *([odd] for odd in ODD)], ids=str)
async def test_nothing_that_takes_rows_fails_for_damaged_ones(lived_in, content):
    """A flipped bit or odd content in every row at once: each take passes over them all."""
    await lived_in.write(lambda tx: break_all(tx, content=content))
    await lived_in.write(lambda tx: tx.execute("UPDATE search SET next_at = 1"))
    await lived_in.write(lambda tx: tx.execute("UPDATE notice SET due_at = 1"))
    for take in TAKES:
        assert await lived_in.write(take) == []
    assert await lived_in.write(lambda tx: Announcements(tx).unfinished()) is None
    await lived_in.write(lambda tx: tx.execute("UPDATE visit SET remind_day_on = 1"))
    assert await lived_in.write(lambda tx: Visits(tx).take_reminders(8, Agenda())) == ([], None)
    dialogue = await lived_in.write(lambda tx: Dialogues(tx).of(ANNA))
    assert (dialogue.language, dialogue.state) in {("ru", None), ("ru", dialogue.state)}
    assert await lived_in.write(count_put_aside) > 5


async def test_a_damaged_row_is_claimed_once_and_stands_in_nobodys_way(lived_in, caplog):
    """Of three searches one is damaged: the others are claimed, it is not claimed again, and is told once."""
    await lived_in.write(lambda tx: tx.execute("UPDATE search SET next_at = 1"))
    damage = "UPDATE search SET sealed = ? WHERE card = (SELECT min(card) FROM search)"
    await lived_in.write(lambda tx: tx.execute(damage, b"\x01"))
    assert len(await lived_in.write(lambda tx: Searches(tx).claim("me", 8, LEASE))) == 2
    await lived_in.write(lambda tx: tx.execute("UPDATE search SET lease_until = NULL"))
    assert len(await lived_in.write(lambda tx: Searches(tx).claim("me", 8, LEASE))) == 2
    (told,) = (each for each in caplog.messages if "is put aside" in each)
    assert "of search is put aside" in told
    await lived_in.write(try_damaged_rows_again)
    assert await lived_in.write(count_put_aside) == 0


async def test_a_row_that_is_sealed_anew_stands_aside_no_longer(lived_in):
    """Whatever writes it mends it; what deletes it takes the note along."""
    await lived_in.write(break_all)
    await lived_in.write(lambda tx: Dialogues(tx).of(ANNA))
    await lived_in.write(lambda tx: Cards(tx, ANNA).listed())
    before = await lived_in.write(count_put_aside)
    await lived_in.write(lambda tx: Dialogues(tx).save(Dialogue(ANNA, form=Form())))
    assert await lived_in.write(count_put_aside) == before - 1
    for card in await lived_in.write(lambda tx: Cards(tx, ANNA).damaged()):
        await lived_in.write(lambda tx, card=card: Cards(tx, ANNA).remove(card))
    assert await lived_in.write(count_put_aside) < before - 1


async def test_a_rotation_passes_over_damaged_rows_names_them_and_can_be_repeated(
    lived_in, lived_in_place, tmp_path
):
    """One card of three is damaged; everything else is sealed with the new key."""
    await lived_in.write(
        lambda tx: tx.execute("UPDATE card SET sealed = ? WHERE id = (SELECT min(id) FROM card)", b"\x01\x02")
    )
    ((damaged,),) = await lived_in.write(lambda tx: tx.rows("SELECT min(id) FROM card"))
    ring = KeyRing.load(tmp_path / "keys.json").rotated()
    vault = ring.vault()
    database = await Database.open(lived_in_place, vault)
    first, second = await reseal(database.write), await reseal(database.write)
    assert first.changed > 20
    assert second.changed == 0
    for walk in (first, second):
        assert [(row.table, row.key) for row in walk.damaged] == [("card", damaged)]
    for table in SEALED:
        statement = f"SELECT substr(sealed, 1, 2) FROM {table.table} WHERE length(sealed) > 0"
        heads = {head for (head,) in await database.write(lambda tx, s=statement: tx.rows(s))}
        assert heads <= {vault.header, b"\x01\x02"}
        assert table.table == "card" or heads == {vault.header} or not heads
    await database.close()


async def test_a_backup_goes_on_and_names_the_damaged_rows(lived_in, lived_in_place, tmp_path):
    """By table and id; odd content counts."""
    count = await lived_in.write(lambda tx: break_all(tx, but=("key_canary", "audit_head"), content=[5]))
    vault = KeyRing.load(tmp_path / "keys.json").vault()
    damaged = await back_up(lived_in_place, tmp_path / "copy.db", vault)
    assert {row.table for row in damaged} >= {"card", "search", "visit", "notice", "message", "consent"}
    assert len(damaged) <= count
    assert len((await survey(lived_in.write)).damaged) == len(damaged)
    assert all(str(row).startswith(f"row {row.key} of {row.table}") for row in damaged)


async def test_a_damaged_canary_does_not_stop_the_start_and_a_foreign_ring_does(lived_in, tmp_path):
    """Most other rows open, so the ring is the right one."""
    await lived_in.write(lambda tx: tx.execute("UPDATE key_canary SET sealed = ?", b"\x01\x02"))
    vault = KeyRing.load(tmp_path / "keys.json").vault()
    await migrate(lived_in.connection, vault)
    ((sealed,),) = await lived_in.write(lambda tx: tx.rows("SELECT sealed FROM key_canary"))
    assert len(sealed) > 2


async def test_what_fails_for_one_row_is_undone_and_the_others_stay(lived_in):
    """Work that parses and is too odd to be done: its own writes and events go, the row is put aside."""

    async def work(tx):
        await Outbox(tx).add(5, Call("sendMessage", {"text": "first"}))
        async with tx.for_the_sake_of(NOTICE, 1):
            await Outbox(tx).add(5, Call("sendMessage", {"text": "second"}))
            raise ZeroDivisionError

    await lived_in.write(work)
    left_over = await lived_in.write(lambda tx: Outbox(tx).left_over())
    texts = [row.call.parameters["text"] for row in left_over if row.chat == 5]
    assert texts == ["first"]
    assert await lived_in.write(count_put_aside) == 1


async def test_odd_choices_of_notices_mute_what_is_known(lived_in):
    """A kind of a later release and quiet hours of nobody stop no notice."""
    await lived_in.write(lambda tx: tx.execute("UPDATE notice_choices SET muted = 'watch new', quiet = 'x'"))
    choices = await lived_in.write(lambda tx: Notices(tx, ANNA).choices())
    assert (choices.muted, choices.quiet) == ({NoticeKind.WATCH}, None)


async def test_a_damaged_errand_takes_nobodys_room(lived_in):
    """It does not count against the most that a person may wish for."""
    assert await lived_in.write(lambda tx: Errands(tx, ANNA).count()) == 1
    await lived_in.write(break_all)
    await lived_in.write(lambda tx: ErrandQueue(tx).claim("me", 8, LEASE))
    assert await lived_in.write(lambda tx: Errands(tx, ANNA).count()) == 0
    errand = Errand("new", ANNA, ErrandKind.VISITS, 7, "x")
    await lived_in.write(lambda tx: Errands(tx, ANNA).enqueue(errand))
    (errand,) = await lived_in.write(lambda tx: ErrandQueue(tx).claim("me", 8, LEASE))
    assert errand.id == "new"


@pytest.mark.of_a_file  # the server keeps no bytes and no numbers among texts
@pytest.mark.parametrize("column", ["language", "heard"])
@pytest.mark.parametrize("odd", ["rt", "", b"\xff", 5])
async def test_a_damaged_language_mutes_nobody(chat, database, column, odd):
    """One flipped bit in «ru»: the person is answered in the default language, and no job fails over it."""
    await chat.says("/start")
    await database.write(lambda tx: tx.execute(f"UPDATE dialogue SET {column} = ?", odd))
    assert (await database.write(lambda tx: texts_for(tx, OwnerId(chat.user)))).language == "ru"
    assert await chat.says("/cards")
    assert await database.write(lambda tx: tx.rows("SELECT reason FROM dead_update")) == []
