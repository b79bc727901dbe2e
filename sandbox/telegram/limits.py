"""Telegram's limits on messages: thirty in any second, one a second in a chat.

Source: core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this.
"""

import math
import time
from collections import deque
from dataclasses import dataclass, field

from sandbox.telegram.errors import ApiError

WINDOW = 1.0
MESSAGES = 30


@dataclass
class Limits:
    """When messages were sent of late, altogether and to each chat (monotonic seconds)."""

    _sent: deque[float] = field(default_factory=deque)
    _sent_to: dict[int, float] = field(default_factory=dict)

    def count(self, chat: int) -> None:
        """Count a message that is about to be sent.

        Raises:
            ApiError: 429 with ``retry_after``.
        """
        now = time.monotonic()
        while self._sent and self._sent[0] <= now - WINDOW:
            self._sent.popleft()
        too_soon = now - self._sent_to.get(chat, -math.inf) < WINDOW
        if too_soon or len(self._sent) >= MESSAGES:
            raise ApiError(429, "Too Many Requests: retry after 1", retry_after=1)
        self._sent.append(now)
        self._sent_to[chat] = now
