"""One odd part of an entry that is good: the entry is shown all the same, and can be booked and cancelled."""

import pytest

from patient.visit import VisitState
from registry.errors import RegistryReplyMalformed
from registry.fhir import resources, values, visit_resources
from sandbox.registry.resources import bundle_json
from tests.registry.demo_people import person
from tests.registry.fhir.test_odd_entries import DOCTOR, SCHEDULE, SINCE, SLOT, VISIT, asked

BASE = "http://registry.example/fhir/"
ME = {"actor": {"reference": "Patient/1"}}
ODD_PARTS = [
    {"identifier": [{"system": "urn:ward", "value": 7}]},
    {"identifier": [None, 7, {"system": []}, {"value": {"x": 1}}]},
    {"identifier": 7},
    {"meta": {"versionId": 3}},
    {"meta": {"versionId": "3_1"}},
    {"meta": {"versionId": None}},
    {"meta": {"versionId": []}},
    {"meta": 7},
    {"participant": [None, 7, {"actor": None}, {"actor": "x"}, {"actor": {"reference": 7}}, ME]},
    {"participant": [{"status": "needs-action"}, {"actor": {"display": "Кабинет 5"}}, ME]},
    {"specialty": [None, {"text": 7}]},
    {"slot": [None, {"reference": "urn:uuid:1"}, {"display": "x"}]},
    {"_start": {"extension": []}, "text": {"div": "<div/>"}, "extension": [{"url": "x"}]},
]


@pytest.mark.parametrize("parts", ODD_PARTS, ids=str)
async def test_a_visit_with_an_odd_part_is_shown(parts):
    """Numbers for texts, nulls, versions that nobody can send back."""
    async with asked(Appointment=bundle_json([VISIT | parts])) as client:
        (visit,) = await client.visits.of(person("p1"))
        assert (visit.id, visit.state, client.left_out) == ("a1", VisitState.BOOKED, 0)


@pytest.mark.parametrize("parts", ODD_PARTS[:8], ids=str)
def test_a_slot_with_an_odd_part_is_read_and_can_be_given_back(parts):
    """What is not ours goes back as it came."""
    found = visit_resources.slot_as_it_stands(SLOT | parts)
    assert found.is_free
    assert found.version in {None, "3"}
    assert found.resource == SLOT | parts


def test_a_good_part_beside_an_odd_one_counts():
    """Our key among other systems' identifiers, the words after a code without any."""
    ours = {"system": visit_resources.KEY_SYSTEM, "value": "key-1"}
    slot = visit_resources.slot_as_it_stands(SLOT | {"identifier": [None, {"value": 5}, ours]})
    assert (visit_resources.KEY_SYSTEM, "key-1") in slot.keys
    told = {"coding": [None, {"display": 7}, {"display": " "}, {"display": "Терапия"}], "text": 5}
    assert values.words(told) == "Терапия"


async def test_an_appointment_told_twice_is_one_visit():
    """Pages drift while they are read."""
    later = VISIT | {"start": "2026-12-02T09:00:00+04:00"}
    async with asked(Appointment=bundle_json([VISIT, later])) as client:
        assert [visit.id for visit in await client.visits.of(person("p1"))] == ["a1"]


@pytest.mark.parametrize(
    "written",
    [
        "Organization/7",
        "http://registry.example/fhir/Organization/7",
        "http://registry.example:80/fhir/Organization/7",
        "HTTP://Registry.Example/fhir/Organization/7/_history/2",
    ],
)
def test_a_host_is_the_same_however_it_is_written(written):
    """In capitals, or with the port that goes without saying."""
    assert values.reference({"reference": written}, "Organization", BASE) == "7"


@pytest.mark.parametrize(
    "written",
    [
        "https://registry.example/fhir/Organization/7",
        "http://registry.example:8080/fhir/Organization/7",
        "http://registry.example/Organization/7",
        "http://[/Organization/7",
        "://Organization/7",
    ],
)
def test_another_server_stays_another(written):
    with pytest.raises(ValueError, match=r"Organization|id"):
        values.reference({"reference": written}, "Organization", BASE)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-12-01T08:59:60+04:00", "2026-12-01T05:00:00+00:00"),
        ("2026-12-31T23:59:60.5Z", "2027-01-01T00:00:00.500000+00:00"),
        ("2026-12-01T09:00:00.1234567+04:00", "2026-12-01T05:00:00.123456+00:00"),
        ("2026-12-01T09:00-02:30", "2026-12-01T11:30:00+00:00"),
    ],
)
def test_a_moment_is_the_same_however_it_is_written(written, read):
    """A leap second (R4, instant), more digits than anybody counts, half hours."""
    assert values.instant(written).isoformat() == read


@pytest.mark.parametrize("written", ["2026-12-01T09:60:00Z", "2026-12-01T09:00:61Z", "2026-12-01T25:00:00Z"])
def test_what_is_no_moment_stays_none(written):
    with pytest.raises(ValueError, match=r"."):
        values.instant(written)


def test_a_clinic_is_called_as_it_is_known_where_it_has_no_name():
    clinic = {"resourceType": "Organization", "id": "7"}
    for more in ({"alias": [None, 7, " ", "Поликлиника"]}, {"name": " ", "alias": ["Поликлиника"]}):
        assert resources.clinic(clinic | more).name == "Поликлиника"
    for less in ({}, {"alias": None}, {"alias": 7}, {"name": 7, "alias": [" "]}):
        with pytest.raises(RegistryReplyMalformed):
            resources.clinic(clinic | less)


async def test_an_odd_actor_hides_no_timetable():
    """Beside the doctor stand a room without a reference and nothing at all."""
    odd = SCHEDULE | {"actor": [None, {"display": "Кабинет 5"}, {"reference": 7}, *SCHEDULE["actor"]]}
    async with asked(Schedule=bundle_json([odd]), Slot=bundle_json([SLOT])) as client:
        assert [slot.id for slot in await client.visits.free_slots(DOCTOR, SINCE)] == ["s1"]
