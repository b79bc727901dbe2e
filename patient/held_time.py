"""A held time: what a booking that came to nothing may have left taken at the registry."""

from dataclasses import dataclass
from typing import Self

from patient.booking import Booking
from patient.card import CardId
from patient.privacy import Private
from patient.visit import Slot


@dataclass(frozen=True, slots=True, repr=False)
class HeldTime(Private):
    """The *slot* that was taken under the *key* of a booking for a *card*."""

    slot: Slot
    key: str
    card: CardId

    @classmethod
    def of(cls, booking: Booking) -> Self | None:
        """Return what the booking may hold, none before a time is chosen."""
        return cls(booking.slot, booking.id, booking.card) if booking.slot and booking.card else None
