"""People, clinics and doctors told otherwise than usual, in FHIR or beside it: nothing is lost."""

from datetime import UTC, datetime

import pytest

from patient.attachment import Ambiguous, Found, NothingYet
from patient.clinic import Clinic
from registry.fhir import resources, values, visit_resources
from registry.reading import NO_DAYS
from sandbox.registry.resources import bundle_json
from tests.registry.demo_people import SYSTEMS, person
from tests.registry.fhir.test_odd_entries import asked
from tests.registry.resources import ANNA, CLINIC, EPISODE

BASE = "http://registry.example/fhir/"
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
HERE = Clinic("7", "Поликлиника")
SNILS = person("p1").snils.digits


async def look(**answers):
    async with asked(**answers) as client:
        return await client.look(person("p1"))


def clinics(answer):
    assert isinstance(answer, Found), answer
    return [each.clinic.name for each in answer.attachments]


@pytest.mark.parametrize(
    "organization",
    [
        {"display": "Стоматология"},
        {"identifier": {"value": "73-1"}, "display": "Стоматология"},
        {"reference": "urn:uuid:0c3151bd", "display": "Стоматология"},
        {"reference": "https://elsewhere.example/Organization/8", "display": "Стоматология"},
        {"reference": "Organization/8", "display": "Стоматология"},
    ],
    ids=str,
)
async def test_a_clinic_known_by_its_name_alone_is_told(organization):
    """Beside the reference; nobody is left with «not found» for that."""
    told = {"managingOrganization": organization}
    dental = EPISODE | told | {"id": "10"}
    assert clinics(await look(EpisodeOfCare=bundle_json([dental]))) == ["Стоматология"]
    assert sorted(clinics(await look(EpisodeOfCare=bundle_json([EPISODE, dental])))) == [
        "Поликлиника",
        "Стоматология",
    ]
    patient = bundle_json([ANNA | told])
    assert clinics(await look(Patient___search=patient, EpisodeOfCare=(404, {}))) == ["Стоматология"]


async def test_a_clinic_within_the_resource_is_none_of_the_registrys():
    """It has no life of its own (R4, contained), and hides no other."""
    within = {"resourceType": "Organization", "id": "o", "name": "Стоматология"}
    dental = EPISODE | {"id": "10", "managingOrganization": {"reference": "#o"}, "contained": [within]}
    assert clinics(await look(EpisodeOfCare=bundle_json([EPISODE, dental]))) == ["Поликлиника"]


async def test_a_clinic_that_can_be_asked_for_is_told_as_it_calls_itself():
    """What stands beside the reference may be of years ago."""
    here = EPISODE | {"managingOrganization": {"reference": "Organization/7", "display": "Прежнее имя"}}
    assert clinics(await look(EpisodeOfCare=bundle_json([here]))) == ["Поликлиника"]


@pytest.mark.parametrize("day", sorted(NO_DAYS))
@pytest.mark.parametrize("more", ["", "T00:00:00", "T00:00:00+04:00"])
def test_a_day_that_stands_for_none_is_none(day, more):
    """Registers fill what they do not know: an attachment since the year 1, one that ended in 1900."""
    assert values.period({"start": day + more, "end": day + more}).holds(NOON)
    assert resources.episode(EPISODE | {"period": {"start": day + more}}, BASE).since is None


@pytest.mark.parametrize(
    ("numbers", "is_found"),
    [
        ([int(SNILS)], True),
        ([11111111145], False),
        (["11111111145"], False),
        ([11111111145, SNILS], True),
        ([f" {SNILS[:3]}-{SNILS[3:6]}-{SNILS[6:9]} {SNILS[9:]} "], True),
        ([None, True, 1.5, {}], True),
    ],
    ids=str,
)
async def test_a_number_that_came_as_a_number_tells_a_namesake(numbers, is_found):
    """It was passed over, and so proved nothing against a server that overlooks what it is asked for."""
    told = [{"system": SYSTEMS.snils, "value": number} for number in numbers]
    answer = await look(Patient___search=bundle_json([ANNA | {"identifier": told}]))
    assert isinstance(answer, Found if is_found else NothingYet)


def test_zeros_that_a_number_lost_are_no_other_number():
    number = resources.Number(SYSTEMS.snils, "01263135500")
    told = ANNA | {"identifier": [{"system": SYSTEMS.snils, "value": 1263135500}]}
    assert resources.patient(told, BASE).is_same(person("p1"), [number])


@pytest.mark.parametrize(
    ("link", "answer"),
    [
        ({"type": "replaces", "other": {"reference": "Patient/2"}}, Found),
        ({"type": "seealso", "other": {"reference": "Patient/2"}}, Ambiguous),
        ({"type": "replaces", "other": {"reference": "Patient/3"}}, Ambiguous),
        ({"type": "replaces", "other": {"display": "Тестова"}}, Ambiguous),
        ({"type": "replaces"}, Ambiguous),
    ],
    ids=str,
)
async def test_a_record_that_another_replaces_is_none(link, answer):
    """Only the surviving one may say so (R4, Patient.link); nobody is sent to the desk for that."""
    both = bundle_json([ANNA | {"link": [link]}, ANNA | {"id": "2"}])
    assert isinstance(await look(Patient___search=both), answer)


def clinic(**more):
    return resources.clinic(CLINIC | more)


