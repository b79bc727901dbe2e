"""One of a person's clinics is silent while the search is made: the others are found, and it is not lost."""

import pytest

from bot.process import config_of
from patient.clinic import Clinic
from sandbox.registry.resources import bundle_json, patient_json
from storage.directory import Directory
from tests.chat import adds_card
from tests.handlers.visiting import ANNA
from tests.jobs import job_named
from tests.registry.fhir.test_odd_entries import asked
from tests.registry.fhir.test_one_silent import DENTAL_ELSEWHERE, DOWN
from tests.registry.resources import EPISODE

DENTISTS = Clinic("8", "Стоматология", "ул. Примерная, 8")


@pytest.fixture
async def searching(database, settings):
    """The search for a person of two clinics, of which one is silent."""
    patient, both = bundle_json([patient_json(ANNA, "1")]), bundle_json([EPISODE, DENTAL_ELSEWHERE])
    async with asked(Patient___search=patient, EpisodeOfCare=both, Organization__8=DOWN) as registry:
        yield job_named("searches", database, registry, config_of(settings))


async def test_the_other_clinic_is_found(chat, searching):
    await adds_card(chat)
    await searching.run()
    assert "Поликлиника" in await chat.reads()


async def test_a_silent_clinic_is_told_as_the_directory_knows_it(chat, searching, database):
    await database.write(lambda tx: Directory(tx).replace([DENTISTS], []))
    await adds_card(chat)
    await searching.run()
    said = await chat.reads()
    assert "Поликлиника" in said
    assert "ул. Примерная, 8" in said
