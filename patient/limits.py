"""Limits: how many visits are booked at once, so that nobody fills a doctor's day in other people's names."""

from dataclasses import dataclass
from enum import Enum


class Reached(Enum):
    """Which limit is reached."""

    VISITS = "visits"
    TYPED = "typed"
    A_DAY = "a_day"


@dataclass(frozen=True, slots=True)
class Held:
    """Coming visits that an account has booked, those booked from one card, and bookings made today."""

    by_account: int
    from_card: int
    today: int


@dataclass(frozen=True, slots=True)
class Limits:
    """Coming visits an account, coming visits from a typed card, and bookings a day of the region."""

    visits: int = 10
    typed: int = 3
    a_day: int = 10

    def reached(self, held: Held, *, is_confirmed: bool) -> Reached | None:
        """Return the limit that one more visit would pass, if any."""
        if held.by_account >= self.visits:
            return Reached.VISITS
        if held.from_card >= self.typed and not is_confirmed:
            return Reached.TYPED
        return Reached.A_DAY if held.today >= self.a_day else None

    def of(self, reached: Reached) -> int:
        """Return the number behind a limit."""
        return int(getattr(self, reached.value))
