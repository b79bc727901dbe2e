"""Cautions: what is said before a booking, and what is not said because nobody knows it for sure."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.birth_date import BirthDate
from patient.caution import Kind, cautions
from patient.clinic import Clinic
from patient.fields import BIRTH_DATE
from patient.visit import Visit, VisitState
from patient.words.ages import Sees, sees
from sandbox.clinics import DOCTORS
from tests.people import changed
from tests.registry.demo_people import person

ZONE = ZoneInfo("Europe/Ulyanovsk")
NINE = datetime(2026, 12, 1, 9, tzinfo=ZONE).astimezone(UTC)
HERE, THERE = Clinic("c1", "Поликлиника № 1"), Clinic("c2", "Поликлиника № 2")
PLANNED = Visit("", NINE, VisitState.BOOKED, "r1", "p1", "Примерова О. Н.", "Кардиолог", clinic=HERE)
OTHER = Visit("v", NINE, VisitState.BOOKED, "r2", "p2", "Образцов П. А.", "Хирург", clinic=HERE)
ADULT = changed(person("p3"), {BIRTH_DATE: BirthDate(date(1979, 10, 12))})


def kinds(planned=PLANNED, who=ADULT, held=()):
    return [each.kind for each in cautions(planned, who, held, ZONE)]


def later(visit, minutes, **more):
    return replace(visit, start=visit.start + timedelta(minutes=minutes), **more)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (OTHER, Kind.SAME_TIME),
        (later(OTHER, 19), Kind.SAME_TIME),
        (later(OTHER, -19, clinic=THERE), Kind.SAME_TIME),
        (later(OTHER, 20), None),
        (later(OTHER, 59, clinic=THERE), Kind.FAR_APART),
        (later(OTHER, -59, clinic=THERE), Kind.FAR_APART),
        (later(OTHER, 60, clinic=THERE), None),
        (later(OTHER, 40, clinic=None), None),
        (later(PLANNED, 14 * 24 * 60), Kind.SAME_DOCTOR),
        (later(PLANNED, 14 * 24 * 60, doctor="r9"), Kind.SAME_DOCTOR),
        (later(PLANNED, 14 * 24 * 60, practitioner=None), Kind.SAME_DOCTOR),
        (later(OTHER, 300, doctor=None, practitioner=None), None),
        (later(OTHER, 300, speciality="Врач-кардиолог"), Kind.SAME_SPECIALITY),
        (later(OTHER, 24 * 60, speciality="Врач-кардиолог"), None),
        (later(OTHER, 300, speciality=None), None),
    ],
)
def test_what_stands_already_is_told(held, expected):
    """The same doctor whenever it is, the same time, an hour's travel, the same speciality on that day."""
    assert kinds(held=[held]) == ([expected] if expected else [])


def test_nobody_of_unknown_speciality_is_like_another():
    """Two doctors of whom nothing is told are no reason."""
    nameless = replace(PLANNED, speciality=None, doctor=None, practitioner=None)
    assert kinds(nameless, held=[later(nameless, 300)]) == []


ONLY = {
    Sees.CHILDREN: "Педиатр; Врач-педиатр участковый; Неонатолог; Детский хирург; Педиатрия; Pediatrician;"
    "Детский стоматолог-терапевт; Детский и подростковый психиатр; Врач детской консультации",
    Sees.ADULTS: "Терапевт; Врач-терапевт участковый; Терапия; Гериатр; Невролог (взрослый приём)",
    Sees.ANYBODY: "Кардиолог; Стоматолог; Стоматолог-терапевт; Физиотерапевт; Психотерапевт;"
    "Рефлексотерапевт; Мануальный терапевт; Подростковый терапевт; Педиатр, терапевт; Лучевая терапия;"
    "Врач общей практики (семейный врач); Врач по лечебной физкультуре; Physical therapist",
}


@pytest.mark.parametrize(
    ("title", "whom"), [(title.strip(), whom) for whom, said in ONLY.items() for title in said.split(";")]
)
def test_a_title_says_whom_a_doctor_sees(title, whom):
    """Only what is sure counts: most doctors see whoever comes."""
    assert sees(title) is whom
    assert sees(title.upper()) is whom


@given(st.text(max_size=80))
def test_any_title_is_read(title):
    """Whatever a registry calls a doctor."""
    assert sees(title) in Sees


@pytest.mark.parametrize(
    ("born", "title", "expected"),
    [
        (date(2008, 12, 1), "Педиатр", [Kind.FOR_CHILDREN]),
        (date(2008, 12, 2), "Педиатр", []),
        (date(2008, 12, 2), "Терапевт", [Kind.FOR_ADULTS]),
        (date(2008, 12, 1), "Терапевт", []),
        (date(2026, 11, 1), "Терапевт", [Kind.FOR_ADULTS]),
        (date(1979, 10, 12), "Педиатр", [Kind.FOR_CHILDREN]),
        (date(1979, 10, 12), "Стоматолог", []),
        (date(2020, 1, 1), "Стоматолог", []),
    ],
)
def test_the_age_on_the_day_of_the_visit_counts(born, title, expected):
    """Who comes of age on that very day is no child any more."""
    who = changed(person("p3"), {BIRTH_DATE: BirthDate(born)})
    assert kinds(replace(PLANNED, speciality=title), who) == expected


def test_nobody_in_the_demo_is_cautioned_without_reason():
    """Of its doctors one sees children only and some adults only."""
    unsure = {demo.doctor.speciality for demo in DOCTORS if sees(demo.doctor.speciality) is Sees.ANYBODY}
    assert {"Кардиолог", "Эндокринолог", "Хирург", "Невролог", "Стоматолог"} <= unsure
