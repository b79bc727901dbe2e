"""The conversation with its jobs over an ЕЦП, where that asks for more than FHIR does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web

from bot.process import config_of
from handlers.directory.jobs import DirectoryJob
from patient.card import OwnerId
from patient.visit import VisitState
from sandbox.clinics import DOCTORS
from sandbox.ecp.server import person_id
from sandbox.registry.faults import Fault, FaultKind
from storage.cards import Cards
from storage.errands import ErrandQueue
from storage.leases import release_leases
from storage.own_visits import OwnVisits
from storage.visits import Visits
from tests.chat import adds_card, buttons_of
from tests.handlers.signing import confirms
from tests.handlers.visiting import ANNA, books, settles, to_summary
from tests.jobs import job_named
from tests.registry.kinds import opened


class LostWrite:
    """Loses the answer to the next booking, and lets the look after it fail, once it is *armed*."""

    armed = None

    @web.middleware
    async def between(self, request, handler):
        """Stand before the registry."""
        answer = await handler(request)
        if self.armed is None or request.method != "POST":
            return answer
        self.armed.faults.append(Fault(FaultKind.DOWN, times=1))
        self.armed = None
        return web.Response(status=504)


@pytest.fixture
def lost_write():
    return LostWrite()


@pytest.fixture
async def house(lost_write):
    async with opened("ecp", people=(ANNA,), between=lost_write.between) as house:
        yield house


@pytest.fixture
def stand_in(house):
    return house.stand_in


@pytest.fixture
async def registry(house, database):
    """The adapter; the directory is copied already."""
    await DirectoryJob(database, house.registry).run()
    return house.registry


async def known(chat, database):
    (card,) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).readable())
    return card, await database.write(lambda tx: Visits(tx).of(card))


def held(stand_in):
    person = person_id(stand_in, ANNA.key)
    return [ticket for ticket in stand_in.timetables.tickets.values() if ticket.holder == person]


async def looks_again(looking, database):
    await database.write(lambda tx: tx.execute("UPDATE visits_look SET next_at = 0"))
    await looking.run()


async def test_a_time_that_was_cancelled_and_booked_again_counts_once(chat, job, stand_in, database):
    """It has the same id at the registry, and was booked twice under keys of our own."""
    await books(chat, job)
    for _ in range(2):
        await chat.taps("Отменить запись")
        await chat.taps("Да, отменить")
        assert "Запись отменена" in await settles(job, chat)
        assert held(stand_in) == []
        await to_summary(chat, job)
        await chat.taps("✅ Записаться")
        assert "готова" in await settles(job, chat)
    assert len(held(stand_in)) == 1
    owner = OwnerId(chat.user)
    assert await database.write(lambda tx: OwnVisits(tx).count_of_account(owner)) == 1


@pytest.mark.parametrize("is_killed", [False, True], ids=["full disk", "kill"])
async def test_a_booking_of_which_nothing_was_kept_is_found(chat, job, house, database, is_killed):
    """It was made, and the job fell silent: whoever takes it up next counts it as tried."""
    await adds_card(chat)
    await to_summary(chat, job)
    house.stand_in.faults.append(Fault(FaultKind.DOWN, times=1))
    await chat.taps("✅ Записаться")
    await settles(job, chat)
    card, _ = await known(chat, database)
    (errand,) = await database.write(lambda tx: tx.rows("SELECT id FROM errand"))
    await database.write(lambda tx: tx.execute("UPDATE errand SET next_at = 0, tries = 0"))
    lease = timedelta(seconds=60 if is_killed else -1)
    await database.write(lambda tx: ErrandQueue(tx).claim("silent", 9, lease))
    slot = (await house.free(datetime.now(UTC)))[0]
    await house.registry.visits.book(card.person, slot, errand[0])
    if is_killed:
        await database.write(release_leases)
    await job.run()
    assert "готова" in await chat.reads()
    assert len(held(house.stand_in)) == 1


async def test_a_lost_answer_books_once(chat, job, stand_in, database, lost_write):
    """The time was taken, and nothing more was heard for a while."""
    await adds_card(chat)
    await to_summary(chat, job)
    lost_write.armed = stand_in
    await chat.taps("✅ Записаться")
    assert "отвечает не сразу" in await settles(job, chat)
    await database.write(lambda tx: tx.execute("UPDATE errand SET next_at = 0"))
    await job.run()
    assert "готова" in await chat.reads()
    assert len(held(stand_in)) == 1


async def test_what_is_over_stays_in_the_list_and_is_no_news(chat, job, looking, stand_in, database):
    """The registry lists it no more; nobody hears that the clinic cancelled it."""
    await books(chat, job)
    await confirms(chat, database)
    await looking.run()
    (ticket,) = held(stand_in)
    card, (visit,) = await known(chat, database)
    past = datetime.now(UTC) - timedelta(days=1)
    ticket.start = past.replace(tzinfo=None)
    await database.write(lambda tx: Visits(tx).save(card, replace(visit, start=past)))
    for _ in range(2):
        await looks_again(looking, database)
    assert await chat.reads() == ""
    _, (stays,) = await known(chat, database)
    assert (stays.id, stays.state) == (visit.id, VisitState.BOOKED)


async def test_a_visit_that_vanished_is_told_only_when_the_registry_says_so(
    chat, job, looking, stand_in, database
):
    """First the list alone is wrong, then the desk has cancelled it."""
    await books(chat, job)
    await looking.run()
    (ticket,) = held(stand_in)
    holder, ticket.holder = ticket.holder, None
    await looks_again(looking, database)
    assert await chat.reads() == ""
    ticket.holder = holder
    stand_in.timetables.cancel(ticket)
    await looks_again(looking, database)
    assert "поликлиника отменила приём" in await chat.reads()
    await looks_again(looking, database)
    assert await chat.reads() == ""


async def test_a_typed_card_learns_nothing_that_the_desk_booked(chat, job, looking, stand_in, database):
    """Not of visits there, and not by wishing for the very time."""
    await adds_card(chat)
    await to_summary(chat, job)
    demo = DOCTORS[0]
    free = min(free_of(stand_in, demo), key=lambda ticket: ticket.start)
    stand_in.timetables.book(free, person_id(stand_in, ANNA.key))
    await chat.taps("✅ Записаться")
    assert "только что заняли" in await settles(job, chat)
    await looking.run()
    assert await chat.reads() == ""
    assert (await known(chat, database))[1] == []
    assert held(stand_in) == [free]


@pytest.fixture
async def attached(chat, database, registry, settings):
    """A card whose clinic is found."""
    await adds_card(chat)
    config = config_of(settings)
    await job_named("searches", database, registry, config).run()
    return chat


async def test_the_district_doctor_is_told_with_the_clinic(attached, registry):
    """In the news and in the card; the registry knows neither kind nor date."""
    told = await attached.reads()
    assert "Ваш участковый врач: Примерова Ольга Николаевна" in told
    await attached.says("/cards")
    await attached.taps("Тестова А. П.")
    shown = await attached.taps("Прикрепления")
    assert "Ваш участковый врач: Примерова Ольга Николаевна" in shown
    assert "Вид прикрепления" not in shown


async def begins_booking(chat, job):
    """Press «Записаться» at the card's visits, and read what is asked."""
    await chat.reads()
    await chat.says("/cards")
    await chat.taps("Тестова А. П.")
    await chat.taps("Записи на приём")
    await settles(job, chat)
    return await chat.taps("Записаться")


