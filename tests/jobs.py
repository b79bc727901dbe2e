"""Jobs as a test has them: woken by commits as in the process, and run whenever the test says so."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from barcode.reader import PolisReader
from bot.bot_api import BotApi
from bot.jobs.errands import ErrandJob
from bot.jobs.running import Wakers, attempt
from bot.jobs.schedule import JOBS, means_of, works
from bot.jobs.upkeep import WipingJob
from handlers.ground.config import Config
from handlers.ground.errands import Works
from handlers.ground.jobs import Job, Means
from handlers.polis_photo import jobs as polis_photo
from registry.port import Registry
from storage.database import Database
from storage.errands import ErrandQueued
from storage.transaction import Erased
from tests.servers import PATIENCE

RARELY = timedelta(days=1)


class Jobs(Wakers):
    """Some jobs, run together."""

    def __init__(self, database: Database, jobs: Sequence[Job]) -> None:
        super().__init__(database, jobs)
        self._jobs = jobs

    async def run(self) -> None:
        """Run each, and wait for all, those that were woken before, too."""
        await asyncio.gather(*(attempt(job) for job in self._jobs))
        await self.close(PATIENCE)


def job_named(name: str, database: Database, registry: Registry, config: Config) -> Job:
    """Return one of the rooms' jobs; it asks Telegram for no picture."""
    means = Means(database, registry, config, fetch=_no_picture)
    return next(job for jobs in JOBS for job in jobs(means) if job.name == name)


async def _no_picture(file: str, most: int) -> bytes:
    raise AssertionError("no picture is asked for here")


def errands(database: Database, job: ErrandJob) -> Jobs:
    """Return the jobs that *job* does."""
    runs = {"errands": job.run, "photographs": job.run_photos}
    return Jobs(database, [Job(name, RARELY, run, wakes_on=ErrandQueued) for name, run in runs.items()])


def wiping(database: Database, job: WipingJob) -> Jobs:
    """Return the job that empties the write-ahead log."""
    return Jobs(database, [Job("wiping", RARELY, job.run, wakes_on=Erased)])


def all_works(database: Database, registry: Registry, api: BotApi, config: Config) -> Works:
    """Return how every kind of errand is done; a busy machine's photographs have time to be read."""
    means = means_of(database, registry, api, config)
    return {**works(means), **polis_photo.works(means, PolisReader(seconds=PATIENCE))}
