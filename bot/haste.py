"""Haste: who speaks faster than he is answered, how much of that is read, and how slowly he is written to.

Whoever waits for the answer before he speaks again is never hasty, however quick he is. What is said while
an earlier answer has not gone out is drawn from a bucket; once that is empty, what is said is left unread
until it has filled again. Nothing here is kept: after a restart everybody begins with a full bucket.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from time import monotonic

FULL = 10.0  # what may be said at once: an album, a text that the app has cut into pieces
REFILL = 0.5  # a second; an answer is two calls at times, and one a second goes out
HASTY = FULL - 3  # with less than that, calls to the person keep apart
GAP = 1.05  # seconds between them, a little more than Telegram's second
CALLS_AT_ONCE = 100  # to anybody; then no more than
CALLS_REFILL = 5.0  # a second: nobody reads faster, and answers that wait make a robot hasty
NOTICES = 3  # until the bucket is full again
NOTICE_GAP = 5.0
REMEMBERED = 1000  # people, before those who are quiet are forgotten


class Hearing(Enum):
    """What becomes of something that was said."""

    READ = "read"
    TOLD = "told"  # not read, and the person is told so
    UNREAD = "unread"


@dataclass(slots=True)
class _Person:
    at: float
    bucket: float = FULL
    under_way: int = 0
    calls: float = CALLS_AT_ONCE
    called_at: float = -GAP
    answered_at: float = -GAP
    told_at: float = -NOTICE_GAP
    notices: int = 0

    def fill(self, now: float, sharing: int) -> None:
        """Add what came into the bucket since the last look, with as many as are *sharing* what flows."""
        self.bucket = min(FULL, self.bucket + (now - self.at) * REFILL / sharing)
        self.calls = min(CALLS_AT_ONCE, self.calls + (now - self.at) * CALLS_REFILL)
        self.at = now
        if self.bucket >= FULL:
            self.notices = 0

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to remember."""
        return (
            self.bucket >= FULL
            and self.calls >= CALLS_AT_ONCE
            and max(self.called_at, self.answered_at) + GAP <= self.at
            and not self.under_way
        )


class Haste:
    """Shared by the door, which asks what to read, and the sender, which asks how long to wait.

    Each of the *replicas* has its own buckets, full ones. What flows into them is shared, and so is the
    second between calls to who is hasty: Telegram counts them all.
    """

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self.replicas: Callable[[], int] = lambda: 1
        self._clock = clock
        self._people: dict[int, _Person] = {}

    def hear(self, number: int) -> Hearing:
        """Decide about what the person with this Telegram id has just said."""
        person = self._person(number)
        if not person.under_way:
            return Hearing.READ
        if person.bucket >= 1:
            person.bucket -= 1
            return Hearing.READ
        if person.notices == NOTICES or person.at - person.told_at < NOTICE_GAP:
            return Hearing.UNREAD
        person.notices += 1
        person.told_at = person.at
        return Hearing.TOLD

    @contextmanager
    def answering(self, number: int) -> Iterator[None]:
        """Note that what the person said is being handled."""
        self.owe(number)
        try:
            yield
        finally:
            self.pay(number)

    def owe(self, number: int) -> None:
        """Note that something waits to be said to the person."""
        self._known(number).under_way += 1

    def pay(self, number: int) -> None:
        """Note that it goes out, or never will."""
        self._known(number).under_way -= 1

    def pause(self, number: int) -> float:
        """Return how many seconds the next call to the person has to wait."""
        person = self._person(number)
        if person.bucket < HASTY:
            return max(0.0, person.called_at + GAP * self.replicas() - person.at)
        return max(0.0, (1 - person.calls) / CALLS_REFILL)

    def is_rested(self, number: int) -> bool:
        """Tell whether the last call to the person was answered a while ago: till then it may arrive."""
        person = self._person(number)
        return person.answered_at + GAP <= person.at

    def note_call(self, number: int) -> None:
        """Note that a call to the person goes out now."""
        person = self._known(number)
        person.calls -= 1
        person.called_at = self._clock()

    def note_answer(self, number: int) -> None:
        """Note that it was answered, or given up."""
        self._known(number).answered_at = self._clock()

    def _person(self, number: int) -> _Person:
        """Return the person with what has come into the buckets by now."""
        person = self._known(number)
        person.fill(self._clock(), self.replicas())
        return person

    def _known(self, number: int) -> _Person:
        if number not in self._people:
            now = self._clock()
            self._forget_the_quiet(now)
            self._people[number] = _Person(now)
        return self._people[number]

    def _forget_the_quiet(self, now: float) -> None:
        if len(self._people) < REMEMBERED:
            return
        for person in self._people.values():
            person.fill(now, self.replicas())
        self._people = {number: person for number, person in self._people.items() if not person.is_quiet}