def choices(chat):
    """Return the buttons of the newest message."""
    return [button["text"] for button in buttons_of(chat.messages[max(chat.messages)])]


async def test_the_district_doctor_is_offered_first(attached, job):
    """Before the specialities and before the doctors of his own; one tap leads to the days."""
    assert "К какому врачу?" in await begins_booking(attached, job)
    first, *_ = choices(attached)
    assert "Ваш участковый врач: Примерова О. Н." in first
    await attached.taps("Терапевт")
    assert choices(attached)[:3] == [first, "Любой врач", "Образцов Павел Андреевич"]
    assert sum("Примерова" in label for label in choices(attached)) == 1
    await attached.taps("Назад")
    said = await attached.taps("Ваш участковый") + await settles(job, attached)
    assert "На какой день?" in said
    assert "Терапевт" in said
    await attached.taps(" мест")
    await attached.taps(":")
    await attached.taps("✅ Записаться")
    assert "Примерова Ольга Николаевна" in await settles(job, attached)


async def test_a_district_doctor_who_sees_nobody_there_is_not_offered(attached, job, database):
    """He is not in the directory (any more), or works elsewhere."""
    await database.write(lambda tx: tx.execute("DELETE FROM doctor WHERE name LIKE 'Примерова%'"))
    assert "К какому врачу?" in await begins_booking(attached, job)
    assert not any("участковый" in label for label in choices(attached))


@pytest.mark.parametrize("answer", ["Удалить и отменить записи", "Удалить, записи оставить"])
async def test_a_booking_under_way_as_its_card_goes_is_settled(chat, job, stand_in, database, answer):
    """The registry keeps no key of ours: what stands in the person's own list tells."""
    await adds_card(chat)
    await to_summary(chat, job)
    stand_in.faults.append(Fault(FaultKind.DOWN, times=1))
    await chat.taps("✅ Записаться")
    await settles(job, chat)
    await chat.says("/delete_me")
    await chat.taps(answer)
    ticket = min(free_of(stand_in, DOCTORS[0]), key=lambda each: each.start)
    stand_in.timetables.book(ticket, person_id(stand_in, ANNA.key))  # by the call that had no answer
    await database.write(lambda tx: tx.execute("UPDATE errand SET next_at = 0"))
    await job.run()
    is_kept = "оставить" in answer
    assert ("состоялась и остаётся в силе" if is_kept else "Записи отменены") in await chat.reads()
    assert bool(held(stand_in)) == is_kept
    assert await database.write(lambda tx: tx.rows("SELECT id FROM errand")) == []
    counted = await database.write(lambda tx: OwnVisits(tx).count_of_account(OwnerId(chat.user)))
    assert counted == len(held(stand_in))


@pytest.mark.parametrize("answer", ["Удалить и отменить записи", "Удалить, записи оставить"])
async def test_a_cancellation_under_way_as_its_card_goes_is_told(chat, job, stand_in, database, answer):
    """The registry had no answer yet: it is asked again although the card is gone."""
    await books(chat, job)
    await chat.taps("Отменить запись")
    stand_in.faults.append(Fault(FaultKind.DOWN, times=1))
    await chat.taps("Да, отменить")
    await settles(job, chat)
    assert "(уже отменяется)" in await chat.says("/delete_me")
    await chat.taps(answer)
    await database.write(lambda tx: tx.execute("UPDATE errand SET next_at = 0"))
    await job.run()
    assert (await chat.reads()).count("Записи отменены") == 1
    assert held(stand_in) == []
    assert await database.write(lambda tx: tx.rows("SELECT id FROM errand")) == []


def free_of(stand_in, demo):
    """Return the free times of a doctor."""
    tickets = stand_in.timetables.tickets.values()
    return [each for each in tickets if each.demo is demo and each.holder is None]
