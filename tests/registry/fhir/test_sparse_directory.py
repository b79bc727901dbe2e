"""A directory with gaps: R4 asks for little, and one sparse entry hinders no other."""

from contextlib import asynccontextmanager

import pytest

from registry.fhir.client import FhirRegistry
from sandbox.clinics import CLINICS, DOCTORS
from sandbox.registry.resources import bundle_json, organization_json, post_json, practitioner_json
from tests.registry.demo_people import SYSTEMS
from tests.registry.resources import app_of
from tests.servers import PATIENCE, serving

CLINIC, *OTHER_CLINICS = CLINICS
HERE = [demo for demo in DOCTORS if demo.doctor.clinic == CLINIC.id]
LACKS = {
    "practitioner": {"practitioner": None},
    "organization": {"organization": None},
    "unknown practitioner": {"practitioner": {"reference": "Practitioner/nobody"}},
    "odd reference": {"practitioner": {"reference": "urn:uuid:1"}},
}


@asynccontextmanager
async def directory_of(organizations, posts):
    """Open a client of a registry with these clinics and posts; all practitioners are there."""
    people = {f"Practitioner/{each.doctor.practitioner}": practitioner_json(each.doctor) for each in HERE}
    lists = {
        "Organization": bundle_json(organizations),
        "PractitionerRole": bundle_json(posts),
        "Location": bundle_json([]),
    }
    async with serving(app_of(lists | people)) as base:
        client = FhirRegistry(f"{base}/fhir", "token", SYSTEMS, call_seconds=PATIENCE)
        try:
            yield client.directory
        finally:
            await client.aclose()


@pytest.mark.parametrize("lack", LACKS)
async def test_a_post_that_lacks_something_hinders_no_other(lack):
    """PractitionerRole requires nothing: a vacant post is left out, the others are there."""
    first, *others = [post_json(demo) for demo in HERE]
    sparse = {key: value for key, value in (first | LACKS[lack]).items() if value}
    async with directory_of([], [sparse, *others]) as directory:
        found = await directory.doctors(CLINIC)
    assert [doctor.id for doctor in found] == [post["id"] for post in others]


async def test_what_is_not_known_of_a_post_may_be_null():
    """Servers write null, or an empty list, where nothing is known."""
    nothing = {"specialty": None, "code": [{"text": "Терапевт", "coding": None}], "active": None}
    async with directory_of([], [post_json(HERE[0]) | nothing]) as directory:
        assert [doctor.speciality for doctor in await directory.doctors(CLINIC)] == ["Терапевт"]


async def test_a_clinic_without_a_name_hinders_no_other():
    """An Organization may have nothing but a number (R4, org-1)."""
    nameless = {"resourceType": "Organization", "id": "1", "identifier": [{"value": "1"}]}
    named = [organization_json(clinic) for clinic in OTHER_CLINICS]
    async with directory_of([nameless, *named], []) as directory:
        found = await directory.clinics()
    assert [clinic.id for clinic in found] == [clinic.id for clinic in OTHER_CLINICS]
