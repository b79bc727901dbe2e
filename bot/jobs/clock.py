"""The clock: the only file that knows the scheduler, which only ticks; what is due stands in our tables."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic, time

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.monitoring import metrics

log = logging.getLogger(__name__)

Tick = Callable[[], Awaitable[None]]

LOOK_SECONDS = 1.0
JUMP_SECONDS = 2.0  # more than the machine's clock is ever slewed between two looks
LATE_LOOKS = 30  # a tick that is later by so many looks was lost by the scheduler


class ClockStopped(RuntimeError):
    """The scheduler does not tick any more."""


class Clock:
    """Calls coroutines at intervals; a late tick is made up for once and never overlaps itself.

    The scheduler counts by the machine's clock (*wall*), which may be set: see `serve`.
    """

    def __init__(self, wall: Callable[[], float] = time, look_seconds: float = LOOK_SECONDS) -> None:
        self._wall = wall
        self._look_seconds = look_seconds
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

    async def serve(self) -> None:
        """Have nothing rest for the length of a jump of the machine's clock.

        Raises:
            ClockStopped: the scheduler has lost a tick; beginning anew finds it again.
        """
        self._scheduler.wakeup()
        ahead = self._wall() - monotonic()
        while True:
            await asyncio.sleep(self._look_seconds)
            before, ahead = ahead, self._wall() - monotonic()
            if abs(ahead - before) > JUMP_SECONDS:
                self._jump(ahead - before)
            self._check_ticks()

    def _jump(self, seconds: float) -> None:
        metrics.CLOCK_JUMPS.inc()
        log.warning("the machine's clock has jumped by %+.0f s: all jobs tick now", seconds)
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))

    def _check_ticks(self) -> None:
        late = datetime.now(UTC) - timedelta(seconds=LATE_LOOKS * self._look_seconds)
        if any(job.next_run_time and job.next_run_time < late for job in self._scheduler.get_jobs()):
            raise ClockStopped

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
