"""People of a family, for the tests about cards in several hands; the registry with the jobs that ask it."""

import pytest

from bot.bot_api import BotApi
from bot.incoming.updates import Updates
from bot.jobs.errands import ErrandJob
from bot.process import config_of
from registry.fhir.client import FhirRegistry
from sandbox.clinics import CLINICS, DOCTORS
from sandbox.registry import Registry, registry_app
from storage.directory import Directory
from tests.chat import Chat
from tests.handlers.family import adds_child, shares
from tests.handlers.visiting import ANNA, settles, to_summary
from tests.jobs import all_works, errands, job_named
from tests.registry.demo_people import SYSTEMS
from tests.registry.gate import Gate
from tests.servers import PATIENCE, serving


@pytest.fixture
def third_chat(updates: Updates, database):
    """Somebody who has no business here."""
    return Chat(updates, database, user=3003, name="Глеб", username="gleb")


@pytest.fixture
async def family(chat, other_chat):
    """Anna's child, whose card Boris reaches too."""
    await adds_child(chat)
    await shares(chat, other_chat)
    return chat, other_chat


@pytest.fixture
def stand_in():
    return Registry(people=(ANNA,))


@pytest.fixture
def gate():
    """What a registry's call may be held at."""
    return Gate()


@pytest.fixture
async def registry(stand_in, gate, database):
    """The registry's client; the directory is copied already."""
    doctors = [demo.doctor for demo in DOCTORS]
    await database.write(lambda tx: Directory(tx).replace(CLINICS, doctors))
    app = registry_app(stand_in)
    app.middlewares.append(gate.between)
    async with serving(app) as base:
        client = FhirRegistry(f"{base}/fhir", stand_in.token, SYSTEMS, call_seconds=PATIENCE)
        yield client
        await client.aclose()


@pytest.fixture
async def job(database, registry, settings):
    """The errands job: it runs as soon as somebody wishes."""
    api, config = BotApi("1:test", "http://127.0.0.1:9"), config_of(settings)
    job = errands(database, ErrandJob(database, all_works(database, registry, api, config), config))
    yield job
    await job.close(60)
    await api.close()


@pytest.fixture
def looking(database, registry, settings):
    """The visits job; a test runs it."""
    return job_named("visits", database, registry, config_of(settings))


@pytest.fixture
def watching(database, registry, settings):
    """The watches job; a test runs it."""
    return job_named("watches", database, registry, config_of(settings))


@pytest.fixture
async def booked(family, job):
    """A visit of the child's that both parents see."""
    chat, guest = family
    await to_summary(chat, job)
    await chat.taps("✅ Записаться")
    await settles(job, chat)
    await guest.reads()
    return family
