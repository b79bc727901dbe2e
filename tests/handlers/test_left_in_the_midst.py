"""A booking or a move that is under way while its card goes: it is settled, and everybody hears how."""

from dataclasses import replace

import pytest

from handlers.cards.jobs.full_age import freeze_the_grown
from sandbox.clinics import DOCTORS
from sandbox.people import PEOPLE
from storage.leases import release_leases
from tests.handlers.family import as_of_a_child, opens_card
from tests.handlers.test_damaged_card import breaks_first_card
from tests.handlers.test_given_back import held, tries_again
from tests.handlers.test_leaving import WAYS, asks_to_erase, asks_to_remove
from tests.handlers.visiting import ANNA, adds_card, books, settles, to_summary
from tests.servers import PATIENCE

pytestmark = pytest.mark.on_both
DOCTOR = DOCTORS[0].doctor.name
CALLS = range(5)  # of a booking: the person, the visits, the slot, taking it, the appointment
IN_A_MOVE = (4, 8)  # the new appointment, and cancelling the old one
EVA = replace(
    PEOPLE[0],
    key="eva",
    given_name="Ева",
    patronymic="Андреевна",
    birth_date="2019-02-28",
    polis="7397089771999991",
    snils=None,
)


@pytest.fixture
def stand_in(stand_in):
    stand_in.people = (ANNA, EVA)
    stand_in.timetables.appointments.clear()
    return stand_in


def standing(stand_in):
    """Return the starts of the visits that stand at the registry."""
    visits = stand_in.timetables.appointments.values()
    return [visit.resource["start"] for visit in visits if visit.resource["status"] == "booked"]


async def begins(chat, gate, call, label="✅ Записаться"):
    """Request the visit; return that call of it to the registry which waits at the gate."""
    *before, last = [gate.holds() for _ in range(call + 1)]
    for each in before:
        each.goes_on()
    await chat.taps(label)
    await last.comes()
    return last


async def ends(last, job):
    """Let the call go on, and what waits for it follow."""
    last.goes_on()
    await job.close(PATIENCE)
    await job.run()


async def kept(database, table):
    return await database.write(lambda tx: tx.rows(f"SELECT 1 FROM {table}"))


@pytest.mark.parametrize("call", CALLS)
async def test_a_begun_booking_is_asked_about_and_cancelled(chat, job, gate, *, stand_in, database, call):
    """Whichever call is under way: it is waited for, what it made is cancelled, and the person hears so."""
    await adds_card(chat)
    await to_summary(chat, job)
    last = await begins(chat, gate, call)
    asked = await WAYS[call % len(WAYS)](chat)
    assert DOCTOR in asked
    assert "(ещё оформляется)" in asked
    await chat.taps("Удалить и отменить записи")
    await ends(last, job)
    said = await chat.reads()
    assert "Записи отменены" in said
    assert DOCTOR in said
    assert not standing(stand_in)
    assert not held(stand_in)
    assert not await kept(database, "errand")


@pytest.mark.parametrize("way", WAYS)
async def test_a_begun_booking_may_stay(chat, job, gate, *, stand_in, database, way):
    """The person hears that it was made, although nothing of it is kept here."""
    await adds_card(chat)
    await to_summary(chat, job)
    last = await begins(chat, gate, 3)
    await way(chat)
    await chat.taps("Удалить, записи оставить")
    await ends(last, job)
    said = await chat.reads()
    assert "состоялась и остаётся в силе" in said
    assert DOCTOR in said
    assert len(standing(stand_in)) == 1
    assert not await kept(database, "errand")
    assert not await kept(database, "booking")


async def test_a_card_that_nobody_can_read_leaves_its_time_to_the_operator(
    chat, job, gate, *, stand_in, database, caplog
):
    """Who was on it is not known, so nothing can be cancelled; but somebody hears which time to look at."""
    await adds_card(chat)
    await to_summary(chat, job)
    last = await begins(chat, gate, 4)
    await breaks_first_card(database)
    await chat.says("/cards")
    await chat.taps("Карточка не открывается")
    await chat.taps("Да, удалить")
    await ends(last, job)
    (slot,) = {
        each["reference"]
        for visit in stand_in.timetables.appointments.values()
        for each in visit.resource["slot"]
    }
    await tries_again(job, database, 0)
    assert slot in caplog.text
    assert not await kept(database, "errand")


