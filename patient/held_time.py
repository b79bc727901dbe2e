"""A held time: what a booking that came to nothing, or that nobody follows any more, may have left taken."""

from dataclasses import dataclass
from typing import Self

from patient.booking import Booking
from patient.card import CardId, OwnerId, PersonalData
from patient.privacy import Private
from patient.visit import Slot, Visit


@dataclass(frozen=True, slots=True, repr=False)
class Orphan(Private):
    """What ends a booking that was under way as its card went, or went out of the hands of who began it.

    The registry knows the *person*; *by* began it, *keeper* keeps the card, or did. A visit that came of it
    is cancelled if *is_unwanted*; otherwise it stays, and *moved* is given up for it, as was wished.
    """

    by: OwnerId
    keeper: OwnerId
    person: PersonalData
    moved: Visit | None
    is_unwanted: bool


@dataclass(frozen=True, slots=True, repr=False)
class HeldTime(Private):
    """The *slot* that was taken under the *key* of a booking for a *card*; it may be an *orphan* by now."""

    slot: Slot
    key: str
    card: CardId
    orphan: Orphan | None = None

    @classmethod
    def of(cls, booking: Booking) -> Self | None:
        """Return what the booking may hold, none before a time is chosen."""
        return cls(booking.slot, booking.id, booking.card) if booking.slot and booking.card else None
