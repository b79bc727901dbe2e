"""The pace of sending: how soon a push may go without reaching Telegram's limit of 30 in any second."""

import asyncio
from collections import deque
from time import monotonic

MESSAGES_IN_WINDOW = 28
WINDOW = 1.05  # seconds; a little more than Telegram's second, for what the network shifts


class Pace:
    """Counts what goes out in a sliding window; pushes wait for room, replies only count."""

    def __init__(self) -> None:
        self._recent: deque[float] = deque(maxlen=MESSAGES_IN_WINDOW)

    def count(self) -> None:
        """Note that a call goes out now."""
        self._recent.append(monotonic())

    async def wait(self) -> None:
        """Return when one more push keeps within the window."""
        while len(self._recent) == MESSAGES_IN_WINDOW:
            pause = self._recent[0] + WINDOW - monotonic()
            if pause <= 0:
                return
            await asyncio.sleep(pause)
