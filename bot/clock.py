"""The clock: the only file that knows the scheduler, which only ticks; what is due stands in our tables."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

Tick = Callable[[], Awaitable[None]]


class Clock:
    """Calls coroutines at intervals; a late tick is made up for once and never overlaps itself."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        )

    def every(self, interval: timedelta, tick: Tick, *, at_once: bool = False) -> None:
        """Have *tick* called each *interval*, the first time right at the start if *at_once*."""
        first = {"next_run_time": datetime.now(UTC)} if at_once else {}
        self._scheduler.add_job(tick, "interval", seconds=interval.total_seconds(), **first)

    def start(self) -> None:
        """Begin to tick."""
        self._scheduler.start()

    def stop(self) -> None:
        """Tick no more."""
        self._scheduler.shutdown(wait=False)
