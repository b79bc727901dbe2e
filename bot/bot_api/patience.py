"""Patience with Telegram: how long an answer is waited for, and how long until it is asked again."""

from dataclasses import dataclass

MOST_DOUBLINGS = 10  # a float ends at a thousand of them


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for a connection, and for a sign of life on it.

    Telegram answers within a second, or not at all: waiting longer only keeps people waiting. A call that is
    tried again waits twice as long, *longest* at most, so that a slow Telegram is not told the same for ever.
    """

    connect: float = 3.0
    silence: float = 5.0
    longest: float = 30.0

    def for_try(self, number: int) -> float:
        """Return how long the try with this *number*, counted from 0, waits for its answer."""
        return doubled(self.silence, number, self.longest)


PATIENCE = Patience()


def doubled(seconds: float, times: int, longest: float) -> float:
    """Return *seconds* doubled so many *times*, and no more than the *longest*."""
    return min(seconds * 2.0 ** min(times, MOST_DOUBLINGS), longest)
