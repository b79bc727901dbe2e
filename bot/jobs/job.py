"""A job: what is done by the clock, and at once after a commit that tells of more to do."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot import metrics
from registry.errors import RegistryError
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.origin import on_behalf_of

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Does with *run* all that is due; safe to run twice, so what one run leaves the next one takes up.

    *name* says what waits when it cannot run. *wakes_on* is the event after whose commit it runs besides
    every *every*; what *starts_at_once* does not wait for its first tick.
    """

    name: str
    every: timedelta
    run: Callable[[], Awaitable[None]]
    wakes_on: type | None = None
    starts_at_once: bool = False

    async def attempt(self) -> None:
        """Run; what the disk or the registry refuses now waits for the next run."""
        with on_behalf_of(f"{self.name.replace(' ', '-')}/{secrets.token_hex(4)}"):
            await self._attempt()

    async def _attempt(self) -> None:
        try:
            await self._run()
        except* StorageUnavailable as refused:  # a group of them where a job does several things at once
            log.warning("%s: what is due waits: %s", self.name, refused.exceptions[0])
        except* RegistryError as refused:
            error = refused.exceptions[0]
            log.warning("%s: what is due waits: %s: %s", self.name, type(error).__name__, error)

    async def _run(self) -> None:
        try:
            await self.run()
        except Exception:
            metrics.JOB_FAILURES.of(self.name).inc()
            raise
        metrics.JOB_SUCCEEDED.of(self.name).set_to_current_time()


class Wakers:
    """Begins runs that nobody waits for until the end."""

    def __init__(self, database: Database, jobs: Sequence[Job]) -> None:
        self._running: set[asyncio.Task[None]] = set()
        for job in jobs:
            if job.wakes_on:
                database.subscribe(job.wakes_on, partial(self._wake, job))

    def _wake(self, job: Job, _: object) -> None:
        task = asyncio.create_task(job.attempt(), name=job.name)
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
