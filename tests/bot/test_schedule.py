"""The schedule: whatever the disk refuses waits for the next run, of every job alike."""

import pytest

from bot.bot_api import BotApi
from bot.jobs.running import Wakers, attempt, expect
from bot.jobs.schedule import means_of, schedule
from bot.process import config_of
from handlers.ground.jobs import Job
from registry.fhir.client import FhirRegistry
from sandbox.registry import Registry, registry_app
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.migration import migrate
from storage.set_back import ClockSetBack
from storage.transaction import Erased
from tests.chat import adds_card
from tests.handlers.family import opens_card
from tests.handlers.visiting import ANNA
from tests.jobs import RARELY, Jobs
from tests.metered import figure
from tests.registry.demo_people import SYSTEMS
from tests.servers import PATIENCE, serving


@pytest.fixture
async def jobs_over(settings):
    """Makes all jobs over a database."""
    stand_in, api = Registry(people=(ANNA,)), BotApi("1:test", "http://127.0.0.1:9")
    async with serving(registry_app(stand_in)) as base:
        registry = FhirRegistry(f"{base}/fhir", stand_in.token, SYSTEMS, call_seconds=PATIENCE)
        yield lambda database: schedule(means_of(database, registry, api, config_of(settings)))
        await registry.aclose()
    await api.close()


async def _sets_the_clock_back(transaction):
    transaction.publish(ClockSetBack(60.0))


async def test_what_the_disk_refuses_waits_whichever_job_it_is(jobs_over, settings, vault, caplog):
    """One warning that names the job, and no error: the next run takes it up."""
    closed = await Database.open(settings.database, vault)
    await migrate(closed.connection, vault)
    jobs = jobs_over(closed)
    await closed.write(_sets_the_clock_back)  # so that each job has something to do
    await closed.close()
    settings.database.unlink()
    settings.database.mkdir()
    for job in jobs:
        caplog.clear()
        await attempt(job)
        (told,) = [record for record in caplog.records if record.name == "bot.jobs.running"]
        assert told.levelname == "WARNING", job.name
        assert told.getMessage().startswith(f"{job.name}: what is due waits: "), job.name
    assert len({job.name for job in jobs}) == len(jobs)


async def test_a_commit_wakes_the_jobs_that_wait_for_it(database, caplog):
    """Each that names the event, also when one of them fails; no other one."""
    ran = []

    def runs(name, error=None):
        async def run():
            ran.append(name)
            if error:
                raise error

        return run

    async def erases(transaction):
        transaction.publish(Erased())

    full = Job("full", RARELY, runs("full", StorageUnavailable("disk")), wakes_on=Erased)
    others = Job("woken", RARELY, runs("woken"), wakes_on=Erased), Job("asleep", RARELY, runs("asleep"))
    woken = Jobs(database, [full, *others])
    await database.write(erases)
    await woken.close(10)
    assert ran == ["full", "woken"]
    assert "full: what is due waits: disk" in caplog.text


async def test_what_people_wait_for_is_done_without_the_clock(jobs_over, chat, database, settings):
    """A search and a look begin with the commit that asks for them, and the wiping with an erasure."""
    woken = Wakers(database, jobs_over(database))
    await adds_card(chat)
    await woken.close(PATIENCE)
    assert "прикрепления найдены" in await chat.reads()
    await opens_card(chat, "Тестова А. П., 1979")
    assert "Смотрю" in await chat.taps("Записи на приём")
    await woken.close(PATIENCE)
    assert "Предстоящих записей нет" in await chat.reads()
    ((sealed,),) = await database.write(lambda tx: tx.rows("SELECT sealed FROM card"))
    log = settings.database.with_name("bot.db-wal")
    assert sealed in log.read_bytes()
    await chat.says("/delete_me")
    await chat.taps("Да, удалить")
    await woken.close(PATIENCE)
    assert sealed not in log.read_bytes()  # what was kept since the erasure may stand there by now


async def test_every_jobs_series_is_there_before_it_fails(jobs_over, database):
    """A rate sees no first count of a series that the count makes."""
    for job in jobs_over(database):
        expect(job)
        assert figure("bot_job_failures_total", name=job.name) == 0, job.name
        assert figure("bot_job_interval_seconds", name=job.name) == job.every.total_seconds()
        assert figure("bot_job_last_success_timestamp_seconds", name=job.name) > 1e9
