"""Moving a visit: the new time is booked, then the old one given up; in the end one of the two stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from handlers.visits.calendar_file import calendar_file
from locales.texts import texts
from patient.card import OwnerId
from patient.name import FullName, GivenName, Surname
from patient.visit import VisitState
from sandbox.registry.faults import Fault, FaultKind
from storage.cards import Cards
from storage.visits import Visits
from tests.handlers.test_given_back import TO_THE_APPOINTMENT, held, make_after_all, tries_again
from tests.handlers.visiting import books, settles

CALLS = 11  # of a move at the registry: looking, taking, booking, cancelling and giving back


def standing(stand_in):
    """The starts of the visits that are booked."""
    kept = stand_in.timetables.appointments.values()
    return [each.resource["start"] for each in kept if each.resource["status"] == "booked"]


@pytest.fixture
async def moving(chat, job, stand_in):
    """A visit is booked; another time for it stands in the summary."""
    stand_in.timetables.appointments.clear()
    await books(chat, job)
    asked = await chat.taps("Перенести")
    asked += await settles(job, chat)
    assert "Перенос записи" in asked
    assert "На какой день?" in asked
    await chat.taps(" — ")
    assert "Прежняя запись остаётся" in await chat.taps(":40")
    return chat


async def test_a_visit_moves(moving, job, stand_in):
    """One visit stands, at the new time; nobody holds the old one; it is told once."""
    (before,) = standing(stand_in)
    await moving.taps("✅ Перенести")
    assert "запись перенесена" in await settles(job, moving)
    (after,) = standing(stand_in)
    assert after != before
    assert not held(stand_in)
    await job.run()
    assert not await moving.reads()


FAULTS = [Fault(kind, times=1, after=n) for kind in (FaultKind.LOST, FaultKind.DOWN) for n in range(CALLS)]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
async def test_whatever_answer_is_lost_one_visit_stands(moving, job, stand_in, database, fault):
    """A later try ends where the first would have."""
    (before,) = standing(stand_in)
    stand_in.faults.append(fault)
    await moving.taps("✅ Перенести")
    await settles(job, moving)
    for tries in range(1, 4):
        await tries_again(job, database, tries)
        await moving.reads()
    assert "запись перенесена" in str(moving.messages)
    (after_all,) = standing(stand_in)
    assert after_all != before
    assert not held(stand_in)


async def test_a_move_that_was_made_after_all_gives_the_old_visit_up(moving, job, stand_in, database):
    """Nobody knew for a while whether it has moved; then one visit stands, and the person hears of it."""
    (before,) = standing(stand_in)
    stand_in.faults.append(Fault(FaultKind.DOWN, after=TO_THE_APPOINTMENT))
    await moving.taps("✅ Перенести")
    await settles(job, moving)
    await tries_again(job, database, 7)
    assert "не знаю, состоялась ли запись" in await moving.reads()
    make_after_all(stand_in)
    stand_in.faults.clear()
    await tries_again(job, database, 0)
    assert "запись перенесена" in await moving.reads()
    (after,) = standing(stand_in)
    assert after != before
    assert not held(stand_in)


async def test_a_visit_that_the_clinic_does_not_let_go_stays(moving, job, stand_in):
    """The new one goes again, and its time is free."""
    (old,) = [
        each for each in stand_in.timetables.appointments.values() if each.resource["status"] == "booked"
    ]
    old.replace(old.resource | {"status": "fulfilled"})
    await moving.taps("✅ Перенести")
    assert "Она осталась" in await settles(job, moving)
    assert standing(stand_in) == []
    await job.run()
    await job.close(60)
    assert held(stand_in) == {each["reference"].removeprefix("Slot/") for each in old.resource["slot"]}


async def test_a_lost_time_leaves_the_visit(moving, job, stand_in):
    """Somebody was faster: other times are shown, the old visit stands."""
    before = standing(stand_in)
    for slot in list(stand_in.timetables.slots):
        stand_in.timetables.take(slot)
    await moving.taps("✅ Перенести")
    assert "только что заняли" in await settles(job, moving)
    assert standing(stand_in) == before


async def test_the_calendar_follows(moving, job, database):
    """A moved visit keeps its UID with a higher SEQUENCE; a cancelled one is taken from the phone."""
    (old,) = await visits(database, moving)
    await moving.taps("✅ Перенести")
    await settles(job, moving)
    (new,) = [visit for visit in await visits(database, moving) if visit.state is VisitState.BOOKED]
    now = datetime.now(UTC)
    before, after = (
        written(visit, now + timedelta(minutes=number)) for number, visit in enumerate((old, new))
    )
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    gone = written(replace(new, state=VisitState.CANCELLED), now)
    assert (gone["METHOD"], gone["STATUS"], gone["UID"]) == ("CANCEL", "CANCELLED", before["UID"])


async def visits(database, chat):
    async def read(transaction):
        (card,) = await Cards(transaction, OwnerId(chat.user)).readable()
        return await Visits(transaction).of(card)

    return await database.write(read)


def written(visit, now):
    """Return the properties of the calendar file."""
    name = FullName(Surname.parse("Тестова"), GivenName.parse("Анна"), None)
    person = SimpleNamespace(person=SimpleNamespace(name=name), id="c")
    file = calendar_file(1, person, visit, now, texts("ru")).file
    lines = file.text.replace("\r\n ", "").split("\r\n")
    return dict(line.split(":", 1) for line in lines if ":" in line)
