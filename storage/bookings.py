"""The bookings: each person's wishes for a visit, from the first choice to the end."""

import secrets
from datetime import timedelta
from typing import Any

from patient.booking import Booking, BookingState
from patient.card import CardId, OwnerId
from storage.sealed import Sealed
from storage.transaction import Transaction
from storage.written import read, written

ID_BYTES = 12
BESIDE = ("id", "owner", "card")
KEPT = timedelta(days=7)


def new_booking_id() -> str:
    """Return an id that nobody guesses, short enough for a button beside what is picked."""
    return secrets.token_urlsafe(ID_BYTES)


class Bookings:
    """Rows that no other owner can reach."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save(self, booking: Booking) -> None:
        """Keep the booking as it is now."""
        await self._transaction.execute(
            "INSERT INTO booking (id, owner, card, sealed, updated_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET card = excluded.card, sealed = excluded.sealed,"
            " updated_at = excluded.updated_at",
            booking.id,
            booking.owner,
            booking.card,
            self._transaction.vault.seal(
                written(booking, but=BESIDE), BOOKING.binding(booking.id, booking.owner)
            ),
            self._transaction.clock,
        )

    async def under_way(self, card: CardId) -> list[Booking]:
        """Return the bookings for a card of which nobody knows yet how they end."""
        rows = await self._transaction.rows(f"SELECT {BOOKING.columns} FROM booking WHERE card = ?", card)  # noqa: S608 - a constant
        kept = await self._transaction.read(BOOKING, rows)
        return [booking for booking in kept if booking.state is BookingState.REQUESTED]

    async def find(self, booking: str, owner: OwnerId) -> Booking | None:
        """Return the booking if it is *owner*'s."""
        row = await self._transaction.row(
            f"SELECT {BOOKING.columns} FROM booking WHERE id = ? AND owner = ?",  # noqa: S608 - a constant
            booking,
            owner,
        )
        return await self._transaction.read_one(BOOKING, row)

    async def retire(self) -> int:
        """Delete the bookings that nobody touched for a week."""
        return await self._transaction.execute(
            "DELETE FROM booking WHERE updated_at < ?", self._transaction.clock - KEPT.total_seconds()
        )


def _booking(booking: str, owner: int, content: Any, card: str | None) -> Booking:
    return read(Booking, content, id=booking, owner=owner, card=card)


BOOKING = Sealed("booking", "id, owner, sealed, card", _booking)
