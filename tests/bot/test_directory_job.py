"""The hourly copy of the directory, over HTTP."""

from datetime import timedelta

from bot.jobs.running import attempt
from handlers.directory.jobs import DirectoryJob
from handlers.ground.jobs import Job
from registry.fhir.client import FhirRegistry
from sandbox.clinics import CLINICS, DOCTORS
from sandbox.registry.resources import bundle_json
from storage.directory import Directory
from tests.registry.demo_people import SYSTEMS
from tests.registry.resources import app_of
from tests.servers import PATIENCE, serving


async def test_a_registry_without_clinics_takes_no_clinic_from_people(database, caplog):
    """No region is without clinics: an empty list is the registry's trouble, and the old copy serves."""
    doctors = [demo.doctor for demo in DOCTORS]
    await database.write(lambda tx: Directory(tx).replace(CLINICS, doctors))
    async with serving(app_of({"Organization": bundle_json([])})) as base:
        registry = FhirRegistry(f"{base}/fhir", "token", SYSTEMS, call_seconds=PATIENCE)
        await attempt(Job("directory", timedelta(hours=1), DirectoryJob(database, registry).run))
        await registry.aclose()
    assert "directory: what is due waits: " in caplog.text
    assert len(await database.write(lambda tx: Directory(tx).doctors())) == len(doctors)
