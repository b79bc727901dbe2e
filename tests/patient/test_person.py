"""Names, birth dates, sex, drafts and cards."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.birth_date import EARLIEST, BirthDate
from patient.card import CardDraft, CardField, PersonalData
from patient.errors import IncompleteCard, InvalidBirthDate, InvalidName, InvalidSex
from patient.name import FullName, GivenName, Patronymic, Surname, same_name
from patient.phone import Phone
from patient.polis import Polis
from patient.sex import Sex
from patient.snils import Snils

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Иванова", "Иванова"),
        ("иванова-петрова", "Иванова-Петрова"),
        ("ИВАНОВА — ПЕТРОВА", "Иванова - Петрова"),
        ("  Щёголева  ", "Щёголева"),
        ("гусейн оглы", "Гусейн оглы"),
        ("O'Brien", "O'Brien"),
        ("д’Артаньян", "д'Артаньян"),
        ("О", "О"),
        ("Әлиев", "Әлиев"),
        ("фон дер Лейен", "фон дер Лейен"),
    ],
)
def test_a_name_is_kept_as_the_document_has_it(typed, kept):
    """Spaces, dashes and capitals are tidied; letters are not."""
    assert Surname.parse(typed).text == kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("/start", "command"),
        ("Иванова1", "digits"),
        ("Иванов😀", "characters"),
        ("Ивaнова", "mixed_scripts"),
        ("李", "characters"),
        ("а" * 61, "long"),
        ("-", "characters"),
    ],
)
def test_a_wrong_name_says_why(typed, reason):
    """Each mistake has its own reason; a Latin «a» among Cyrillic letters is explained."""
    with pytest.raises(InvalidName) as caught:
        GivenName.parse(typed)
    assert caught.value.reason == reason


@given(st.text(max_size=70) | st.text(alphabet="абвГДЕёЁabcXY -'.—", max_size=70))
def test_any_text_is_a_name_or_its_own_error(text):
    """Text → value → text is stable."""
    try:
        name = Patronymic.parse(text)
    except InvalidName:
        return
    assert Patronymic.parse(name.text) == name
    assert same_name(name.text, text)
    assert name.text not in repr(name) or len(name.text) < 4


def test_e_and_yo_are_one_letter_in_a_comparison():
    """Щёголева is Щеголева for the registry."""
    assert same_name("Щёголева", "ЩЕГОЛЕВА")
    assert not same_name("Щёголева", "Щеглова")


def test_a_name_has_a_short_form():
    """«Иванова М. П.»; without a patronymic «Тестов М.»."""
    name = FullName(Surname("Иванова"), GivenName("Мария"), Patronymic("Петровна"))
    assert (name.full, name.short) == ("Иванова Мария Петровна", "Иванова М. П.")
    assert FullName(Surname("Тестов"), GivenName("Марк")).short == "Тестов М."


@pytest.mark.parametrize(
    "text",
    [
        "09.03.1987",
        "9.3.87",
        "9 марта 1987",
        "9 марта 1987 г.",
        "09031987",
        "090387",
        "1987-03-09",
        "09/03/1987",
        "9-3-1987",
        "9 мар 1987",
        "9 March 1987",
        " 09 . 03 . 1987 ",
    ],
)
def test_a_birth_date_is_read_as_people_write_it(text):
    """All spellings are one day."""
    assert BirthDate.parse(text, today=TODAY).date == date(1987, 3, 9)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("вчера", "unknown"),
        ("31.02.2000", "no_such_day"),
        ("24.11.2026", "future"),
        ("31.12.1899", "too_early"),
        ("9 бурября 1987", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_wrong_birth_date_says_why(text, reason):
    """Each mistake has its own reason."""
    with pytest.raises(InvalidBirthDate) as caught:
        BirthDate.parse(text, today=TODAY)
    assert caught.value.reason == reason


def test_two_digits_mean_the_nearest_past_year():
    """«26» is this century on the day itself, «27» the last one."""
    assert BirthDate.parse("01.01.26", today=TODAY).date.year == 2026
    assert BirthDate.parse("01.01.27", today=TODAY).date.year == 1927


@given(st.text(alphabet="0123456789.-/ марта", max_size=16) | st.text(max_size=30))
def test_any_text_is_a_birth_date_or_its_own_error(text):
    """Text → value → text is stable."""
    try:
        born = BirthDate.parse(text, today=TODAY)
    except InvalidBirthDate:
        return
    assert EARLIEST <= born.date <= TODAY
    assert BirthDate.parse(born.written, today=TODAY) == born


@given(st.text(max_size=10))
def test_any_text_is_a_sex_or_its_own_error(text):
    """Only the two are known."""
    try:
        assert Sex.parse(text) in Sex
    except InvalidSex:
        return


dates = st.dates(EARLIEST, TODAY)
names = st.sampled_from(["Тестова", "Щёголева", "О'Нил", "Гусейн оглы"])
people = st.builds(
    PersonalData,
    name=st.builds(
        FullName,
        names.map(Surname),
        names.map(GivenName),
        st.none() | names.map(Patronymic),
    ),
    sex=st.sampled_from(Sex),
    birth_date=dates.map(BirthDate),
    polis=st.sampled_from(["7356210840000129", "АБ 12345", "123456789"]).map(Polis.parse),
    snils=st.none() | st.just(Snils.parse("11223344595")),
    phone=st.none() | st.just(Phone.parse("+79021234567")),
)


@given(people)
def test_a_person_survives_json_and_the_draft(person):
    """What is kept is what was given."""
    assert PersonalData.from_json(person.to_json()) == person
    assert person.draft().complete() == person
    assert CardDraft.from_json(person.draft().to_json()).complete() == person


@given(people, dates)
def test_identity_is_all_but_the_phone(person, other):
    """A new phone starts no new search, another birth date does."""
    draft = person.draft()
    assert not draft.answered(CardField.PHONE, None).complete().differs_in_identity(person)
    changed = draft.answered(CardField.BIRTH_DATE, BirthDate(other)).complete()
    assert changed.differs_in_identity(person) is (other != person.birth_date.date)


@given(dates, st.integers(0, 40000))
def test_age_is_counted_in_full_years(born, days):
    """The day before a birthday still counts the old year."""
    today = min(born + timedelta(days), date(9999, 1, 1))
    age = BirthDate(born).age(today)
    assert 0 <= age <= (today.year - born.year)


def test_the_draft_knows_what_is_missing():
    """The order of the questions, and that one number is enough."""
    draft = CardDraft()
    assert draft.next_field() is CardField.SURNAME
    with pytest.raises(IncompleteCard):
        draft.complete()
    assert draft.may_skip(CardField.POLIS)
    without = draft.answered(CardField.POLIS, None)
    assert not without.may_skip(CardField.SNILS)
    assert not without.may_skip(CardField.SURNAME)
    assert without.may_skip(CardField.PHONE)
