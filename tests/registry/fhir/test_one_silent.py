"""One resource of many that the server cannot give now: it hides none of the others."""

import pytest

from registry.errors import RegistryUnavailable, SomeMissing
from registry.fhir.client import FhirRegistry
from sandbox.clinics import CLINICS, DOCTORS
from sandbox.registry.resources import bundle_json, post_json, practitioner_json
from tests.registry.demo_people import SYSTEMS
from tests.registry.fhir.test_odd_entries import DOCTOR, SCHEDULE, SINCE, SLOT, asked
from tests.registry.resources import app_of
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
