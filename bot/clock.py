"""The clock: the only file that knows the scheduler, which only ticks; what is due stands in our tables."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger(__name__)

Tick = Callable[[], Awaitable[None]]


class Clock:
    """Calls coroutines at intervals; a late tick is made up for once and never overlaps itself."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )
        self._ticking: set[asyncio.Task[None] | None] = set()

    def every(self, interval: timedelta, tick: Tick, *, at_once: bool = False) -> None:
        """Have *tick* called each *interval*, the first time right at the start if *at_once*."""
        first = {"next_run_time": datetime.now(UTC)} if at_once else {}
        run = partial(self._run, tick)
        self._scheduler.add_job(run, "interval", seconds=interval.total_seconds(), **first)

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    async def stop(self, seconds: float) -> None:
        """Tick no more; what is under way has *seconds* to end, and is then cut short."""
        self._scheduler.pause()
        ticking = [task for task in self._ticking if task]
        if ticking:
            await asyncio.wait(ticking, timeout=seconds)
        self._scheduler.shutdown()  # cancels what still runs
        await asyncio.gather(*ticking)

    async def _run(self, tick: Tick) -> None:
        task = asyncio.current_task()
        self._ticking.add(task)
        try:
            await tick()
        except asyncio.CancelledError:
            log.info("a job is cut short by the stop; the next start takes it up")
        finally:
            self._ticking.discard(task)
