"""The pace of sending: how soon a push may go without reaching Telegram's limit of 30 in any second."""

import asyncio
from collections import deque
from time import monotonic

MESSAGES_IN_WINDOW = 28
WINDOW = 1.05  # seconds; a little more than Telegram's second, for what the network shifts


class Pace:
    """Counts what goes out in a sliding window; pushes wait for room, replies only count."""

    def __init__(self) -> None:
        self._recent: deque[float] = deque()
        self._turn = asyncio.Lock()

    def count(self) -> None:
        """Note that a call goes out now."""
        self._recent.append(monotonic())
        while len(self._recent) > MESSAGES_IN_WINDOW:
            self._recent.popleft()

    async def wait(self) -> None:
        """Return when one more push keeps within the window."""
        async with self._turn:
            while len(self._recent) >= MESSAGES_IN_WINDOW:
                free_at = self._recent[0] + WINDOW
                if free_at <= monotonic():
                    self._recent.popleft()
                    break
                await asyncio.sleep(free_at - monotonic())
