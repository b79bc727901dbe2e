"""Waking: a job's run begun at once by a commit, and awaited when the process stops."""

import asyncio
from collections.abc import Awaitable, Callable


class Waker:
    """Begins runs that nobody waits for until the end."""

    def __init__(self, run: Callable[[], Awaitable[None]]) -> None:
        self._run = run
        self._running: set[asyncio.Task[None]] = set()

    def wake(self, _: object = None) -> None:
        """Begin a run now, whatever event asks for it."""
        task = asyncio.ensure_future(self._run())
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
