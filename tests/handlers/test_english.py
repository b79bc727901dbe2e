"""The conversation in English: what a registry writes in Russian, typed dates, words of the search."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.ground import times
from handlers.ground.speciality import apart, kind_named, speciality_named
from locales.texts import texts
from patient.clinic import Clinic, Doctor
from patient.words.specialities import Speciality
from storage.directory import Directory
from tests.chat import Chat

CLINIC = Clinic("c1", "Поликлиника № 1", "г. Ульяновск, ул. Примерная, 1")
DOCTORS = (
    Doctor("r1", "p1", "c1", "Примерова Ольга Николаевна", "Врач-терапевт участковый"),
    Doctor("r2", "p2", "c1", "Шустрова Римма Львовна", "Кардиолог"),
    Doctor("r3", "p3", "c1", "Лучевой Пётр Ильич", "Врач ультразвуковой диагностики"),
)
ENGLISH, RUSSIAN = texts("en"), texts("ru")


@pytest.fixture
async def emma(updates, database):
    """Somebody whose Telegram is English."""
    await database.write(lambda tx: Directory(tx).replace([CLINIC], DOCTORS))
    return Chat(updates, database, user=3, language="en", name="Emma")


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Кардиолог", "Cardiologist"),
        ("Врач-терапевт участковый", "District therapist"),
        ("Врач - детский уролог-андролог", "Paediatric urologist"),
        ("Врач общей практики (семейный врач)", "General practitioner"),
        ("Врач-оториноларинголог", "ENT specialist"),
        ("Стоматолог детский", "Paediatric dentist"),
        ("Оториноларинголог детский", "Paediatric ENT specialist"),
        ("Психиатр-нарколог", "Addiction specialist, Psychiatrist"),
        ("Врач ультразвуковой диагностики", "Врач ультразвуковой диагностики"),
        ("Невролог (дневной стационар)", "Невролог (дневной стационар)"),
        ("Врач", "Врач"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_title_is_said_in_english(title, said):
    """As far as all of it is known; to Russians it stands as the registry writes it."""
    assert speciality_named(title, ENGLISH) == said
    assert speciality_named(title, RUSSIAN) == (title or "")


@given(st.text(max_size=60))
def test_whatever_a_registry_writes_is_said(title):
    """Nothing is lost of what is not known."""
    assert speciality_named(title, ENGLISH) or not title


@pytest.mark.parametrize("speciality", Speciality)
@pytest.mark.parametrize("language", ["ru", "en"])
def test_every_speciality_has_its_word(speciality, language):
    """In both catalogues."""
    assert texts(language).has(f"speciality.{speciality}")


def test_two_titles_that_read_alike_stay_apart():
    """With what the registry calls them."""
    listed = ["Терапевт", "Врач-терапевт", "Кардиолог"]
    assert apart(listed, ENGLISH) == ["Therapist (Терапевт)", "Therapist (Врач-терапевт)", "Cardiologist"]
    assert apart(listed, RUSSIAN) == listed


@pytest.mark.parametrize(
    ("kind", "said"),
    [("терапевтическое", "general (therapist)"), ("стоматологическое", "dental"), ("Основное", "Основное")],
)
def test_a_kind_of_attachment_is_said_in_english(kind, said):
    """As far as it is known."""
    assert kind_named(kind, ENGLISH) == said
    assert kind_named(kind, RUSSIAN) == kind


@pytest.mark.parametrize(
    ("words", "doctor"),
    [("therapist", "Примерова"), ("a cardiologist", "Шустрова"), ("GP", None)],
)
async def test_english_words_find_doctors(emma, words, doctor):
    """By the speciality; what is found stands in English."""
    said = await emma.says(words)
    assert (doctor in said) if doctor else "Found" not in said
    assert "ерапевт" not in said
    assert "ардиолог" not in said


async def test_the_directory_is_in_english(emma):
    """The list of specialities, the doctors of one."""
    await emma.says("doctors")
    await emma.taps("By speciality")
    assert {"District therapist", "Cardiologist", "Врач ультразвуковой диагностики"} <= set(emma.labels)
    assert "Cardiologist" in await emma.taps("Cardiologist")


async def to_the_birth_date(chat, female="Female"):
    """Go as far as its question."""
    await chat.says("/add")
    for answer in ("Тестова", "Анна", "Петровна"):
        await chat.says(answer)
    return await chat.taps(female)


@pytest.mark.parametrize(
    "typed",
    ["March 9 1958", "9 Mar 1958", "1958-03-09", "09.03.1958", "Mar 9th, 1958", "the 9th of March 1958"],
)
async def test_a_date_is_read_as_the_english_write_it(emma, typed):
    """In letters, by the ISO, with dots."""
    assert "birth date" in await to_the_birth_date(emma)
    assert "polis" in await emma.says(typed)


@pytest.mark.parametrize(
    ("choice", "kept"), [("3 September 1958", "03.09.1958"), ("9 March 1958", "09.03.1958")]
)
async def test_a_date_that_may_be_two_is_asked_about(emma, choice, kept):
    """Day and month first are both in use among those who read English; each day stands on its button."""
    await to_the_birth_date(emma)
    assert "Which day" in await emma.says("03/09/1958")
    assert "polis" in await emma.taps(choice)
    await emma.taps("Back")
    assert any(kept in label for label in emma.labels)


async def test_a_date_that_is_but_one_is_not_asked_about(emma, chat):
    """Where the month can be one number alone, and where people write the day first."""
    await to_the_birth_date(emma)
    assert "polis" in await emma.says("03/25/1958")
    await to_the_birth_date(chat, "Женский")
    assert "полис" in await chat.says("03/09/1958")


@pytest.mark.parametrize(
    ("language", "short", "full"),
    [("ru", "пт 27.11", "27.11.2026"), ("en", "Fri 27 Nov", "27 Nov 2026")],
)
def test_a_day_reads_as_one_is_written_there(language, short, full):
    """On a button and in a sentence: English knows no dots between day and month."""
    friday, t = date(2026, 11, 27), texts(language)
    assert times.short_day(friday, t) == short
    assert times.full_day(friday, t) == full


@given(st.dates())
def test_no_day_is_told_in_dots_in_english(day):
    """Whatever day it is."""
    assert "." not in times.short_day(day, ENGLISH) + times.full_day(day, ENGLISH) + times.day(day, ENGLISH)