async def test_a_kill_amid_it_loses_nothing(chat, job, gate, stand_in, database):
    """The process ended over the call; the next one finds what it left at the registry."""
    await adds_card(chat)
    await to_summary(chat, job)
    await begins(chat, gate, 4)
    await asks_to_erase(chat)
    await chat.taps("Удалить и отменить записи")
    await job.close(0)
    assert len(held(stand_in)) == 1
    await database.write(release_leases)
    await tries_again(job, database, 0)
    assert "не состоялась" in await chat.reads()
    assert not held(stand_in)
    assert not await kept(database, "errand")


@pytest.fixture
async def moving(chat, job):
    """A visit is booked; another time for it stands in the summary."""
    await books(chat, job)
    await chat.taps("Перенести")
    await settles(job, chat)
    await chat.taps(" — ")
    await chat.taps(":40")
    return chat


@pytest.mark.parametrize("call", IN_A_MOVE)
async def test_a_begun_move_is_cancelled_with_both_times(moving, job, gate, *, stand_in, database, call):
    """Neither the new visit nor the old one stands."""
    last = await begins(moving, gate, call, "✅ Перенести")
    await asks_to_remove(moving)
    await moving.taps("Удалить и отменить записи")
    await ends(last, job)
    assert "Записи отменены" in await moving.reads()
    assert not standing(stand_in)
    assert not held(stand_in)
    assert not await kept(database, "errand")


@pytest.mark.parametrize("call", IN_A_MOVE)
async def test_a_begun_move_ends_at_the_new_time(moving, job, gate, stand_in, call):
    """Who lets the visits stay has one of them, and hears which."""
    (before,) = standing(stand_in)
    last = await begins(moving, gate, call, "✅ Перенести")
    await asks_to_remove(moving)
    await moving.taps("Удалить, записи оставить")
    await ends(last, job)
    said = await moving.reads()
    assert "состоялась и остаётся в силе" in said
    assert "Записи отменены" in said
    (after,) = standing(stand_in)
    assert after != before


@pytest.mark.parametrize("is_ended", [True, False], ids=["ended", "left"])
async def test_what_a_guest_began_stays_with_the_card(family, job, gate, stand_in, is_ended):
    """The sharing ends meanwhile: the guest hears that it was made, the owner sees it."""
    chat, guest = family
    await to_summary(guest, job)
    last = await begins(guest, gate, 4)
    if is_ended:
        await opens_card(chat)
        await chat.taps("Поделиться карточкой")
        await chat.taps("Прекратить доступ")
    else:
        await opens_card(guest)
        await guest.taps("Убрать")
        await guest.taps("Да, убрать")
    await guest.reads()
    await chat.reads()
    await ends(last, job)
    assert "состоялась и остаётся в силе" in await guest.reads()
    assert "Тестова Е. А." in await chat.reads()
    assert len(standing(stand_in)) == 1
    assert DOCTOR in await visits_of(chat, job)


async def visits_of(chat, job):
    """Return what the card's visits show."""
    await opens_card(chat)
    await chat.taps("Записи на приём")
    return await settles(job, chat)


async def test_a_guest_who_erases_himself_leaves_it_to_the_card(family, job, gate, stand_in, database):
    """Nothing of his comes back with what is kept of the visit."""
    chat, guest = family
    await to_summary(guest, job)
    last = await begins(guest, gate, 4)
    await guest.says("/delete_me")
    await guest.taps("Да, удалить")
    await ends(last, job)
    assert "состоялась и остаётся в силе" in await guest.reads()
    assert not await kept(database, "booking")
    assert DOCTOR in await visits_of(chat, job)


async def test_both_hear_of_what_the_owner_cancels(family, job, gate, stand_in):
    """The guest who began it, and the owner who deletes the card under it."""
    chat, guest = family
    await to_summary(guest, job)
    last = await begins(guest, gate, 4)
    await opens_card(chat)
    assert "(ещё оформляется)" in await chat.taps("Удалить")
    await chat.taps("Удалить и отменить записи")
    await guest.reads()
    await ends(last, job)
    assert "Записи отменены" in await chat.reads()
    assert "Записи отменены" in await guest.reads()
    assert not standing(stand_in)


async def test_who_booked_hears_of_it_although_the_card_is_frozen(
    chat, job, gate, *, stand_in, database, settings
):
    """The child came of age meanwhile; nobody asked for the visit to be cancelled."""
    await adds_card(chat)
    await to_summary(chat, job)
    last = await begins(chat, gate, 4)
    await database.write(as_of_a_child)
    await freeze_the_grown(database, settings.zone)
    assert "исполнилось 18" in await chat.reads()
    await ends(last, job)
    assert "состоялась и остаётся в силе" in await chat.reads()
    assert len(standing(stand_in)) == 1
    assert not await kept(database, "errand")
