"""Choosing a visit: what is chosen by itself, ways back, several cards, old buttons."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from patient.attachment import Attachment
from patient.card import OwnerId
from patient.clinic import Clinic, Doctor
from patient.visit import Slot
from patient.watch import Days
from storage.cards import Cards
from storage.directory import Directory
from storage.searches import Searches
from storage.watches import Watches
from tests.chat import adds_card

ZONE = ZoneInfo("Europe/Ulyanovsk")
CLINICS = (Clinic("c1", "Поликлиника № 1", "ул. Примерная, 1"), Clinic("c2", "Больница № 2"))
DOCTORS = (
    Doctor("r1", "p1", "c1", "Примерова Ольга Николаевна", "Терапевт"),
    Doctor("r2", "p2", "c1", "Образцов Павел Андреевич", "Терапевт"),
    Doctor("r3", "p3", "c1", "Занятов Тарас Ефимович", "Эндокринолог"),
    Doctor("r4", "p4", "c2", "Костяной Осип Карлович", "Хирург"),
)


@pytest.fixture(autouse=True)
async def directory(database):
    """Two clinics whose doctors have time on two days, but one; what is told now is fresh for a while."""
    tomorrow = datetime.now(UTC).astimezone(ZONE).replace(hour=9, minute=0, second=0, microsecond=0)
    start = (tomorrow + timedelta(days=1)).astimezone(UTC)

    async def fill(transaction):
        listed = Directory(transaction)
        await listed.replace(CLINICS, DOCTORS)
        for doctor in DOCTORS:
            starts = [] if doctor.id == "r3" else [start, start + timedelta(days=1)]
            free = [Slot(f"s-{doctor.id}-{each:%d}", doctor.id, each) for each in starts]
            await listed.keep_free_times(doctor.id, free)

    await database.write(fill)


async def test_a_doctor_chosen_first_stays_chosen(chat):
    """Who comes from a doctor's page and has two cards is asked for whom, and nothing else again."""
    await adds_card(chat)
    await adds_card(chat, surname="Иванова", snils="087-654-303 00")
    await chat.says("примерова")
    await chat.taps("Примерова")
    assert "Кого записываем?" in await chat.taps("Записаться")
    chosen = await chat.taps("Иванова А. П., 1979")
    assert "На какой день?" in chosen
    assert "Терапевт" in chosen
    await chat.taps("— 1")
    summary = await chat.taps("09:00")
    assert "Примерова Ольга Николаевна" in summary
    assert "Иванова" in summary


async def test_what_leaves_no_choice_is_not_asked(chat):
    """One card, a clinic with one speciality and one doctor: straight to the days; back passes over them."""
    await adds_card(chat)
    await chat.says("больница")
    await chat.taps("Больница № 2")
    assert "На какой день?" in await chat.taps("Записаться")
    assert "В какое учреждение?" in await chat.taps("Назад")
    await chat.taps("Поликлиника № 1")
    assert "Выберите врача" in await chat.taps("Терапевт")
    assert "К какому врачу?" in await chat.taps("Назад")


async def test_from_the_menu_to_a_booked_visit_takes_five_taps(chat, database):
    """One card and its attached clinic leave the speciality, the day, the time and the yes to choose."""
    await adds_card(chat)

    async def attach(transaction):
        (card,) = await Cards(transaction, OwnerId(chat.user)).readable()
        attached = Attachment(CLINICS[0], "терапевтическое", None)
        search = await Searches(transaction).of(card)
        await Searches(transaction).start(replace(search, attachments=(attached,)))
        doctors = [replace(each, clinic="c1") if each.id == "r4" else each for each in DOCTORS]
        await Directory(transaction).replace(CLINICS, doctors)

    await database.write(attach)
    await chat.says("/start")
    await chat.taps("Записаться")
    await chat.taps("Хирург")
    await chat.taps("— 1 место")
    await chat.taps("09:00")
    assert "Записываю" in await chat.taps("✅ Записаться")