def test_the_phone_to_call_first_stands_first():
    """By rank; those whose time is over are none; what is for machines is left out."""
    phone = {"system": "phone"}
    over = {"period": {"end": "2020-01-01"}}
    told = [
        phone | {"value": "3"},
        phone | {"value": "2", "rank": 2},
        phone | {"value": "4"} | over,
        phone | {"value": 78422000000, "rank": 1},
        {"value": "tel:+78422000001", "rank": "1"},
    ]
    assert clinic(telecom=told).phones == ("78422000000", "2", "3", "+78422000001")


@pytest.mark.parametrize(
    "other", [{"use": "billing"}, {"type": "postal"}, {"period": {"end": "2020"}}], ids=str
)
def test_the_address_to_go_to_stands_first(other):
    """Neither that of the accountants, nor that of before; but any is better than none."""
    there = {"text": "Другая улица"} | other
    assert clinic(address=[there, {"text": "Улица<br/>Выдуманная,\r\n1"}]).address == "Улица Выдуманная, 1"
    if "period" not in other:
        assert clinic(address=[there]).address == "Другая улица"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<p>Врач&nbsp;терапевт</p>\r\n", "Врач терапевт"),
        ("&lt;b&gt;Врач&lt;/b&gt;", "Врач"),
        ("Приём <5 лет, вес >3 кг", "Приём <5 лет, вес >3 кг"),
        ("a < b > c", "a < b > c"),
    ],
)
def test_a_text_of_a_page_is_its_words(written, shown):
    assert values.words({"text": written}) == shown


def kinds(*codes, system=resources.ORGANIZATION_TYPES):
    return [{"coding": [{"system": system, "code": code} for code in codes]}]


@pytest.mark.parametrize(
    ("told", "is_clinic"),
    [
        (kinds("ins"), False),
        (kinds("ins", "pay"), False),
        (kinds("prov", "ins"), True),
        (kinds("dept"), True),
        (kinds("ins", system="urn:own"), True),
        ([None, {"coding": None}, {"coding": [7]}, {"text": "ins"}], True),
        (None, True),
    ],
    ids=str,
)
def test_an_insurer_is_no_clinic(told, is_clinic):
    assert resources.sees_patients(CLINIC | {"type": told}) is is_clinic


@pytest.mark.parametrize(
    ("opens", "closes", "hours"),
    [
        ("08:00:00", "24:00:00", ("08:00", "00:00")),
        ("08:00", "24:00", ("08:00", "00:00")),
        (None, None, ("00:00", "00:00")),
        ("08:00:00+04:00", "20:00:00.000", ("08:00", "20:00")),
    ],
)
def test_the_end_of_a_day_is_an_hour(opens, closes, hours):
    location = {
        "resourceType": "Location",
        "id": "l",
        "hoursOfOperation": [
            {"daysOfWeek": ["tue", "mon", "mon"], "openingTime": opens, "closingTime": closes}
        ],
    }
    (told,) = visit_resources.hours(location, "7", BASE)
    assert told.days == (0, 1)
    assert (f"{told.opens:%H:%M}", f"{told.closes:%H:%M}") == hours


ROLE = {
    "resourceType": "PractitionerRole",
    "id": "r1",
    "practitioner": {"reference": "Practitioner/p1"},
    "organization": {"reference": "Organization/7"},
    "specialty": [{"text": "Терапевт"}],
}
DOCTOR = {"resourceType": "Practitioner", "id": "p1", "name": [{"family": "Выдумщиков", "given": ["Пётр"]}]}


async def doctors(role, practitioner):
    answers = {"PractitionerRole": bundle_json([role, role]), "Practitioner__p1": practitioner}
    async with asked(**answers) as client:
        return [(doctor.practitioner, doctor.name) for doctor in await client.directory.doctors(HERE)]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({}, ("p1", "Выдумщиков Пётр")),
        ({"practitioner": {"reference": "#p1"}, "contained": [DOCTOR]}, ("", "Выдумщиков Пётр")),
        ({"practitioner": {"reference": "urn:uuid:1", "display": "Сидоров С. С."}}, ("", "Сидоров С. С.")),
        ({"practitioner": {"reference": "https://x.example/1", "display": "Сидоров"}}, ("", "Сидоров")),
        ({"practitioner": {"display": "Сидоров"}}, ("", "Сидоров")),
    ],
    ids=str,
)
async def test_a_doctor_known_by_the_name_alone_is_offered(more, told):
    """Once, although pages drift and told the post twice."""
    assert await doctors(ROLE | more, DOCTOR) == [told]


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ([{"use": "nickname", "text": "Петя"}, {"use": "official", "text": "Выдумщиков"}], ["Выдумщиков"]),
        ([{"text": "Прежний", "period": {"end": "2020"}}, {"text": "Выдумщиков"}], ["Выдумщиков"]),
        ([{"use": "nickname", "text": "Петя"}], ["Петя"]),
    ],
    ids=str,
)
async def test_a_doctor_is_called_by_the_name_of_today(names, shown):
    assert [name for _, name in await doctors(ROLE, DOCTOR | {"name": names})] == shown


async def test_a_doctor_who_works_no_more_is_not_offered():
    assert await doctors(ROLE, DOCTOR | {"active": False}) == []


async def test_a_clinic_told_twice_is_one():
    """Pages drift while they are read."""
    async with asked(Organization=bundle_json([CLINIC, CLINIC])) as client:
        assert [clinic.id for clinic in await client.directory.clinics()] == ["7"]
