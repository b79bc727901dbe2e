"""What is said before a booking: the summary tells it, and both ways stay open."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from patient.attachment import SearchState
from patient.booking import Booking, BookingState
from patient.card import OwnerId
from patient.clinic import Clinic, Doctor
from patient.visit import Slot, Visit, VisitState
from patient.watch import LASTS, Target, Watch
from storage.bookings import Bookings
from storage.cards import Cards
from storage.directory import Directory
from storage.own_visits import OwnVisits
from storage.searches import Searches
from storage.visits import Visits
from storage.watches import Watches
from tests.chat import adds_card
from tests.handlers.family import adds_child
from tests.handlers.signing import confirms

ZONE = ZoneInfo("Europe/Ulyanovsk")
CLINICS = (Clinic("c1", "Поликлиника № 1"), Clinic("c2", "Больница № 2"))
DOCTORS = (
    Doctor("r1", "p1", "c1", "Примерова Ольга Николаевна", "Кардиолог"),
    Doctor("r2", "p2", "c1", "Образцов Павел Андреевич", "Хирург"),
    Doctor("r3", "p3", "c2", "Костяной Осип Карлович", "Врач-кардиолог"),
    Doctor("r4", "p4", "c2", "Ладошкина Ирина Павловна", "Педиатр"),
    Doctor("r5", "p5", "c2", "Шустрая Вера Ильинична", "Терапевт"),
)


def at(hour, minute=0, days=2):
    """The day after tomorrow, so that no test is about the next minutes."""
    local = datetime.now(UTC).astimezone(ZONE) + timedelta(days=days)
    return local.replace(hour=hour, minute=minute, second=0, microsecond=0).astimezone(UTC)


@pytest.fixture(autouse=True)
async def directory(database):
    """Everybody is free at nine; what is told now is fresh for a while."""

    async def fill(transaction):
        listed = Directory(transaction)
        await listed.replace(CLINICS, DOCTORS)
        for doctor in DOCTORS:
            await listed.keep_free_times(doctor.id, [Slot(f"s-{doctor.id}", doctor.id, at(9))])

    await database.write(fill)


async def summary(chat, doctor, card=None):
    """Choose a doctor's only time; return the summary."""
    await chat.says(doctor.lower())
    await chat.taps(doctor)
    await chat.taps("Записаться")
    if card:
        await chat.taps(card)
    return await chat.taps("09:00")


def labels(chat):
    """The buttons of the newest message."""
    return [
        each["text"]
        for row in chat.messages[max(chat.messages)]["reply_markup"]["inline_keyboard"]
        for each in row
    ]


async def card_of(database, chat):
    (card, *_) = await database.write(lambda tx: Cards(tx, OwnerId(chat.user)).readable())
    return card


async def keep(database, card, doctor, start, *, own=True):
    """Keep a visit with a doctor of the directory, booked here unless it is not one's *own*."""
    clinic = next(each for each in CLINICS if each.id == doctor.clinic)
    key = f"k{start:%d%H%M}{doctor.id}" if own else None
    visit = Visit(f"v{start:%d%H%M}{doctor.id}", start, VisitState.BOOKED, doctor=doctor.id, key=key)

    async def keeping(transaction):
        if own:
            await OwnVisits(transaction).begin(Booking(key, card.owner, card=card.id), card.id, start)
        await Visits(transaction).save(card, visit.at(doctor, clinic))

    await database.write(keeping)


async def test_the_same_doctor_twice_offers_to_move(chat, database):
    """«Перенести ту запись сюда» makes a move of it; «всё равно» books beside it."""
    await adds_card(chat)
    assert "⚠️" not in await summary(chat, "Примерова")
    await keep(database, await card_of(database, chat), DOCTORS[0], at(12, days=5))
    said = await summary(chat, "Примерова")
    assert "К этому врачу запись уже есть" in said
    assert "✅ Записаться всё равно" in labels(chat)
    assert "Прежняя запись остаётся, пока не готова новая" in await chat.taps("Перенести ту запись сюда")
    assert "✅ Перенести" in labels(chat)
    await summary(chat, "Примерова")
    assert "На какое время?" in await chat.taps("Другое время")
    await chat.taps("09:00")
    assert "Записываю" in await chat.taps("✅ Записаться")


