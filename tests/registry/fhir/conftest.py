"""The registry's client and the stand-in that it talks to."""

import pytest

from registry.fhir.client import FhirRegistry
from sandbox.registry import Registry, registry_app
from tests.fhir import Judge
from tests.registry.demo_people import SYSTEMS
from tests.servers import PATIENCE, serving


@pytest.fixture
def stand_in():
    return Registry()


@pytest.fixture
def judge():
    return Judge()


@pytest.fixture
async def clinics(stand_in, judge):
    async with serving(judge.watch(registry_app(stand_in))) as base:
        client = FhirRegistry(f"{base}/fhir", stand_in.token, SYSTEMS, call_seconds=PATIENCE)
        yield client
        await client.aclose()
