"""A watch tells of a time while its person, or the other parent, books by hand or is too late."""

from datetime import timedelta

import pytest

from handlers.directory.jobs import DirectoryJob
from sandbox.clinics import DOCTORS
from tests.began import began
from tests.chat import adds_card
from tests.handlers.family import adds_child, shares
from tests.handlers.test_left_in_the_midst import EVA
from tests.handlers.visiting import ANNA, button, looks_at, settles
from tests.registry.kinds import opened

FULL = DOCTORS[4]  # whoever has no free time
TAKE = "Записать на"


@pytest.fixture(params=["fhir", "ecp"])
async def house(request, gate):
    async with opened(request.param, people=(ANNA, EVA), between=gate.between) as house:
        yield house


@pytest.fixture
async def registry(house, database):
    """The adapter; the directory is copied already."""
    await DirectoryJob(database, house.registry).run()
    return house.registry


@pytest.fixture
def appears(house, watching):
    """Have a time appear in so many days, and let the watches look."""

    async def appearing(**after):
        house.stand_in.timetables.add_slot(FULL, began() + timedelta(**after))
        await watching.run()

    return appearing


async def watches(chat, job):
    await looks_at(chat, job, "Занятов")
    await chat.taps("Сообщить")


async def to_summary(chat, job):
    """Choose the only time by hand."""
    await looks_at(chat, job, "Занятов")
    await chat.taps("Записаться")
    await chat.taps(":")


async def test_a_tap_on_what_was_booked_by_hand_shows_the_visit(chat, job, appears, house):
    """It is neither booked again nor moved onto itself."""
    await adds_card(chat)
    await watches(chat, job)
    await appears(days=3)
    await chat.reads()
    take = button(chat, TAKE)
    await to_summary(chat, job)
    await chat.taps("✅ Записаться")
    assert "готова" in await settles(job, chat)
    said = await chat.presses(*take)
    assert "Занятов" in said
    assert "Всё верно?" not in said
    assert "уже готова" in chat.toasts[-1]
    taken = house.held()
    await settles(job, chat)
    assert house.held() == taken


async def test_a_tap_amid_the_booking_by_hand_waits_for_it(chat, job, appears, gate):
    """The same time on the same card: the answer comes where it was asked for first."""
    await adds_card(chat)
    await watches(chat, job)
    await appears(days=3)
    await chat.reads()
    take = button(chat, TAKE)
    await to_summary(chat, job)
    held = gate.holds()
    await chat.taps("✅ Записаться")
    await held.comes()
    await chat.presses(*take)
    assert "уже записываю" in chat.toasts[-1]
    held.goes_on()
    assert "готова" in await settles(job, chat)


async def test_of_two_parents_at_one_time_the_second_sees_the_visit(chat, other_chat, job, appears, gate):
    """Both stand at the summary: the first is booking, and has booked."""
    await adds_child(chat)
    await shares(chat, other_chat)
    await watches(chat, job)
    await appears(days=3)
    await to_summary(other_chat, job)
    await to_summary(chat, job)
    wish = button(other_chat, "✅ Записаться")
    held = gate.holds()
    await chat.taps("✅ Записаться")
    await held.comes()
    await other_chat.presses(*wish)
    assert "уже записываю" in other_chat.toasts[-1]
    held.goes_on()
    assert "готова" in await settles(job, chat)
    await other_chat.reads()
    assert "Занятов" in await other_chat.presses(*wish)
    assert "уже готова" in other_chat.toasts[-1]


async def test_news_says_that_there_is_a_visit_already(chat, job, appears):
    """It was booked by hand: the person decides whether to wait for another time."""
    await adds_card(chat)
    await watches(chat, job)
    await appears(days=3)
    assert "уже есть" not in await chat.reads()
    await to_summary(chat, job)
    await chat.taps("✅ Записаться")
    await settles(job, chat)
    await appears(days=4)
    assert "уже есть" in await chat.reads()
    assert "Больше не слежу" in await chat.taps("Больше не следить")


async def test_what_nobody_can_reach_is_no_news(chat, job, appears):
    """It begins within minutes; a later one is told."""
    await adds_card(chat)
    await watches(chat, job)
    await appears(seconds=50)
    assert await chat.reads() == ""
    await appears(minutes=90)
    assert "появилась" in await chat.reads()


async def test_a_time_that_has_begun_is_not_called_taken(chat, job, appears):
    """The notice stood in the chat."""
    await adds_card(chat)
    await watches(chat, job)
    await appears(days=3)
    await chat.reads()
    data, number = button(chat, TAKE)
    watch, doctor, _ = data.split(":")[1:]
    earlier = str(int(began().timestamp()) // 60 - 1)
    assert "уже прошло" in await chat.presses(f"tk:{watch}:{doctor}:{earlier}", number)


async def test_the_notice_of_a_watch_that_has_ended_leads_to_the_doctor(chat, job, appears, database):
    await adds_card(chat)
    await watches(chat, job)
    await appears(days=3)
    await chat.reads()
    await database.write(lambda tx: tx.execute("UPDATE watch SET until = 1"))
    assert "уже закончилось" in await chat.taps(TAKE)
    assert "На какое время?" in await chat.taps("Записаться") + await settles(job, chat)
