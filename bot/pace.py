"""The pace of sending: how soon a push may go without reaching Telegram's limit of 30 in any second.

Telegram counts a call somewhere between its start and its answer. So a call is counted here from its start
until a second after its answer, however long the network carries it.
"""

import asyncio
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

MESSAGES = 28  # two less than the limit: a reply may go out at any moment and waits for no push
WINDOW = 1.01  # seconds; clocks differ a little
GLANCE = 0.01  # seconds between two looks at calls that are under way


class Pace:
    """Counts all calls; pushes wait for room, replies do not."""

    def __init__(self) -> None:
        self._under_way = 0
        self._answered: deque[float] = deque()

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count a call that goes out now and is answered when this ends."""
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._answered.append(monotonic())

    async def wait(self) -> None:
        """Return when one more call keeps within the limit."""
        while self._under_way + self._count_answered() >= MESSAGES:
            oldest = self._answered[0] + WINDOW - monotonic() if self._answered else GLANCE
            await asyncio.sleep(max(oldest, GLANCE))

    def _count_answered(self) -> int:
        """Return how many calls were answered within the window, and forget the others."""
        while self._answered and self._answered[0] + WINDOW <= monotonic():
            self._answered.popleft()
        return len(self._answered)
