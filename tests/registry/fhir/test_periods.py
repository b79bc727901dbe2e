"""What was and what will be: an attachment that ended, a doctor who left, a name or a phone of before."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from patient.attachment import NothingYet
from registry.fhir import resources, values, visit_resources
from registry.reading import NO_DAYS
from sandbox.clinics import CLINICS, DOCTORS
from sandbox.registry.resources import bundle_json, post_json
from tests.began import began
from tests.registry.demo_people import person
from tests.registry.fhir.test_odd_entries import DENTAL, asked, clinics_of
from tests.registry.fhir.test_sparse_directory import directory_of
from tests.registry.resources import ANNA, CLINIC, EPISODE

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
NOW = (
    None,
    7,
    [],
    {},
    {"start": None, "end": None},
    {"start": "2026-11-27"},
    {"start": "2026", "end": "2026"},
    {"start": "2026-11", "end": "2026-11"},
    {"end": "2026-11-27"},
    {"end": "2026-11-27T00:00:00+04:00"},
    {"end": "2027"},
    {"end": "9999-12-31"},
    {"start": "давно", "end": "никогда"},
    {"start": "2019-5-1", "end": "31.12.2020"},
    {"end": 2019},
    {"start": "2019-05-14", "end": ""},
)
NOT_NOW = (
    {"end": "2025"},
    {"end": "2026-10"},
    {"end": "2026-11-26"},
    {"end": "2026-11-25T23:59:59+04:00"},
    {"start": "2019-05-14", "end": "2020-05-14"},
    {"start": "2027"},
    {"start": "2026-12"},
    {"start": "2026-12-01T00:00:00Z"},
    {"start": "2026-11-29", "end": "2030"},
)


@pytest.mark.parametrize("told", NOW, ids=str)
def test_what_holds_now(told):
    """Open ends, whole months and years, the last day itself; an end that nobody can read says nothing."""
    assert values.period(told).holds(NOON)


@pytest.mark.parametrize("told", NOT_NOW, ids=str)
def test_what_is_over_or_yet_to_come(told):
    assert not values.period(told).holds(NOON)


@given(day=st.dates(), shift=st.integers(-3, 3))
def test_a_day_is_over_the_day_after_at_the_latest(day, shift):
    """Wherever on earth it was written: never before it is over everywhere, never two days later."""
    try:
        now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(days=shift)
    except OverflowError:
        return
    if now.year in {1, 9999} or day.isoformat() in NO_DAYS:
        return
    assert values.period({"end": day.isoformat()}).holds(now) == (shift <= 0)


@given(told=st.dictionaries(st.sampled_from(["start", "end"]), st.none() | st.integers() | st.text()))
def test_any_period_is_read(told):
    assert values.period(told).holds(NOON) in {True, False}


def days(*numbers):
    """Return the days that are so many days from now, as a Period has them."""
    start, end = ((began() + timedelta(days=number)).date().isoformat() for number in numbers)
    return {"start": start, "end": end}


async def test_an_attachment_that_ended_or_is_yet_to_come_is_not_told():
    """Registers leave the state as it was («active»), and note the day."""
    for period in (days(-900, -3), days(3, 900)):
        odd = DENTAL | {"period": period}
        assert (await clinics_of(EpisodeOfCare=bundle_json([EPISODE, odd])))[0] == ["7"]
        async with asked(EpisodeOfCare=bundle_json([odd])) as client:
            assert await client.look(person("p1")) == NothingYet()
    here = EPISODE | {"period": days(-900, 0)}
    assert (await clinics_of(EpisodeOfCare=bundle_json([here])))[0] == ["7"]


async def test_an_attachment_told_every_year_anew_is_one():
    """Twelve episodes of one kind at one clinic are no twelve attachments."""
    told = [EPISODE | {"id": str(number)} for number in range(12)]
    assert await clinics_of(EpisodeOfCare=bundle_json(told)) == (["7"], 0)


async def test_a_doctor_who_left_is_not_offered():
    """The post is active, its time is over."""
    (clinic, first) = CLINICS[0], next(demo for demo in DOCTORS if demo.doctor.clinic == CLINICS[0].id)
    stays, left = post_json(first), post_json(first) | {"id": "left", "period": days(-900, -3)}
    async with directory_of([], [left, stays]) as directory:
        assert [doctor.id for doctor in await directory.doctors(clinic)] == [stays["id"]]


def test_a_name_of_before_gives_way():
    """Whoever married is shown under the name of today."""
    old, new = {"use": "maiden", "family": "Старова"}, {"use": "official", "family": "Новикова"}
    assert values.human_name([old, new]) == "Новикова"
    assert values.human_name([old]) == "Старова"
    assert values.human_name([None, {"family": 7}, new]) == "Новикова"


def test_an_address_or_a_phone_of_before_is_none():
    moved = CLINIC | {
        "address": [{"use": "old", "text": "Старая, 1"}, {"use": "work", "text": "Новая, 2"}],
        "telecom": [{"use": "old", "value": "1"}, {"value": "2"}],
    }
    assert (resources.clinic(moved).address, resources.clinic(moved).phones) == ("Новая, 2", ("2",))


def test_hours_of_another_clinic_are_not_this_ones():
    """A server may overlook what it was asked for (R4, search, 3.1.1.3); a closed place is not open."""
    week = {"resourceType": "Location", "hoursOfOperation": [{"daysOfWeek": ["mon"]}]}

    def hours(**changes):
        return visit_resources.hours(week | changes, "7", "http://registry.example/fhir/")

    assert hours()
    assert hours(managingOrganization={"reference": "Organization/7"}, status="active")
    assert hours(managingOrganization={"display": "Поликлиника"})
    assert not hours(managingOrganization={"reference": "Organization/8"})
    assert not hours(status="inactive")


async def test_the_directory_tells_nobody_elses_hours():
    """All Locations of the region in answer to each question."""
    week = {
        "resourceType": "Location",
        "managingOrganization": {"reference": "Organization/8"},
        "hoursOfOperation": [{"daysOfWeek": ["mon"]}],
    }
    both = bundle_json([CLINIC, CLINIC | {"id": "8"}])
    async with asked(Organization=both, Location=bundle_json([week])) as client:
        assert {clinic.id: bool(clinic.hours) for clinic in await client.directory.clinics()} == {
            "7": False,
            "8": True,
        }


def test_the_person_is_known_by_any_name_that_is_told():
    """A text alone, its surname first or last; nulls where an extension stands; no birth date is nobody's."""
    base = "http://registry.example/fhir/"
    family, (given_name, patronymic) = ANNA["name"][0]["family"], ANNA["name"][0]["given"]
    asked_for = person("p1")
    numbers = [resources.Number(each["system"], each["value"]) for each in ANNA["identifier"]]
    for names in (
        [{"text": f"{family} {given_name} {patronymic}"}],
        [{"text": f"{given_name} {patronymic} {family}"}],
        [{"text": f" {family}\u00a0 {given_name}"}],
        [{"text": family}],
        [{"family": family, "given": [None, given_name], "_given": [{"extension": []}, None]}],
        [{"family": family, "given": None}],
        [None, {"use": "old", "text": "Прежняя Анна"}, {"family": family, "given": [given_name]}],
    ):
        assert resources.patient(ANNA | {"name": names}, base).is_same(asked_for, numbers), names
    for names in (None, [], [{}], [{"given": [given_name]}], [{"text": f"{given_name} {patronymic}"}]):
        assert not resources.patient(ANNA | {"name": names}, base).is_same(asked_for, numbers), names
    for born in (None, 7, "", "1979", [], {"extension": []}):
        assert not resources.patient(ANNA | {"birthDate": born}, base).is_same(asked_for, numbers), born


async def test_a_record_without_a_birth_date_is_no_trouble_of_the_registry():
    """Nobody can tell whose it is: the desk can, waiting cannot."""
    async with asked(Patient___search=bundle_json([ANNA | {"birthDate": None}])) as client:
        assert await client.look(person("p1")) == NothingYet()
