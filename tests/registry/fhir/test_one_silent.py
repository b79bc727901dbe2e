"""One resource of many that the server cannot give now: it hides none of the others."""

import pytest

from patient.attachment import Unreachable
from patient.clinic import Clinic
from registry.errors import RegistryUnavailable, SomeMissing
from registry.fhir.client import FhirRegistry
from sandbox.clinics import CLINICS, DOCTORS
from sandbox.registry.resources import bundle_json, post_json, practitioner_json
from tests.registry.demo_people import SYSTEMS, person
from tests.registry.fhir.test_odd_entries import DENTAL, DOCTOR, SCHEDULE, SINCE, SLOT, asked
from tests.registry.resources import EPISODE, app_of
from tests.servers import PATIENCE, serving

DOWN = (503, {})


def silent_of(*schedules):
    """Return what answers for slots, but for those of some timetables."""

    def answer(request):
        is_silent = request.query["schedule"].removeprefix("Schedule/") in schedules
        return DOWN if is_silent else bundle_json([SLOT])

    return answer


async def test_one_of_two_timetables_is_silent():
    """The times of the other come with the error that says so; with none of them there is only an error."""
    both = bundle_json([SCHEDULE, SCHEDULE | {"id": "sc2"}])
    async with asked(Schedule=both, Slot=silent_of("sc2")) as client:
        with pytest.raises(SomeMissing) as raised:
            await client.visits.free_slots(DOCTOR, SINCE)
        assert [slot.id for slot in raised.value.told] == ["s1"]
    async with asked(Schedule=both, Slot=silent_of("sc1", "sc2")) as client:
        with pytest.raises(RegistryUnavailable) as raised:
            await client.visits.free_slots(DOCTOR, SINCE)
        assert not raised.value.told


async def test_one_of_two_names_is_silent():
    """The other doctor comes with the error that says so."""
    first, second = DOCTORS[:2]
    answers = {
        "PractitionerRole": bundle_json([post_json(first), post_json(second)]),
        f"Practitioner/{first.doctor.practitioner}": DOWN,
        f"Practitioner/{second.doctor.practitioner}": practitioner_json(second.doctor),
    }
    async with serving(app_of(answers)) as base:
        client = FhirRegistry(f"{base}/fhir", "t", SYSTEMS, call_seconds=PATIENCE)
        with pytest.raises(SomeMissing) as raised:
            await client.directory.doctors(CLINICS[0])
        await client.aclose()
    assert [doctor.name for doctor in raised.value.told] == [second.doctor.name]


DENTAL_ELSEWHERE = DENTAL | {"managingOrganization": {"reference": "Organization/8"}}


@pytest.mark.parametrize("status", [500, 502, 503, 429])
async def test_one_of_two_clinics_is_silent(status):
    """The other is found, and the silent one is told as such: neither forgotten nor an end of the search."""
    both = bundle_json([EPISODE, DENTAL_ELSEWHERE])
    async with asked(EpisodeOfCare=both, Organization__8=(status, {})) as client:
        found = await client.look(person("p1"))
        assert [each.clinic.id for each in found.attachments] == ["7"]
        assert [(each.clinic, each.kind) for each in found.silent] == [(Clinic("8", ""), "стоматологическое")]
        assert client.left_out == 0
    async with asked(EpisodeOfCare=both, Organization__7=DOWN, Organization__8=DOWN) as client:
        assert await client.look(person("p1")) == Unreachable()


async def test_a_silent_clinic_that_is_named_goes_by_its_name_and_id():
    """Once it speaks again it is the same one, not another."""
    named = EPISODE | {"managingOrganization": {"reference": "Organization/7", "display": "Поликлиника"}}
    async with asked(EpisodeOfCare=bundle_json([named]), Organization__7=DOWN) as client:
        found = await client.look(person("p1"))
    assert [each.clinic for each in found.attachments] == [Clinic("7", "Поликлиника")]
    assert [each.clinic.id for each in found.silent] == ["7"]
