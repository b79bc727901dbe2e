"""Labels fit one line of a phone, whatever clinics and people are called; `tests/chat.py` looks at all."""

import re
import string
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ground.label import ADVANCES, fitting, width
from handlers.ground.screen import Button, Screen
from locales.texts import LANGUAGES, texts
from patient.clinic import Clinic, Doctor
from patient.visit import Slot
from storage.directory import Directory
from tests.chat import Chat, adds_card
from tests.labels import ALLOWED, ROW, cut, measured

ZONE = ZoneInfo("Europe/Ulyanovsk")
LONG_SURNAME = "Константинопольская-Рождественская"
VALUES = {"number": 12, "when": "пт 27.11 09:40", "day": "пт 27.11", "places": "16 мест"}
PLACE = re.compile(r"{(\w+)}")
LETTERS = "абвгдежзийклмнопрстуфхцчшщъыьэюя"
CLINICS = (
    Clinic(
        "c1",
        "Государственное учреждение здравоохранения «Ульяновская областная детская клиническая больница "
        "имени политического и общественного деятеля Ю.Ф. Горячева»",
        "г. Ульяновск, ул. Радищева, д. 42",
        district="Засвияжский район города Ульяновска (левобережная часть)",
    ),
    Clinic("c2", "ГБУЗ УО «Городская клиническая больница № 1 (Перинатальный центр)»"),
    Clinic("c3", 'ГУЗ "Городская поликлиника №1 им. С.М.Кирова"', district="Железнодорожный"),
)
DOCTORS = (
    Doctor("r1", "p1", "c1", f"{LONG_SURNAME} Александра Владиславовна", "Врач-оториноларинголог"),
    Doctor("r2", "p2", "c1", "Мухаметзянова Фэридэ Габдрахмановна", "Врач по медицинской профилактике"),
    Doctor("r3", "p3", "c1", "Ан Ли", "Врач - детский челюстно-лицевой хирург (амбулаторный приём)"),
)


@pytest.fixture
async def directory(database):
    """Clinics and doctors as registries call them, with time tomorrow."""
    tomorrow = datetime.now(UTC).astimezone(ZONE).replace(hour=9, minute=0, second=0, microsecond=0)
    start = (tomorrow + timedelta(days=1)).astimezone(UTC)

    async def fill(transaction):
        listed = Directory(transaction)
        await listed.replace(CLINICS, DOCTORS)
        for doctor in DOCTORS:
            await listed.keep_free_times(doctor.id, [Slot(f"s-{doctor.id}", doctor.id, start)])

    await database.write(fill)


LABELS = re.compile(r'msgid "((?:button|polis\.kind|notice\.kind|watch\.days|watch\.hours)\..+)"')


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_of_the_catalogue_fits_a_row(language):
    """What stands in it fits; what is put in is shortened where it is put in."""
    catalogue = (files("locales") / language / "LC_MESSAGES" / "bot.po").read_text(encoding="utf-8")
    values = dict.fromkeys(PLACE.findall(catalogue), "") | VALUES
    labels = {texts(language).plain(key, **values) for key in LABELS.findall(catalogue)}
    assert len(labels) > 100
    assert [label for label in labels - ALLOWED if measured(label) > ROW] == []


@given(st.text([*ADVANCES, *string.printable], max_size=60))
def test_the_table_knows_the_font(text):
    """To a third of a pixel a letter."""
    text = "".join(letter for letter in text if letter in ADVANCES)
    assert abs(width(text) - measured(text)) <= len(text) / 6 + 0.01


@given(st.lists(st.text(min_size=0, max_size=120), min_size=1, max_size=3))
def test_what_is_shortened_fits(wordings):
    """Whatever is written, by whoever."""
    assert width(fitting(*wordings)) <= ROW


names = st.tuples(
    st.text(LETTERS, min_size=1, max_size=60), st.sampled_from(LETTERS), st.integers(1900, 2026)
)


@given(names, names)
def test_two_children_never_look_alike(one, other):
    """Neither initials nor the year are cut away, however long the surname is."""
    surname, *first = one
    second = other[1:]
    labels = {
        fitting(f"👪 {surname.title()} {initial.upper()}. А., {year}") for initial, year in (first, second)
    }
    assert len(labels) == len({tuple(first), tuple(second)})


def test_a_row_in_which_one_would_be_cut_is_parted():
    """Each of its buttons gets a row of its own; what fits stays beside each other."""
    short, long = (
        Button("Назад", url="https://a.example"),
        Button("Изменить: дата рождения", url="https://a.example"),
    )
    rows = Screen("…", ((short, long), (short, short))).keyboard()["inline_keyboard"]
    assert [len(row) for row in rows] == [1, 1, 2]


async def test_clinics_and_doctors_as_registries_call_them(chat: Chat, directory):
    """Every list and every step of a booking; what tells them apart stays on the button."""
    await adds_card(chat, surname=LONG_SURNAME)
    await chat.says("/start")
    await chat.taps("Лечебные учреждения")
    assert any(label.startswith("Ульян.") and label.endswith("Горячева") for label in chat.labels)
    assert any("Городская поликлиника №1" in label for label in chat.labels)
    await chat.taps("По районам")
    await chat.taps("Засвияжский")
    await chat.says("врачи")
    await chat.taps("По специальности")
    await chat.taps("Врач - детский")
    await chat.says("лор")
    await chat.taps("А. В.")
    await chat.taps("Записаться")
    await chat.taps("09:00")
    await chat.says("/book")
    await chat.taps("Горячева")
    await chat.taps("оториноларинголог")


async def test_people_with_long_names(chat: Chat, other_chat: Chat):
    """In the card file, the notices and the consents."""
    other_chat.name = "Очень-преочень длинное имя, которым кто-то назвал себя в Telegram"
    await adds_card(chat, surname=LONG_SURNAME)
    await adds_card(chat, surname=LONG_SURNAME, given_name="Ирина", snils="087-654-303 00", sex="женский")
    await chat.says("/cards")
    assert sum("А. П., 1979" in label or "И. П., 1979" in label for label in chat.labels) == 2
    for way in ("/consents", "/visits", "/book", "/settings"):
        await chat.says(way)
    await chat.says("/start")
    await chat.taps("Уведомления")


async def test_twins_have_their_given_names(chat: Chat):
    """Where surname, initials and year are the same; alone, each is known by the initials."""
    await adds_card(
        chat,
        surname="Тестов",
        given_name="Марк",
        patronymic="Петрович",
        sex="мужской",
        snils="087-654-303 00",
    )
    await chat.says("/cards")
    assert "Тестов М. П., 1979" in chat.labels
    await adds_card(
        chat, surname="Тестов", given_name="Макар", patronymic="Петрович", sex="мужской", polis="-"
    )
    await chat.says("/cards")
    await chat.says("/book")
    for name in ("Марк", "Макар"):
        assert chat.labels.count(f"Тестов {name}, 1979") == 2, chat.labels


def test_a_phone_cuts_what_is_too_long():
    """The measure itself: a half row, a whole one, an emoji."""
    assert cut({"inline_keyboard": [[{"text": "Изменить: дата рождения"}, {"text": "Пол"}]]})
    assert not cut({"inline_keyboard": [[{"text": "Изменить: дата рождения"}]]})
    assert measured("⚙️") == measured("🔔")
