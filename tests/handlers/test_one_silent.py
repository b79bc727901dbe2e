"""One doctor, timetable or clinic of many does not answer: the others are shown, and it is named."""

from datetime import timedelta

import pytest
from aiohttp import web

from handlers.directory.jobs import DirectoryJob
from sandbox.clinics import DOCTORS
from sandbox.ecp.rows import lpu_id, post_id
from storage.directory import Directory
from tests.began import began
from tests.chat import adds_card
from tests.handlers.visiting import ANNA, looks_at, settles
from tests.registry.kinds import ZONE, opened

SILENT, TELLING = DOCTORS[0], DOCTORS[1]  # of one speciality at one clinic
FULL = DOCTORS[4]


class Silence:
    """Answers no call in which one of these *words* stands."""

    def __init__(self):
        self.words, self.asked = (), 0

    @web.middleware
    async def between(self, request, handler):
        """Stand before the registry."""
        if not set(self.words) & set(request.query.values()):
            return await handler(request)
        self.asked += 1
        return web.Response(status=503)


@pytest.fixture
def silence():
    return Silence()


@pytest.fixture(params=["fhir", "ecp"])
async def house(request, silence):
    async with opened(request.param, people=(ANNA,), between=silence.between) as house:
        yield house


def of_doctor(demo):
    """What stands in the calls for a doctor's times, in either registry."""
    return (
        f"PractitionerRole/{demo.doctor.id}",
        f"Practitioner/{demo.doctor.practitioner}",
        str(post_id(demo)),
    )


def of_clinic(clinic):
    """What stands in the calls for a clinic's doctors."""
    return f"Organization/{clinic}", str(lpu_id(clinic))


@pytest.fixture
async def registry(house, database):
    """The adapter; the directory is copied already."""
    await DirectoryJob(database, house.registry).run()
    return house.registry


async def to_any_doctor(chat, job):
    await chat.says("/book")
    await chat.taps("Ульяновская городская")
    await chat.taps("Терапевт")
    return await chat.taps("Любой врач") + await settles(job, chat)


async def turn_on(database, seconds):
    """Have so much time pass since the doctors were silent; less than none keeps it from passing."""
    await database.write(
        lambda tx: tx.execute("UPDATE doctor SET asked_at = asked_at + ? WHERE asked_at < 0", seconds)
    )


async def test_the_other_doctors_times_are_shown(chat, job, silence, database):
    """Who does not answer is named; nobody waits for him again within the minute."""
    await adds_card(chat)
    silence.words = of_doctor(SILENT)
    said = await to_any_doctor(chat, job)
    assert "Примерова О. Н. — расписание не отвечает" in said
    assert "На какой день?" in said
    await turn_on(database, -3600)
    asked = silence.asked
    assert "расписание не отвечает" in await chat.taps("Повторить") + await settles(job, chat)
    said = await chat.taps(" мест") + await settles(job, chat)
    assert "расписание не отвечает" in said
    assert "На какое время?" in said
    await looks_at(chat, job, "Примерова")
    assert silence.asked == asked


async def test_who_answers_again_is_shown_again(chat, job, silence, database):
    """The button asks anew once the minute is over."""
    await adds_card(chat)
    silence.words = of_doctor(SILENT)
    await to_any_doctor(chat, job)
    silence.words = ()
    await turn_on(database, 61)
    said = await chat.taps("Повторить") + await settles(job, chat)
    assert "На какой день?" in said
    assert "не отвечает" not in said


async def test_where_nobody_answers_that_is_said_alone(chat, job, silence):
    """There is nothing to show; the errand is tried again."""
    await adds_card(chat)
    silence.words = of_doctor(SILENT) + of_doctor(TELLING)
    assert "Регистратура пока не отвечает" in await to_any_doctor(chat, job)


async def known(database, **where):
    return {each.value.name for each in await database.write(lambda tx: Directory(tx).doctors(**where))}


async def test_a_silent_clinic_holds_up_no_other(house, silence, database):
    """Its doctors follow when it answers; until then, and whenever it is silent again, those known stay."""
    copying = DirectoryJob(database, house.registry)
    silence.words = of_clinic("ulgp-1")
    await copying.run()
    others = {demo.doctor.name for demo in DOCTORS if demo.doctor.clinic != "ulgp-1"}
    assert await known(database) == others
    silence.words = ()
    await copying.run()
    assert await known(database) == {demo.doctor.name for demo in DOCTORS}
    silence.words = of_clinic("ulgp-1")
    await DirectoryJob(database, house.registry).run()
    assert await known(database) == {demo.doctor.name for demo in DOCTORS}


async def test_a_clinic_that_is_silent_for_long_fails_no_job(house, silence, database):
    """It is asked again each minute, and the operator has an alarm only when all are silent."""
    copying = DirectoryJob(database, house.registry)
    silence.words = of_clinic("ulgp-1")
    await copying.run()
    asked = silence.asked
    await copying.run()
    assert silence.asked > asked


@pytest.mark.parametrize("house", ["ecp"], indirect=True)
async def test_a_day_that_is_silent_is_no_news_when_it_answers_again(chat, job, silence, house, watching):
    """Its times were told before; what is new on other days is told meanwhile."""
    add = house.stand_in.timetables.add_slot
    await adds_card(chat)
    await looks_at(chat, job, "Занятов")
    await chat.taps("Сообщить")
    for days in (3, 5):
        add(FULL, began() + timedelta(days=days))
    await watching.run()
    assert "появилась" in await chat.reads()
    silence.words = ((began() + timedelta(days=3)).astimezone(ZONE).date().isoformat(),)
    add(FULL, began() + timedelta(days=7))
    await watching.run()
    assert "появилась" in await chat.reads()
    silence.words = ()
    await watching.run()
    assert await chat.reads() == ""
