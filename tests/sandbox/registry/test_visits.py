"""The stand-in's timetables: as strict about versions and references as a FHIR server may be."""

from datetime import UTC, datetime

import httpx
import pytest

from sandbox.clinics import DOCTORS
from sandbox.registry import Registry, registry_app
from tests.servers import serving

KEY = [{"system": "urn:doctor73:booking", "value": "key-1"}]


@pytest.fixture
def stand_in():
    return Registry()


@pytest.fixture
async def http(stand_in):
    headers = {
        "Authorization": f"Bearer {stand_in.token}",
        "Accept": "application/fhir+json",
        "Content-Type": "application/fhir+json",
    }
    async with (
        serving(registry_app(stand_in)) as base,
        httpx.AsyncClient(base_url=f"{base}/fhir/", headers=headers, trust_env=False, verify=False) as client,
    ):
        yield client


@pytest.fixture
async def slot(http):
    """A free slot of the first therapist."""
    since = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    answer = await http.get(f"Slot?schedule=Schedule/schedule-1&status=free&start=ge{since}")
    return answer.json()["entry"][0]["resource"]


async def put(http, slot, match, **changes):
    headers = {"If-Match": match} if match else {}
    return await http.put(f"Slot/{slot['id']}", json=slot | changes, headers=headers)


async def test_a_slot_changes_only_by_its_present_version(http, slot):
    """428 without a version, 412 with an old one, and the version goes up."""
    assert (await put(http, slot, None, status="busy")).status_code == 428
    assert (await put(http, slot, 'W/"7"', status="busy")).status_code == 412
    taken = await put(http, slot, 'W/"1"', status="busy")
    assert taken.json()["meta"]["versionId"] == "2"
    assert (await put(http, slot, 'W/"1"', status="busy")).status_code == 412


async def test_an_appointment_needs_a_slot_taken_under_its_key(http, slot):
    """Not for a free slot, not for somebody unknown, and once for each key."""
    reference = {"reference": f"Slot/{slot['id']}"}

    def appointment(patient):
        actors = [{"actor": {"reference": patient}}, {"actor": {"reference": "PractitionerRole/role-1"}}]
        return {
            "resourceType": "Appointment",
            "status": "booked",
            "identifier": KEY,
            "slot": [reference],
            "participant": actors,
        }

    async def post(patient):
        headers = {"If-None-Exist": "identifier=urn:doctor73:booking|key-1"}
        return await http.post("Appointment", json=appointment(patient), headers=headers)

    assert (await post("Patient/p1")).status_code == 422
    await put(http, slot, 'W/"1"', status="busy", identifier=KEY)
    assert (await post("Patient/nobody")).status_code == 422
    made = await post("Patient/p1")
    assert made.status_code == 201
    again = await post("Patient/p1")
    assert again.status_code == 200
    assert again.json()["id"] == made.json()["id"]


@pytest.mark.parametrize(
    "link",
    [
        "Slot?schedule=schedule-1&status=free&start=ge2026-01-01T00:00:00Z",
        "Slot?schedule=Schedule/schedule-1&start=ge2026-01-01T00:00:00Z",
        "Slot?schedule=Schedule/schedule-1&status=free",
        "Appointment?patient=p1",
    ],
)
async def test_a_search_in_another_form_is_refused(http, link):
    """References are written with their kind; what is asked for is said."""
    assert (await http.get(link)).status_code == 400


async def test_hands_free_and_take_a_slot(http, stand_in):
    """For tests, and for who plays with the demo."""
    base = str(http.base_url).replace("/fhir/", "/_sandbox/registry")
    given = {"doctor": "role-5", "start": "2030-01-01T09:00:00+04:00"}
    slot = (await http.post(f"{base}/free", json=given)).json()["result"]
    schedule = "Slot?schedule=Schedule/schedule-5&status=free&start=ge2026-01-01T00:00:00Z"
    assert (await http.get(schedule)).json()["total"] == 1
    assert (await http.post(f"{base}/take", json={"slot": slot})).status_code == 200
    assert (await http.get(schedule)).json()["total"] == 0
    for bad in ({"doctor": "nobody", "start": "2030-01-01T09:00:00+04:00"}, {"doctor": "role-5"}, []):
        assert (await http.post(f"{base}/free", json=bad)).status_code == 400
    assert (await http.post(f"{base}/take", json={"slot": "none"})).status_code == 400


def test_every_doctor_works_at_a_clinic_and_has_an_own_name():
    """The directory would drop who does not."""
    assert len({demo.doctor.id for demo in DOCTORS}) == len(DOCTORS) == len({d.doctor.name for d in DOCTORS})
