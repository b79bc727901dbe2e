"""Supervision: what must go on is begun again when it ends, and the process ends when that is no help.

A process that lives on without its writer or its polling is deaf, and looks well to its service manager.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any

from bot.monitoring import metrics

log = logging.getLogger(__name__)

Run = Callable[[], Awaitable[object]]


class GivenUp(RuntimeError):
    """Only a new process may help: something has ended again and again, or this one is outlived."""


@dataclass(frozen=True, slots=True)
class Forbearance:
    """After *pause* seconds it begins again; *most* ends within *window* seconds are one too many."""

    pause: float = 3.0
    window: float = 300.0
    most: int = 4


class Supervisor:
    """Keeps coroutines going, and knows which of them do not go now."""

    def __init__(self, forbearance: Forbearance | None = None) -> None:
        self._forbearance = forbearance or Forbearance()
        self._tasks: set[asyncio.Task[None]] = set()
        self._resting: set[str] = set()
        self._given_up: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def keep(self, name: str, run: Run, *, has_end: bool = False) -> None:
        """Keep *run* going; only one that *has_end* may return."""
        task = asyncio.create_task(self._keep(name, run, has_end=has_end), name=name)
        self._tasks.add(task)

    @property
    def troubles(self) -> list[str]:
        """What does not go at this moment."""
        return [f"{name} has ended" for name in sorted(self._resting)]

    async def watch(self, stop: asyncio.Event) -> None:
        """Return when *stop* is set.

        Raises:
            GivenUp: something ended again and again, or said that this process may not go on.
        """
        stopping: asyncio.Future[Any] = asyncio.create_task(stop.wait())
        await asyncio.wait([stopping, self._given_up], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        if self._given_up.done():
            self._given_up.result()

    def give_up(self, why: str) -> None:
        """Have the process end: only a new one may help."""
        if not self._given_up.done():
            self._given_up.set_exception(GivenUp(f"{why}: the process ends"))

    async def close(self) -> None:
        """End all of them."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._given_up.cancel()

    async def _keep(self, name: str, run: Run, *, has_end: bool) -> None:
        ends: deque[float] = deque(maxlen=self._forbearance.most)
        while not (await _came_to_its_end(name, run, is_meant=has_end) and has_end):
            self._resting.add(name)
            metrics.ENDS.of(name).inc()
            ends.append(monotonic())
            if self._is_enough(ends):
                self.give_up(f"{name} ended again and again")
                return
            await asyncio.sleep(self._forbearance.pause)
            self._resting.discard(name)

    def _is_enough(self, ends: deque[float]) -> bool:
        return len(ends) == ends.maxlen and ends[-1] - ends[0] < self._forbearance.window


async def _came_to_its_end(name: str, run: Run, *, is_meant: bool) -> bool:
    """Run it; False when an error ended it, or a cancellation that was none of ours."""
    try:
        await run()
    except asyncio.CancelledError:
        task = asyncio.current_task()
        if task and task.cancelling():
            raise
        log.error("%s was cancelled from within", name)  # noqa: TRY400
        return False
    except Exception:
        log.exception("%s has ended", name)
        return False
    log.log(logging.INFO if is_meant else logging.ERROR, "%s has come to its end", name)
    return True
