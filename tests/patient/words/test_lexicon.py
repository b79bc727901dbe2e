"""The lexicon: forms, endings, and words as they are misspelled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.lexicon import Lexicon
from patient.table import rows
from patient.words.alarm import PATTERNS
from patient.words.rules import RULES
from patient.words.sentence import LEXICON, TABLES
from patient.words.whom import ACHES, CALLED

FORMS = [(notion, form) for table in TABLES for notion, said in rows(table) for form in said.split()]
OF_THE_SENTENCE = {"speciality", "unknown", "to_name", "clinic_named", "days", "hours"}
SURNAMES = (
    "Зубов Зубова Зубкова Глазов Глазунова Носов Носова Головин Головина Горлова Кожин Кожевникова Сердюк "
    "Сердюкова Скорик Скоробогатов Скоров Субботин Субботина Пятницкий Пятницкая Воскресенская Январёв "
    "Мартынов Мартынова Маевский Июльский Августинович Декабрёв Вечерин Утренников Полуднев Дневнов "
    "Часовщиков Языков Законов Картошкин Карточкин Приказчиков Письменный Помощникова Врачёв Врачевский "
    "Лекарев Больницын Клинов Клиников Поликлинов Терапов Лоренц Флорова Окулов "
    "Зеркалов Мамонов Мамонтова Папанов Отцов Сынов Дедов Бабушкин Дедушкин Внуков Внукова "
    "Малышев Малышева Братухин Сестрин Женин Мужиков Детков Ребров Удалов Удалова Отменов Переносов "
    "Записин Спасов Приветов Здоров Спиридонов Иванов Петрова Сидоренко Коваленко Ткачук Саркисян "
    "Габриадзе Хабибуллин Гайнутдинова Алиев Магомедова Нгуен "
)


@pytest.mark.parametrize(
    ("word", "notion"),
    [
        ("терапевту", "therapist"),
        ("тирапевт", "therapist"),
        ("теропевту", "therapist"),
        ("терапевтк", "therapist"),
        ("трапевту", "therapist"),
        ("тереапевт", "therapist"),
        ("терпаевту", "therapist"),
        ("терапевттт", "therapist"),
        ("физиотерапевту", "physiotherapist"),
        ("записаться", "book"),
        ("записаца", "book"),
        ("записатся", "book"),
        ("запесаться", "book"),
        ("скорая", "ambulance"),
        ("скоро", "ordinary"),
        ("скорее", "ordinary"),
        ("скорей", "ordinary"),
        ("скорость", "ordinary"),
        ("зубов", None),
        ("зубы", "tooth"),
        ("абракадабра", None),
        ("жерапевту", None),
    ],
)
def test_a_word_stands_for_a_notion(word, notion):
    """Any case, a wrong vowel, a letter lost, doubled, wrong or out of place; but no other word."""
    assert LEXICON.notion(word) == notion


def test_no_form_belongs_to_two_notions():
    """Which notion is meant never depends on the order of the tables."""
    letters = [form.rstrip("-~") for _, form in FORMS]
    assert sorted(letters) == sorted(set(letters))
    assert all(form == form.casefold().replace("ё", "е") and form.rstrip("-~").isalpha() for _, form in FORMS)


def test_the_patterns_speak_only_of_notions_that_there_are():
    """A notion that no word stands for would be a rule that never fits."""
    patterns = [*PATTERNS, *(rule.pattern for rule in RULES), *(pattern for _, pattern in (*CALLED, *ACHES))]
    asked = {notion.removeprefix("not_") for pattern in patterns for notion in pattern.notions}
    known = {notion.removeprefix("not_") for notion, _ in FORMS}
    assert asked <= known | OF_THE_SENTENCE


@pytest.mark.parametrize("surname", SURNAMES.split())
def test_a_surname_is_no_misspelled_word(surname):
    """Of those whom a clinic may employ nobody is taken for a command or a disease."""
    assert LEXICON.notion(surname.casefold().replace("ё", "е")) is None


@given(st.text(max_size=40))
def test_any_word_is_looked_up(word):
    """Whatever a word is made of."""
    assert LEXICON.notion(word) is None or isinstance(LEXICON.notion(word), str)


def test_a_longer_form_goes_before_a_shorter_one():
    """«записан» is not «записать»."""
    lexicon = Lexicon([("book", "записа~"), ("booked", "записан~"), ("tooth", "зуб-")])
    assert [lexicon.notion(word) for word in ("записать", "записана", "зубе", "зубов")] == [
        "book",
        "booked",
        "tooth",
        None,
    ]
