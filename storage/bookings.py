"""The bookings: each person's wishes for a visit, from the first choice to the end."""

import secrets
from datetime import timedelta

from patient.booking import Booking
from patient.card import CardId, OwnerId
from storage.transaction import Transaction
from storage.vault import Place

ID_BYTES = 12
KEPT = timedelta(days=7)


def new_booking_id() -> str:
    """Return an id that nobody guesses, short enough for a button beside what is picked."""
    return secrets.token_urlsafe(ID_BYTES)


class Bookings:
    """Rows that no other owner can reach."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def keep(self, booking: Booking) -> None:
        """Keep the booking as it is now."""
        place = _place(booking.id, booking.owner)
        await self._transaction.execute(
            "INSERT INTO booking (id, owner, card, sealed, updated_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET card = excluded.card, sealed = excluded.sealed,"
            " updated_at = excluded.updated_at",
            booking.id,
            booking.owner,
            booking.card,
            self._transaction.vault.seal(booking.to_json(), place),
            self._transaction.clock,
        )

    async def find(self, booking: str, owner: OwnerId) -> Booking | None:
        """Return the booking if it is *owner*'s."""
        row = await self._transaction.row(
            "SELECT card, sealed FROM booking WHERE id = ? AND owner = ?", booking, owner
        )
        if row is None:
            return None
        card, sealed = row
        content = self._transaction.vault.open(sealed, _place(booking, owner))
        return Booking.from_json(booking, owner, CardId(card) if card else None, content)

    async def forget(self, owner: OwnerId) -> None:
        """Delete the bookings of *owner*; visits at the clinics stay the clinics' matter."""
        await self._transaction.execute("DELETE FROM booking WHERE owner = ?", owner)

    async def forget_card(self, owner: OwnerId, card: CardId) -> None:
        """Delete the bookings of *owner* for *card*."""
        await self._transaction.execute("DELETE FROM booking WHERE owner = ? AND card = ?", owner, card)

    async def retire(self) -> int:
        """Delete the bookings that nobody touched for a week."""
        return await self._transaction.execute(
            "DELETE FROM booking WHERE updated_at < ?", self._transaction.clock - KEPT.total_seconds()
        )


def _place(booking: str, owner: int) -> Place:
    return Place("booking", booking, owner)
