"""A database's clock that was set back: what waits by it would wait longer by so much."""

from dataclasses import dataclass

SLEWED = 2.0  # seconds; more than a clock is ever slewed between two commits


@dataclass(frozen=True, slots=True)
class ClockSetBack:
    """Told after the commit that found the database's clock set back by so many *seconds*."""

    seconds: float


class ClockWatch:
    """Compares each reading of the database's clock with this process's own, which nobody sets."""

    def __init__(self) -> None:
        self._ahead = float("-inf")

    def look(self, clock: float, began: float, ended: float) -> float:
        """Return by how many seconds at least *clock* was set back since the last look.

        It was read between *began* and *ended*, which may be far apart.
        """
        seconds, self._ahead = self._ahead - (clock - began), clock - ended
        return seconds if seconds > SLEWED else 0.0
