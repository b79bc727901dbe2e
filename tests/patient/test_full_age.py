"""Full age: when a card freezes, and by what its person is known."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient import fields
from patient.account import Account
from patient.birth_date import BirthDate
from patient.card import CardDraft
from patient.full_age import full_age_on, is_about, is_frozen
from patient.name import GivenName, Patronymic, Surname
from patient.polis import Polis
from patient.sex import Sex
from patient.snils import Snils
from storage.written import read, written
from tests.people import changed, person_of


def person(born=date(2008, 3, 9)):
    return person_of(
        {
            fields.SURNAME: Surname("Тестов"),
            fields.GIVEN_NAME: GivenName("Пётр"),
            fields.PATRONYMIC: Patronymic("Ильич"),
            fields.SEX: Sex.MALE,
            fields.BIRTH_DATE: BirthDate(born),
            fields.POLIS: Polis.parse("7349020886007312"),
            fields.SNILS: Snils.parse("112-233-445 95"),
        }
    )


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_the_day_of_full_age_is_the_first_on_which_nobody_is_a_child(born):
    """Whatever the calendar does to the birthday."""
    day = full_age_on(person(born))
    assert person(born).is_child(day - timedelta(days=1))
    assert not person(born).is_child(day)


@pytest.mark.parametrize(
    ("born", "today", "expected"),
    [
        (date(2008, 3, 9), date(2026, 3, 8), False),
        (date(2008, 3, 9), date(2026, 3, 9), True),
        (date(2008, 2, 29), date(2026, 2, 28), False),
        (date(2008, 2, 29), date(2026, 3, 1), True),
    ],
)
def test_a_childs_card_freezes_on_the_eighteenth_birthday(born, today, expected):
    """To the day; who was born on 29 February comes of age on 1 March."""
    assert is_frozen(person(born), "child", today) is expected
    assert person(born).is_child(today) is not expected


def test_a_card_under_ones_own_consent_never_freezes():
    """Whatever the age."""
    assert not is_frozen(person(date(1950, 1, 1)), "self", date(2026, 3, 9))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({fields.POLIS: None}, True),
        ({fields.SURNAME: Surname("Иванов"), fields.POLIS: None}, True),
        ({fields.SNILS: None}, True),
        ({fields.SNILS: None, fields.GIVEN_NAME: GivenName("Петр")}, True),
        ({fields.SNILS: None, fields.SURNAME: Surname("Иванов")}, False),
        ({fields.SNILS: None, fields.PATRONYMIC: None}, False),
        ({fields.SNILS: None, fields.BIRTH_DATE: BirthDate(date(2008, 3, 10))}, False),
        ({fields.SNILS: None, fields.POLIS: None}, False),
        ({fields.SNILS: None, fields.POLIS: Polis.parse("7397089771999991")}, False),
    ],
)
def test_a_person_is_known_by_the_snils_or_by_all_the_rest(changes, expected):
    """The SNILS alone, or name, birth date and polis together; Ё equals Е."""
    known = CardDraft(person().draft.answers | changes)
    assert is_about(known, person()) is expected


def test_nothing_known_is_about_nobody():
    """Two people without a SNILS and a polis on file are not one."""
    assert not is_about(CardDraft(), person())
    known = person().draft
    snils_only = {fields.POLIS: None, fields.SNILS: Snils.parse("087-654-303 00")}
    assert not is_about(known, changed(person(), snils_only))
    polis_only = {fields.SNILS: None, fields.POLIS: Polis.parse("7397089771999991")}
    assert not is_about(known, changed(person(), polis_only))


def test_an_account_shows_only_what_can_be_seen():
    """Letters that turn the line or fill it are left out."""
    account = Account.of("Анна\u202e\n  Петровна" + "я" * 99, None)
    assert account.name.startswith("Анна Петровна")
    assert len(account.name) == 64
    assert repr(account) == "Account"
    assert read(Account, written(account)) == account
