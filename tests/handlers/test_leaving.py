"""Deleting a card, a consent or everything while visits are booked: the visits are asked about first."""

import pytest

from sandbox.clinics import DOCTORS
from sandbox.registry.faults import Fault, FaultKind
from tests.handlers.family import opens_card
from tests.handlers.visiting import books, settles

pytestmark = pytest.mark.on_both
LABEL = "Тестова А. П., 1979"
DOCTOR = DOCTORS[0].doctor.name


async def asks_to_remove(chat):
    await opens_card(chat, LABEL)
    return await chat.taps("Удалить")


async def asks_to_withdraw(chat):
    await chat.says("/consents")
    await chat.taps("Тестова А. П.")
    return await chat.taps("Отозвать")


async def asks_to_erase(chat):
    return await chat.says("/delete_me")


WAYS = (asks_to_remove, asks_to_withdraw, asks_to_erase)


def states(stand_in):
    """Return what became of the visits that were booked here."""
    return [each.resource["status"] for each in stand_in.timetables.appointments.values()][-1:]


@pytest.mark.parametrize("way", WAYS)
async def test_the_visits_are_named_and_cancelled_although_the_card_goes(chat, job, stand_in, database, way):
    """Date, doctor and clinic; the errand outlives the card, tells the result and is wiped."""
    await books(chat, job)
    asked = await way(chat)
    assert DOCTOR in asked
    assert "поликлиника № 1" in asked
    assert states(stand_in) == ["booked"]
    said = await chat.taps("Удалить и отменить записи") + await settles(job, chat)
    assert "Записи отменены" in said
    assert DOCTOR in said
    assert states(stand_in) == ["cancelled"]
    for table in ("errand", "card", "visit"):
        assert await database.write(lambda tx, of=table: tx.rows(f"SELECT 1 FROM {of}")) == []


@pytest.mark.parametrize("way", WAYS)
async def test_the_visits_stay_at_the_clinic_if_that_is_wished(chat, job, stand_in, database, way):
    """The card goes all the same."""
    await books(chat, job)
    await way(chat)
    await chat.taps("Удалить, записи оставить")
    await settles(job, chat)
    assert states(stand_in) == ["booked"]
    assert await database.write(lambda tx: tx.rows("SELECT id FROM card")) == []


@pytest.mark.parametrize("way", WAYS)
async def test_nothing_goes_before_an_answer(chat, job, stand_in, database, way):
    """«Нет» keeps all; a yes from before the visit was booked asks first as well."""
    await books(chat, job)
    await way(chat)
    assert await database.write(lambda tx: tx.rows("SELECT count(*) FROM card")) == [(1,)]
    (card,) = await database.write(lambda tx: tx.rows("SELECT id FROM card"))
    stale = {
        asks_to_remove: f"do:rm:{card[0]}",
        asks_to_withdraw: f"do:wd:{card[0]}",
        asks_to_erase: "do:erase:",
    }[way]
    assert DOCTOR in await chat.presses(stale, max(chat.messages))
    assert await database.write(lambda tx: tx.rows("SELECT count(*) FROM card")) == [(1,)]
    await chat.taps("Нет, оставить")
    assert states(stand_in) == ["booked"]


async def test_a_registry_that_is_down_is_asked_again_after_everything_is_gone(chat, job, stand_in, database):
    """In the language that the person spoke, over a second /delete_me too."""
    chat.language = "en"
    await chat.says("/start")
    chat.language = "ru"
    await chat.says("/language")
    await chat.taps("Русский")
    await books(chat, job)
    await chat.says("/language")
    await chat.taps("English")
    stand_in.faults += [Fault(FaultKind.DOWN, times=1)]
    await chat.says("/delete_me")
    await chat.taps("cancel the visits")
    assert "keep trying" in await settles(job, chat)
    await chat.says("/delete_me")
    await chat.taps("Да, удалить")
    await database.write(lambda tx: tx.execute("UPDATE errand SET next_at = 0"))
    await job.run()
    assert "visits are cancelled" in await chat.reads()
    assert states(stand_in) == ["cancelled"]
    assert await database.write(lambda tx: tx.rows("SELECT id FROM errand")) == []


async def test_what_cannot_be_cancelled_is_told_with_where_to_turn(chat, job, stand_in, database):
    """The desk knows the person under other data by now; or the registry is down for an hour."""
    await books(chat, job)
    await asks_to_remove(chat)
    stand_in.people = ()
    said = await chat.taps("Удалить и отменить записи") + await settles(job, chat)
    assert "отменить не получилось" in said
    assert DOCTOR in said
    assert await database.write(lambda tx: tx.rows("SELECT id FROM errand")) == []


async def test_after_the_last_try_the_errand_is_wiped(chat, job, stand_in, database):
    """With the visits that may still stand at the clinic."""
    await books(chat, job)
    await asks_to_remove(chat)
    stand_in.faults += [Fault(FaultKind.DOWN, times=3)]
    await chat.taps("Удалить и отменить записи")
    await settles(job, chat)
    await database.write(lambda tx: tx.execute("UPDATE errand SET next_at = 0, tries = 11"))
    await job.run()
    said = await chat.reads()
    assert "отменить не получилось" in said
    assert DOCTOR in said
    assert await database.write(lambda tx: tx.rows("SELECT id FROM errand")) == []


async def test_a_guest_leaves_without_a_question(family):
    """The visits are the card's, which stays."""
    _, other_chat = family
    await opens_card(other_chat)
    await other_chat.taps("Убрать")
    assert "записи оставить" not in str(other_chat.labels)


async def test_a_strangers_answer_removes_nothing(chat, other_chat, job, stand_in, database):
    """The card's id in a button opens nothing to who does not own it."""
    await books(chat, job)
    (card,) = await database.write(lambda tx: tx.rows("SELECT id FROM card"))
    await other_chat.says("/start")
    said = await other_chat.presses(f"bye:rm:cancel:{card[0]}", max(other_chat.messages))
    assert "Такой карточки" in said
    assert await database.write(lambda tx: tx.rows("SELECT count(*) FROM card")) == [(1,)]
    assert states(stand_in) == ["booked"]
