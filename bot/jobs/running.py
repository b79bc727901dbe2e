"""How a job is run: by the clock, and at once after a commit that tells of more to do."""

import asyncio
import logging
import secrets
from collections.abc import Sequence
from functools import partial

from bot.monitoring import metrics
from handlers.ground.jobs import Job
from registry.errors import RegistryError
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.origin import on_behalf_of

log = logging.getLogger(__name__)


def expect(job: Job) -> None:
    """Have the job's series told from now on, so that a rate sees its first failure."""
    metrics.JOB_INTERVAL.expect(job.name).set(job.every.total_seconds())
    metrics.JOB_SUCCEEDED.expect(job.name).set_to_current_time()
    metrics.JOB_FAILURES.expect(job.name)


async def attempt(job: Job) -> None:
    """Run; what the disk or the registry refuses now waits for the next run."""
    with on_behalf_of(f"{job.name.replace(' ', '-')}/{secrets.token_hex(4)}"):
        try:
            await _run(job)
        except* StorageUnavailable as refused:  # a group of them where a job does several things at once
            log.warning("%s: what is due waits: %s", job.name, refused.exceptions[0])
        except* RegistryError as refused:
            error = refused.exceptions[0]
            log.warning("%s: what is due waits: %s: %s", job.name, type(error).__name__, error)


async def _run(job: Job) -> None:
    try:
        await job.run()
    except Exception:
        metrics.JOB_FAILURES.of(job.name).inc()
        raise
    metrics.JOB_SUCCEEDED.of(job.name).set_to_current_time()


class Wakers:
    """Begins runs that nobody waits for until the end."""

    def __init__(self, database: Database, jobs: Sequence[Job]) -> None:
        self._running: set[asyncio.Task[None]] = set()
        for job in jobs:
            if job.wakes_on:
                database.subscribe(job.wakes_on, partial(self._wake, job))

    def _wake(self, job: Job, _: object) -> None:
        task = asyncio.create_task(attempt(job), name=job.name)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def close(self, seconds: float) -> None:
        """Wait *seconds* for what is under way, whose leases run out only later; then cut it short."""
        if not self._running:
            return
        _, unfinished = await asyncio.wait(self._running, timeout=seconds)
        for task in unfinished:
            task.cancel()
        await asyncio.gather(*unfinished, return_exceptions=True)
