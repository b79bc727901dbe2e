"""The bookings: each person's wishes for a visit, from the first choice to the end."""

import secrets
from typing import Any

from patient.booking import Booking, BookingState
from patient.card import CardId
from storage.repository import Owned
from storage.sealed import Sealed
from storage.transaction import Transaction
from storage.written import read, written

ID_BYTES = 12
BESIDE = ("id", "owner", "card")


def new_booking_id() -> str:
    """Return an id that nobody guesses, short enough for a button beside what is picked."""
    return secrets.token_urlsafe(ID_BYTES)


class Bookings(Owned):
    """Somebody's bookings."""

    async def save(self, booking: Booking) -> None:
        """Keep the booking as it is now."""
        await self._transaction.execute(
            "INSERT INTO booking (id, owner, card, sealed, updated_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET card = excluded.card, sealed = excluded.sealed,"
            " updated_at = excluded.updated_at",
            booking.id,
            self._owner,
            booking.card,
            self._transaction.vault.seal(
                written(booking, but=BESIDE), BOOKING.binding(booking.id, self._owner)
            ),
            self._transaction.clock,
        )

    async def find(self, booking: str) -> Booking | None:
        """Return the booking if it is there."""
        row = await self._transaction.row(
            f"SELECT {BOOKING.columns} FROM booking WHERE id = ? AND owner = ?",  # noqa: S608 - a constant
            booking,
            self._owner,
        )
        return await self._transaction.read_one(BOOKING, row)


async def bookings_under_way(transaction: Transaction, card: CardId) -> list[Booking]:
    """Return everybody's bookings for a card of which nobody knows yet how they end."""
    rows = await transaction.rows(f"SELECT {BOOKING.columns} FROM booking WHERE card = ?", card)  # noqa: S608 - a constant
    kept = await transaction.read(BOOKING, rows)
    return [booking for booking in kept if booking.state is BookingState.REQUESTED]


def _booking(booking: str, owner: int, content: Any, card: str | None) -> Booking:
    return read(Booking, content, id=booking, owner=owner, card=card)


BOOKING = Sealed("booking", "id, owner, sealed, card", _booking)
