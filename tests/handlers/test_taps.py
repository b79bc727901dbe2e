"""How many taps a job takes from where it begins: each label is one, and the last answer is the goal."""

from dataclasses import replace

import pytest

from patient.attachment import Attachment
from patient.visit import Slot
from storage.directory import Directory
from storage.searches import Searches
from tests.chat import adds_card
from tests.handlers.family import adds_child
from tests.handlers.test_cautions import CLINICS, DOCTORS, at, card_of, keep

BOOKED, MOVED = "Записываю", "Переношу"
DAY, HOUR = "— ", "09:00"


@pytest.fixture(autouse=True)
async def directory(database):
    """Three doctors at the first clinic, free on two days; at the second one nobody is."""

    async def fill(transaction):
        listed = Directory(transaction)
        doctors = [replace(each, clinic="c1") if each.id == "r5" else each for each in DOCTORS]
        await listed.replace(CLINICS, doctors)
        for doctor in doctors:
            days = (1, 2) if doctor.clinic == "c1" else ()
            free = [Slot(f"{doctor.id}-{day}", doctor.id, at(9, days=day)) for day in days]
            await listed.keep_free_times(doctor.id, free)

    await database.write(fill)


@pytest.fixture
async def attached(chat, database):
    """One card, attached to the first clinic; its search has ended well."""
    await adds_card(chat)
    card = await card_of(database, chat)

    async def attach(transaction):
        search = await Searches(transaction).of(card)
        found = replace(search, attachments=(Attachment(CLINICS[0]),))
        await Searches(transaction).start(found)

    await database.write(attach)
    return chat


@pytest.mark.parametrize(
    ("begins", "labels", "goal"),
    [
        ("/start", ("Записаться", "Хирург", DAY, HOUR, "✅"), BOOKED),
        ("хирург", ("Образцов", "Записаться", DAY, HOUR, "✅"), BOOKED),
        ("запишите к хирургу", (DAY, HOUR, "✅"), BOOKED),
        ("запишите к хирургу на завтра", (HOUR, "✅"), BOOKED),
        ("костяной", ("Костяной", "Сообщить"), "Слежу"),
    ],
)
async def test_a_job_takes_no_more_taps(attached, begins, labels, goal):
    """From the menu, from a doctor's name, from a sentence."""
    said = await attached.says(begins)
    for label in labels:
        said = await attached.taps(label)
    assert goal in said


@pytest.mark.parametrize(
    ("begins", "labels", "goal"),
    [
        ("/start", ("Записаться", "Снова к врачу", DAY, HOUR, "✅"), BOOKED),
        ("перенесите на завтра", (HOUR, "✅"), MOVED),
        ("перенесите запись", ("Перенести", DAY, HOUR, "✅"), MOVED),
        ("отмените запись", ("Отменить запись", "Да, отменить"), "Отменяю"),
    ],
)
async def test_a_visit_that_stands_takes_no_more_taps(attached, database, begins, labels, goal):
    """The same doctor again, a move by words and by buttons, a cancellation."""
    await keep(database, await card_of(database, attached), DOCTORS[1], at(12, days=6))
    said = await attached.says(begins)
    for label in labels:
        said = await attached.taps(label)
    assert goal in said


async def test_a_watch_with_several_cards_takes_three_taps(chat):
    """The doctor, «Сообщить, когда появится», and for whom."""
    await adds_card(chat)
    await adds_child(chat)
    await chat.says("костяной")
    for label in ("Костяной", "Сообщить"):
        await chat.taps(label)
    assert "Слежу" in await chat.taps("Тестова Е. А.")
