"""Looks that are under way while something newer comes to be known: their answers are of before."""

import asyncio
from datetime import timedelta

import pytest
from aiohttp import web

from handlers.directory.jobs import DirectoryJob
from sandbox.clinics import DOCTORS
from tests.began import began
from tests.chat import adds_card
from tests.handlers.visiting import ANNA, looks_at, settles, to_summary
from tests.registry.gate import Held
from tests.registry.kinds import opened

VISITS = ("/fhir/Appointment", "/api/TimeTableListbyPatient")
TIMES = ("/fhir/Slot", "/api/TimeTableGraf/TimeTableGrafFreeDate")
FULL = 4  # the doctor who has no free time


class LateAnswer:
    """Keeps the next answer of some kind back, once it was made."""

    def __init__(self):
        self._held, self._paths = None, ()

    def holds(self, paths):
        self._held, self._paths = Held(), paths
        return self._held

    @web.middleware
    async def between(self, request, handler):
        """Stand before the registry."""
        answer = await handler(request)
        if self._held and request.method == "GET" and request.path in self._paths:
            held, self._held = self._held, None
            await held.waits()
        return answer


@pytest.fixture
def late():
    return LateAnswer()


@pytest.fixture(params=["fhir", "ecp"])
async def house(request, late):
    async with opened(request.param, people=(ANNA,), between=late.between) as house:
        yield house


@pytest.fixture
async def registry(house, database):
    """The adapter; the directory is copied already."""
    await DirectoryJob(database, house.registry).run()
    return house.registry


async def looks(looking, database):
    await database.write(lambda tx: tx.execute("UPDATE visits_look SET next_at = 0, lease_until = NULL"))
    await looking.run()


async def books(chat, job):
    await to_summary(chat, job)
    await chat.taps("✅ Записаться")
    assert "готова" in await settles(job, chat)


async def cancels(chat, job):
    await chat.taps("Отменить запись")
    await chat.taps("Да, отменить")
    assert "отменена" in await settles(job, chat)


async def shown(chat, job):
    """What «Мои записи» tells."""
    return await chat.says("/visits") + await settles(job, chat)


async def looks_while(looking, late, database, does):
    """Look, and do something while the answer is on its way."""
    held = late.holds(VISITS)
    look = asyncio.create_task(looks(looking, database))
    await held.comes()
    await does
    held.goes_on()
    await look


async def test_a_visit_that_was_booked_meanwhile_stays(chat, job, looking, late, database):
    """The answer does not know of it yet, or at an ЕЦП only that the same time was cancelled before."""
    await adds_card(chat)
    await looks(looking, database)
    await books(chat, job)
    await cancels(chat, job)
    await looks_while(looking, late, database, books(chat, job))
    assert not await chat.reads()
    assert "Предстоящих записей нет" not in await shown(chat, job)


async def test_a_visit_that_was_cancelled_meanwhile_stays_cancelled(chat, job, looking, late, database):
    """The answer tells that it stands."""
    await adds_card(chat)
    await books(chat, job)
    await looks_while(looking, late, database, cancels(chat, job))
    assert not await chat.reads()
    await looks(looking, database)
    assert not await chat.reads()


async def test_two_rounds_that_overlap_tell_of_a_time_once(chat, job, watching, late, house):
    """One leader's answer is older than what the next one tells of; the third round finds nothing new."""
    timetables = house.stand_in.timetables
    await adds_card(chat)
    await looks_at(chat, job, "Занятов")
    await chat.taps("Сообщить")
    lost = timetables.add_slot(DOCTORS[FULL], began() + timedelta(days=3))
    await watching.run()
    assert "появилась" in await chat.reads()
    timetables.take(lost)
    held = late.holds(TIMES)
    slow = asyncio.create_task(watching.run())
    await held.comes()
    timetables.add_slot(DOCTORS[FULL], began() + timedelta(days=4))
    await watching.run()
    assert "появилась" in await chat.reads()
    held.goes_on()
    await slow
    await watching.run()
    assert await chat.reads() == ""
