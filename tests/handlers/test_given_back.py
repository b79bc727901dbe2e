"""Times that were taken in vain: the job looks at what stands until they are free, or tells the operator."""

from datetime import UTC, datetime

import pytest

from handlers.booking.jobs.giving_back import HELD_TIMES
from sandbox.registry.faults import Fault, FaultKind
from storage.bookings import BOOKING, Bookings
from tests.handlers.visiting import adds_card, books, settles, to_summary

TO_THE_APPOINTMENT = 4  # calls of a booking before it: the person, the visits, the slot, and taking that
TO_THE_SLOT = 3  # calls of a cancellation before it: the person, the visit, cancelling it


def held(stand_in):
    """The slots that our keys hold without a visit."""
    kept = stand_in.timetables
    booked = {
        each["reference"].removeprefix("Slot/")
        for visit in kept.appointments.values()
        if visit.resource["status"] == "booked"
        for each in visit.resource["slot"]
    }
    keyed = {slot for slot, each in kept.slots.items() if each.resource.get("identifier")}
    return keyed - booked


async def tries_again(job, database, tries):
    """Let the pause be over after so many *tries*, and the job run to its end."""
    await job.close(60)
    await database.write(lambda tx: tx.execute("UPDATE errand SET next_at = 0, tries = ?", tries))
    await job.run()
    await job.close(60)


@pytest.fixture
async def in_doubt(chat, job, stand_in, database):
    """A booking whose time was taken and of which nothing more was heard."""
    await adds_card(chat)
    await to_summary(chat, job)
    stand_in.faults.append(Fault(FaultKind.DOWN, after=TO_THE_APPOINTMENT))
    await chat.taps("✅ Записаться")
    assert "отвечает не сразу" in await settles(job, chat)
    await tries_again(job, database, 7)
    assert "не знаю, состоялась ли запись" in await chat.reads()
    assert len(held(stand_in)) == 1
    return chat


async def test_a_booking_that_was_given_up_frees_its_time(in_doubt, job, stand_in, database):
    """The registry is back: the person hears that no visit came of it, and the time is free."""
    stand_in.faults.clear()
    await tries_again(job, database, 0)
    assert "не состоялась" in await in_doubt.reads()
    assert not held(stand_in)
    await job.run()
    assert not await in_doubt.reads()


def make_after_all(stand_in):
    """Have a visit come of the time that our key holds."""
    (slot,) = held(stand_in)
    timetables = stand_in.timetables
    resource = {
        "resourceType": "Appointment",
        "identifier": timetables.slots[slot].resource["identifier"],
        "status": "booked",
        "slot": [{"reference": f"Slot/{slot}"}],
        "start": timetables.slots[slot].resource["start"],
        "end": timetables.slots[slot].resource["end"],
        "participant": [{"actor": {"reference": "Patient/p1"}, "status": "accepted"}],
    }
    timetables.appointments["late"] = type(next(iter(timetables.slots.values())))(
        timetables.complete(resource, "late")
    )


async def test_a_booking_that_was_made_after_all_is_told(in_doubt, job, stand_in, database):
    """The visit stands at the registry: it is kept, and the person may cancel it."""
    make_after_all(stand_in)
    stand_in.faults.clear()
    await tries_again(job, database, 0)
    assert "запись на приём готова" in await in_doubt.reads()
    await in_doubt.taps("Отменить запись")
    await in_doubt.taps("Да, отменить")
    assert "Запись отменена" in await settles(job, in_doubt)
    assert not held(stand_in)


async def test_a_cancelled_visit_frees_its_time_later(chat, job, stand_in, database):
    """The person hears at once that it is cancelled; the slot follows when the registry takes it."""
    await books(chat, job)
    stand_in.faults.append(Fault(FaultKind.DOWN, after=TO_THE_SLOT))
    await chat.taps("Отменить запись")
    await chat.taps("Да, отменить")
    assert "Запись отменена" in await settles(job, chat)
    assert len(held(stand_in)) == 1
    stand_in.faults.clear()
    await tries_again(job, database, 5)
    assert not held(stand_in)
    assert not await chat.reads()


async def test_a_time_that_nobody_can_give_back_is_told_to_the_operator(
    in_doubt, job, stand_in, database, caplog
):
    """After more than a day of tries: which slot to look at, and not a word of the person."""
    (slot,) = held(stand_in)
    before = HELD_TIMES._value.get()
    await tries_again(job, database, 35)
    assert f"Slot/{slot}" in caplog.text
    assert HELD_TIMES._value.get() == before + 1
    assert not await in_doubt.reads()
    assert await database.write(lambda tx: tx.rows("SELECT id FROM errand")) == []


async def test_a_card_that_goes_after_a_refusal_leaves_no_time_unnoticed(
    in_doubt, job, stand_in, database, caplog
):
    """Who was on it is not known any more, so only the operator can look at the time that is held."""

    async def is_refused(transaction):
        (booking,) = await transaction.all(BOOKING)
        await Bookings(transaction, booking.owner).save(booking.failed("refused"))

    await database.write(is_refused)
    (slot,) = held(stand_in)
    await in_doubt.says("/delete_me")
    await in_doubt.taps("Да, удалить")
    await job.close(60)
    assert await database.write(lambda tx: tx.rows("SELECT owner FROM errand")) == [(0,)]
    stand_in.faults.clear()
    await tries_again(job, database, 0)
    assert f"Slot/{slot}" in caplog.text


@pytest.mark.parametrize("answer", ["Удалить и отменить записи", "Удалить, записи оставить"])
async def test_who_leaves_in_doubt_hears_how_it_ended(in_doubt, job, stand_in, database, answer):
    """What nobody knew of is asked about as well, and settled once the registry is back."""
    await in_doubt.says("/delete_me")
    await in_doubt.taps(answer)
    stand_in.faults.clear()
    await tries_again(job, database, 0)
    assert "не состоялась" in await in_doubt.reads()
    assert not held(stand_in)
    assert await database.write(lambda tx: tx.rows("SELECT id FROM errand")) == []


async def test_who_left_in_doubt_is_told_where_to_ask(in_doubt, job, stand_in, database, caplog):
    """After the last try nothing is kept: the operator hears of the time, the person of the desk."""
    (slot,) = held(stand_in)
    await in_doubt.says("/delete_me")
    await in_doubt.taps("Удалить и отменить записи")
    await tries_again(job, database, 35)
    assert "Узнать, состоялась ли запись, не получилось" in await in_doubt.reads()
    assert f"Slot/{slot}" in caplog.text
    assert await database.write(lambda tx: tx.rows("SELECT id FROM errand")) == []


async def test_the_pauses_grow_to_an_hour(in_doubt, job, database):
    """A day's outage costs some thirty calls, not a call a second."""
    began = datetime.now(UTC).timestamp()
    await tries_again(job, database, 20)
    ((next_at,),) = await database.write(lambda tx: tx.rows("SELECT next_at FROM errand"))
    assert 3500 < next_at - began < 3700
