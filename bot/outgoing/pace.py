"""The pace of sending: how soon a push may go without reaching Telegram's limit of 30 in any second.

Telegram counts a call when it arrives, somewhere between its start and its answer. The way there and back
takes the fastest of late answers at least, and that part moves all arrivals alike; only by the rest may one
call come later than another. So a call counts from its start until a second after its answer, less the
fastest. Pushes go one by one and not in bursts: so there is room for a reply again in a moment.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

LIMIT = 30  # Telegram's
PUSHES = LIMIT - 1  # a reply may go out at any moment and waits for no push
WINDOW = 1.005  # seconds; clocks differ a little
GAP = 1 / LIMIT  # seconds between two pushes
ANSWERS = 256  # late ones, of which the fastest is known
MOST_TRUSTED = 0.25  # seconds; a network that was slower may be fast again with the next call
LONGEST_HOLD = 0.1  # seconds; then a reply goes, whatever the limit
GLANCE = 0.005  # seconds between two looks at calls that are under way


class Pace:
    """Counts all calls; pushes wait for room, replies for a moment and only where pushes have taken it."""

    def __init__(
        self, clock: Callable[[], float] = monotonic, *, calls_of_others: Callable[[], int] = int
    ) -> None:
        self._clock = clock
        self._calls_of_others = calls_of_others
        self._under_way = 0
        self._answered: deque[float] = deque(maxlen=LIMIT)  # earlier ones never decide
        self._took: deque[float] = deque(maxlen=ANSWERS)
        self._pushed_at = -WINDOW

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count a call that goes out now and is answered when this ends."""
        begun = self._clock()
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1
            self._answered.append(self._clock())
            self._took.append(self._clock() - begun)

    async def wait_to_push(self) -> None:
        """Return when one more push keeps within the limit."""
        while pause := self.pause_of_push():  # noqa: ASYNC110 - time itself makes room
            await asyncio.sleep(pause)

    async def wait_to_reply(self) -> None:
        """Return when one more reply keeps within the limit, or has waited for it long enough."""
        given_up_at = self._clock() + LONGEST_HOLD
        while self._clock() < given_up_at and (pause := self.pause_of_reply()):  # noqa: ASYNC110
            await asyncio.sleep(min(pause, LONGEST_HOLD))

    def note_push(self) -> None:
        """Note that a push goes out now."""
        self._pushed_at = self._clock()

    def pause_of_push(self) -> float:
        """Return how many seconds a push has to wait before it is worth asking again; 0 if it may go."""
        return max(
            self._until_room(PUSHES - self._calls_of_others()), self._pushed_at + GAP - self._clock(), 0.0
        )

    def pause_of_reply(self) -> float:
        """Return the same for a reply; where no pushes go there is nothing to make room."""
        is_pushing = self._pushed_at + WINDOW > self._clock()
        return self._until_room(LIMIT) if is_pushing else 0.0

    def calls_of_late(self) -> int:
        """Return how many calls were answered within the last second, or are under way."""
        return self._under_way + sum(at + WINDOW > self._clock() for at in self._answered)

    def _until_room(self, most: int) -> float:
        """Return for how many seconds *most* calls or more may count as arrived with the next one."""
        now, life = self._clock(), WINDOW - min([MOST_TRUSTED, *(self._took or [0.0])])
        counted = [at for at in self._answered if at + life > now]
        surplus = self._under_way + len(counted) - most
        if surplus < 0:
            return 0.0
        return counted[surplus] + life - now if surplus < len(counted) else GLANCE