async def test_any_doctor_has_each_time_once(chat):
    """Two doctors are free at nine: one button; the summary names who it will be."""
    await adds_card(chat)
    await chat.says("поликлиника")
    await chat.taps("Поликлиника № 1")
    await chat.taps("Записаться")
    await chat.taps("Терапевт")
    await chat.taps("Любой врач")
    await chat.taps("— 1")
    assert chat.labels.count("09:00") == 1
    assert "Врач: " in await chat.taps("09:00")


async def test_an_old_button_chooses_anew_or_shows_what_stands(chat, database):
    """While choosing, an earlier screen's button goes back there; once wished for, it changes nothing."""
    await adds_card(chat)
    await chat.says("больница")
    await chat.taps("Больница № 2")
    await chat.taps("Записаться")
    day = next(
        button["callback_data"]
        for message in chat.messages.values()
        for row in (message.get("reply_markup") or {}).get("inline_keyboard", [])
        for button in row
        if "— 1" in button["text"]
    )
    number = max(chat.messages)
    await chat.taps("— 1")
    await chat.taps("09:00")
    assert "На какое время?" in await chat.presses(day, number)
    await chat.taps("09:00")
    assert "Записываю" in await chat.taps("✅ Записаться")
    assert "Записываю" in await chat.presses(day, number)
    assert "Уже записываю" in chat.toasts[-1]
    wish = next(iter(await database.write(lambda tx: tx.rows("SELECT id FROM booking"))))[0]
    await database.write(lambda tx: tx.execute("UPDATE errand SET tries = 5"))
    assert "Записываю" in await chat.presses(f"do:wish:{wish}", number)
    assert await database.write(lambda tx: tx.rows("SELECT tries FROM errand")) == [(5,)]
    errands = await database.write(lambda tx: tx.rows("SELECT count(*) FROM errand"))
    assert errands == [(1,)]


async def test_a_strangers_booking_opens_nothing(chat, other_chat, database):
    """Ids are not guessed, and would not help."""
    await adds_card(chat)
    await chat.says("больница")
    await chat.taps("Больница № 2")
    await chat.taps("Записаться")
    rows = await database.write(lambda tx: tx.rows("SELECT id FROM booking"))
    await other_chat.says("/start")
    number = max(other_chat.messages)
    for data in (f"do:wish:{rows[0][0]}", f"pk:{rows[0][0]}:day:2026-11-24", f"go:book:{rows[0][0]}:0"):
        assert "не продолжается" in await other_chat.presses(data, number)


async def test_a_watch_takes_more_doctors_days_and_hours(chat, database):
    """A doctor without time, a speciality elsewhere beside him, on weekends only; then no more."""
    await adds_card(chat)
    await chat.says("занятов")
    await chat.taps("Занятов")
    assert "Эндокринолог, Занятов" in await chat.taps("Сообщить, когда появится")
    await chat.taps("Ещё врач или специальность")
    await chat.taps("Поликлиника № 1")
    await chat.taps("Терапевт")
    both = await chat.taps("Любой врач")
    assert "• Терапевт — Поликлиника № 1" in both
    await chat.taps("Выходные")
    await chat.taps("До 12")
    owner = OwnerId(chat.user)
    (watch,) = await database.write(lambda tx: Watches(tx, owner).all())
    assert watch.days is Days.WEEKEND
    assert len(watch.targets) == 2
    assert {mark.partition("/")[0] for mark in watch.notified} == {"r1", "r2"}
    assert "Больше не слежу" in await chat.taps("Больше не следить")
    assert await database.write(lambda tx: Watches(tx, owner).all()) == []


async def test_a_card_comes_first(chat):
    """Without a card nobody can be booked: the way to add one is shown."""
    await chat.says("больница")
    await chat.taps("Больница № 2")
    assert "сначала добавьте карточку" in await chat.taps("Записаться")
    assert "Картотека" in chat.labels
