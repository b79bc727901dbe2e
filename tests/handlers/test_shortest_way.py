"""The shortest way to a visit: what is offered where, the last doctor again, no question without a choice."""

from dataclasses import replace

import pytest

from handlers.cards.views.news import notice
from locales.texts import texts
from patient.attachment import Attachment, AttachmentsChanged, AttachmentsFound, NothingFound
from patient.clinic import Clinic
from patient.visit import Slot
from storage.directory import Directory
from tests.chat import adds_card
from tests.handlers.test_cautions import CLINICS, DOCTORS, ZONE, at, card_of, keep, labels


@pytest.fixture(autouse=True)
async def directory(database):
    """Everybody is free at nine on two days, but the surgeon on one."""

    async def fill(transaction):
        listed = Directory(transaction)
        await listed.replace(CLINICS, DOCTORS)
        for doctor in DOCTORS:
            days = (2,) if doctor.id == "r2" else (2, 3)
            free = [Slot(f"s-{doctor.id}-{day}", doctor.id, at(9, days=day)) for day in days]
            await listed.keep_free_times(doctor.id, free)

    await database.write(fill)


async def test_the_news_of_a_clinic_lead_to_a_booking(chat, database):
    """«Записаться» stands in what was found, not in what was not."""
    await adds_card(chat)
    card = await card_of(database, chat)
    here = (Attachment(Clinic("c1", "Поликлиника"), None),)
    for news, leads in (
        (AttachmentsFound(here), True),
        (AttachmentsChanged(here, ()), True),
        (AttachmentsChanged((), here), False),
        (NothingFound(), False),
    ):
        shown = [button.text for row in notice(card, news, ZONE, texts("ru")).rows for button in row]
        assert ("Записаться" in shown) is leads


async def test_the_last_doctor_is_offered_again(chat, database):
    """One tap to his days, from the first choice; with two cards it says for whom."""
    await adds_card(chat)
    card = await card_of(database, chat)
    assert "Снова" not in " ".join(labels(chat))
    await keep(database, card, DOCTORS[1], at(9, days=4))
    await keep(database, card, DOCTORS[0], at(9, days=6))
    for begins in ("/book", "запишите меня", "записаться к тому же врачу"):
        await chat.says(begins)
        assert labels(chat)[0] == "🔁 Снова к врачу: Примерова О. Н."
    await chat.says("запишите к терапевту")
    assert "Снова" not in " ".join(labels(chat))
    await chat.says("/book")
    said = await chat.taps("Снова к врачу")
    assert "На какой день?" in said
    assert "Кардиолог" in said
    await adds_card(chat, surname="Иванова", snils="087-654-303 00")
    await chat.says("/book")
    assert labels(chat)[0] == "🔁 Снова к врачу: Примерова О. Н., Анна"
    assert "Для кого: Тестова А. П." in await chat.taps("Снова к врачу")


async def test_the_last_doctors_long_name_is_shortened_and_for_whom_stays(chat, database):
    """The chat itself tells of a label that a phone cuts."""
    await adds_card(chat)
    long = replace(DOCTORS[0], name="Преображенская-Долгорукова Наталья Геннадьевна")
    await database.write(lambda tx: Directory(tx).replace(CLINICS, (long, *DOCTORS[1:])))
    await keep(database, await card_of(database, chat), long, at(9, days=4))
    await adds_card(chat, surname="Иванова", snils="087-654-303 00")
    await chat.says("/book")
    assert labels(chat)[0] == "🔁 Снова к врачу: Преображе… Н. Г., Анна"


async def test_who_left_is_offered_by_the_speciality(chat, database):
    """Another cardiologist of that clinic; where there is none, an earlier doctor, or nobody."""
    await adds_card(chat)
    card = await card_of(database, chat)
    await keep(database, card, DOCTORS[1], at(9, days=4))
    await keep(database, card, DOCTORS[0], at(9, days=6))
    other = replace(DOCTORS[0], id="r9", practitioner="p9", name="Новая Нина Никитична")
    await database.write(lambda tx: Directory(tx).replace(CLINICS, (other, *DOCTORS[1:])))
    await chat.says("/book")
    assert labels(chat)[0] == "🔁 Снова к врачу: Кардиолог"
    await database.write(lambda tx: Directory(tx).replace(CLINICS, DOCTORS[1:]))
    await chat.says("/book")
    assert labels(chat)[0] == "🔁 Снова к врачу: Образцов П. А."
    await database.write(lambda tx: Directory(tx).replace(CLINICS, DOCTORS[2:]))
    await chat.says("/book")
    assert "Снова" not in " ".join(labels(chat))


async def test_an_old_button_of_the_last_doctor_chooses_anew(chat, database):
    """He has left since it was shown: the way begins with the card."""
    await adds_card(chat)
    await keep(database, await card_of(database, chat), DOCTORS[1], at(9, days=4))
    await chat.says("/book")
    await database.write(lambda tx: Directory(tx).replace(CLINICS, DOCTORS[2:]))
    assert "В какое учреждение?" in await chat.taps("Снова к врачу")


async def test_one_day_is_not_asked_for(chat):
    """The hours stand at once, with the watch beside them; back leads past the day to the doctor."""
    await adds_card(chat)
    await chat.says("/book")
    await chat.taps("Поликлиника № 1")
    assert "На какое время?" in await chat.taps("Хирург")
    assert "🔔 Сообщить, когда появится" in labels(chat)
    assert "Врач: Образцов" in await chat.taps("09:00")
    assert "На какое время?" in await chat.taps("Назад")
    assert "К какому врачу?" in await chat.taps("Назад")


async def test_one_clinic_is_not_asked_for(chat, database):
    """A region with a single clinic: straight to its doctors, and back to the card or the menu."""
    await adds_card(chat)
    await database.write(lambda tx: Directory(tx).replace(CLINICS[:1], DOCTORS[:2]))
    assert "К какому врачу?" in await chat.says("/book")
