"""Plain words about somebody: «запишите маму», «перенесите на завтра»; unsure, it is asked and goes on."""

import pytest

from patient.card import OwnerId
from patient.visit import Slot
from storage.cards import Cards
from storage.directory import Directory
from tests.chat import adds_card
from tests.form import ANNA, goes_on
from tests.handlers.test_cautions import CLINICS, DOCTORS, ZONE, at, card_of, keep, labels

HOURS = (9, 14, 18)


@pytest.fixture(autouse=True)
async def directory(database):
    """Everybody is free tomorrow and on the four days after: morning, afternoon and evening."""

    async def fill(transaction):
        listed = Directory(transaction)
        await listed.replace(CLINICS, DOCTORS)
        for doctor in DOCTORS:
            starts = [at(hour, days=day) for day in range(1, 6) for hour in HOURS]
            free = [Slot(f"{doctor.id}-{number}", doctor.id, start) for number, start in enumerate(starts)]
            await listed.keep_free_times(doctor.id, free)

    await database.write(fill)


PEOPLE = {
    "mother": ("Вера", "Петровна", "ж", "01.03.1951", "087-654-303 00"),
    "husband": ("Иван", "Ильич", "м", "01.03.1977", "731-000-911 23"),
    "daughter": ("Ева", "Андреевна", "ж", "28.02.2019", "731-000-922 26"),
    "son": ("Пётр", "Иванович", "м", "01.03.2020", "731-000-933 29"),
}


async def adds(chat, who):
    """Add somebody's card by hand."""
    fields = ("given_name", "patronymic", "sex", "birth_date", "snils")
    await adds_card(chat, **dict(zip(fields, PEOPLE[who], strict=True)))


@pytest.fixture
async def family_file(chat):
    """Anna of 1979, her mother, her husband, a girl and a boy."""
    await adds_card(chat)
    for who in PEOPLE:
        await adds(chat, who)
    return chat


@pytest.mark.parametrize(
    ("words", "whose"),
    [
        ("запиши маму к Примеровой", "Тестова В. П."),
        ("запиши мужа к Примеровой", "Тестова И. И."),
        ("запишите сына к Примеровой", "Тестова П. И."),
        ("запишите дочку к Примеровой", "Тестова Е. А."),
        ("запишите Еву к Примеровой", "Тестова Е. А."),
    ],
)
async def test_the_card_is_chosen_by_who_is_named(family_file, words, whose):
    """By age and sex, or by the name; the screen says whom."""
    said = await family_file.says(words)
    assert "На какой день?" in said
    assert f"Для кого: {whose}" in said


@pytest.mark.parametrize(
    "words", ["запишите ребёнка к Примеровой", "запишите бабушку к Примеровой", "запишите меня к Примеровой"]
)
async def test_where_it_is_not_clear_it_is_asked(family_file, words):
    """Two children, no grandmother, three grown-ups: «Кого записываем?», and then on."""
    assert "Кого записываем?" in await family_file.says(words)
    assert "➕ Другой человек" in labels(family_file)
    assert "На какой день?" in await family_file.taps("Тестова Е. А.")


async def test_an_only_card_is_not_taken_for_somebody_else(chat):
    """«Маму» with one's own card only: asked, and a new card goes on with the wish."""
    await adds_card(chat)
    assert "Не вижу, чья это карточка" in await chat.says("запишите маму к Примеровой на завтра")
    await chat.taps("Другой человек")
    vera = ANNA | {"given_name": "Вера", "birth_date": "01.03.1951", "snils": "087-654-303 00"}
    await goes_on(chat, await chat.taps("Ввести вручную"), vera)
    await chat.taps("Добавить карточку")
    await chat.taps("Даю согласие")
    said = await chat.taps("Продолжить запись")
    assert "Для кого: Тестова В. П." in said
    assert "На какое время?" in said


async def test_a_visit_moves_to_the_day_that_was_said(chat, database):
    """«Перенесите на завтра после обеда» opens those hours; the visit stays until the new one is booked."""
    await adds_card(chat)
    await keep(database, await card_of(database, chat), DOCTORS[0], at(9, days=3))
    said = await chat.says("перенесите запись на завтра после обеда")
    assert "На какое время?" in said
    assert labels(chat)[0] == "14:00"
    assert "Прежняя запись остаётся" in await chat.taps("14:00")
    assert "✅ Перенести" in labels(chat)
    assert "Переношу" in await chat.taps("✅ Перенести")


async def test_which_of_several_visits_moves_is_asked_and_the_day_kept(chat, database):
    """By the speciality it is clear; else one is tapped, and its free times of that day stand there."""
    await adds_card(chat)
    card = await card_of(database, chat)
    await keep(database, card, DOCTORS[0], at(9, days=3))
    await keep(database, card, DOCTORS[1], at(12, days=4))
    said = await chat.says("перенеси запись к хирургу на завтра")
    assert "Хирург" in said
    assert "На какое время?" in said
    assert "Какую запись переносим?" in await chat.says("перенесите на завтра вечером")
    assert "Хирург" in labels(chat)[1]
    said = await chat.taps("Хирург")
    assert "На какое время?" in said
    assert labels(chat)[0] == "18:00"


async def test_the_day_of_the_visit_and_the_day_to_which_it_moves(chat, database):
    """«С … на …»: of two visits the one of the first day, its times of the second."""
    await adds_card(chat)
    card = await card_of(database, chat)
    await keep(database, card, DOCTORS[0], at(9, days=3))
    await keep(database, card, DOCTORS[1], at(12, days=4))
    first, second = (f"{at(12, days=days).astimezone(ZONE):%d.%m.%Y}" for days in (4, 2))
    said = await chat.says(f"перенесите запись с {first} на {second}")
    assert "Хирург" in said
    assert "На какое время?" in said
    assert "Вот запись, которую можно перенести" in await chat.says(f"перенесите запись {first}")


async def test_what_fits_no_visit_is_not_guessed(chat, database):
    """«К кардиологу», and only the surgeon's visit is there: nobody moves or cancels that by mistake."""
    await adds_card(chat)
    await keep(database, await card_of(database, chat), DOCTORS[1], at(12, days=4))
    assert "Смотрю записи" in await chat.says("перенеси запись к кардиологу на завтра")
    assert "Смотрю записи" in await chat.says("отмените запись к кардиологу")
    assert "Вот запись" in await chat.says("отмените запись к хирургу")


async def test_somebodys_visits_are_shown(family_file, database):
    """«Когда у сына приём» leads to his; «отмени запись сына» to the one visit he has."""
    assert "Смотрю записи" in await family_file.says("когда у сына прием")
    cards = await database.write(lambda tx: Cards(tx, OwnerId(family_file.user)).readable())
    for number, card in enumerate(cards):
        await keep(database, card, DOCTORS[1], at(12, 5 * number, days=4))
    said = await family_file.says("отмени запись сына")
    assert "Вот запись, которую можно отменить" in said
    assert "Тестова П. И." in said


async def test_a_name_that_no_card_bears_is_nobody_else(chat):
    """«Я хочу записать Машу»: who speaks is not taken for her."""
    await adds_card(chat)
    await adds(chat, "daughter")
    assert "Кого записываем?" in await chat.says("я хочу записать Глашу к Примеровой")