@pytest.mark.parametrize(
    ("doctor", "start", "said"),
    [
        (1, (9, 0), "В это время уже есть запись"),
        (1, (9, 40), ""),
        (4, (9, 40), "Меньше часа до записи в другом учреждении"),
        (4, (8, 20), "Меньше часа до записи в другом учреждении"),
        (4, (10, 0), ""),
        (2, (15, 0), "уже есть запись к такому же врачу"),
    ],
)
async def test_what_stands_on_that_day_is_told(chat, database, doctor, start, said):
    """Two doctors at one hour, another clinic within the hour, two of one speciality on a day."""
    await adds_card(chat)
    await keep(database, await card_of(database, chat), DOCTORS[doctor], at(*start))
    shown = await summary(chat, "Примерова")
    assert ("⚠️" in shown) == bool(said)
    assert said in shown


async def test_what_is_under_way_counts_too(chat, database):
    """The first booking is not answered yet when the second is chosen."""
    await adds_card(chat)
    card = await card_of(database, chat)
    slot = Slot("s-r2", "r2", at(9))
    wished = Booking("b", card.owner, card=card.id, slot=slot, state=BookingState.REQUESTED)
    await database.write(lambda tx: Bookings(tx, card.owner).save(wished))
    assert "В это время уже есть запись: Хирург" in await summary(chat, "Примерова")


async def test_a_typed_card_learns_of_no_other_visit(chat, database):
    """What the clinic booked is told only once Gosuslugi has confirmed who asks."""
    await adds_card(chat)
    card = await card_of(database, chat)
    await keep(database, card, DOCTORS[1], at(9), own=False)
    assert "⚠️" not in await summary(chat, "Примерова")
    await confirms(chat, database)
    await keep(database, await card_of(database, chat), DOCTORS[1], at(9), own=False)
    assert "В это время уже есть запись" in await summary(chat, "Примерова")


async def test_another_card_of_the_family_is_no_reason(chat, database):
    """Two children at the same hour: somebody goes with both."""
    await adds_child(chat)
    await keep(database, await card_of(database, chat), DOCTORS[1], at(9))
    await adds_child(
        chat, given_name="Яна", birth_date="01.03.2020", polis="Пропустить", snils="087-654-303 00"
    )
    assert "⚠️" not in await summary(chat, "Примерова", "Тестова Я. А.")


async def test_a_doctor_for_another_age(chat):
    """A paediatrician for a grown-up, a doctor for grown-ups for a child; another doctor is one tap away."""
    await adds_card(chat)
    assert "Это детский врач" in await summary(chat, "Ладошкина")
    assert "К какому врачу?" in await chat.taps("Другой врач")
    assert "⚠️" not in await summary(chat, "Шустрая")
    await adds_child(chat)
    assert "Это врач для взрослых" in await summary(chat, "Шустрая", "2019")
    assert "⚠️" not in await summary(chat, "Ладошкина", "2019")
    assert "⚠️" not in await summary(chat, "Примерова", "2019")


@pytest.mark.parametrize(
    ("stands", "said", "ways"),
    [
        ({"state": SearchState.NOT_FOUND}, "никто не нашёлся", ["Проверить данные", "Искать снова"]),
        ({"state": SearchState.AMBIGUOUS}, "несколько карт", ["Искать снова", "Лечебные учреждения"]),
        ({"state": SearchState.WAITING, "asked": 1}, "пока никого не находит", ["Проверить данные"]),
        ({"state": SearchState.WAITING}, "", []),
    ],
)
async def test_whom_the_registry_does_not_know_hears_so_first(chat, database, stands, said, ways):
    """At the first step, over the choice that stays open; before the first answer nobody knows."""
    await adds_card(chat)
    card = await card_of(database, chat)

    async def end(transaction):
        search = await Searches(transaction).of(card)
        await Searches(transaction).start(replace(search, next_at=None, **stands))

    await database.write(end)
    shown = await chat.says("/book")
    assert "В какое учреждение?" in shown
    assert said in shown
    assert ("регистр" in shown) == bool(said)
    assert set(ways) <= set(labels(chat))
    assert "На какое время?" in await chat.taps("Больница № 2") + await chat.taps("Педиатр")


async def test_a_watchs_button_asks_first_where_there_is_a_caution(chat, database):
    """The time is not taken at once by who is elsewhere then; the summary says so."""
    await adds_card(chat)
    card = await card_of(database, chat)
    await keep(database, card, DOCTORS[1], at(9))
    watch = Watch("w", card.owner, card.id, at(9) + LASTS, (Target("c1", "Кардиолог", "r1"),))
    await database.write(lambda tx: Watches(tx, card.owner).save(watch))
    listed = await database.write(lambda tx: Directory(tx).doctor("r1"))
    data = f"tk:w:{listed.number}:{int(at(9).timestamp()) // 60}"
    assert "В это время уже есть запись" in await chat.presses(data, max(chat.messages))
    assert "Записываю" in await chat.taps("✅ Записаться всё равно")
