"""The bookings: each person's wishes for a visit, from the first choice to the end."""

import secrets

from patient.booking import Booking, BookingState
from patient.card import CardId
from storage.repository import Owned
from storage.sealed import Sealed
from storage.transaction import Transaction

ID_BYTES = 12


def new_booking_id() -> str:
    """Return an id that nobody guesses, short enough for a button beside what is picked."""
    return secrets.token_urlsafe(ID_BYTES)


BOOKING = Sealed.of(Booking, "booking", "id, owner, sealed, card", tells_of_card=True)


class Bookings(Owned):
    """Somebody's bookings."""

    async def save(self, booking: Booking) -> None:
        """Keep the booking as it is now."""
        await self._save(BOOKING, booking, updated_at=self._transaction.clock)

    async def remove(self, booking: str) -> None:
        """Forget the booking."""
        statement = "DELETE FROM booking WHERE id = ? AND owner = ?"
        await self._transaction.execute(statement, booking, self._who)

    async def find(self, booking: str) -> Booking | None:
        """Return the booking if it is there."""
        return await self._find(BOOKING, booking)


async def bookings_in_doubt(transaction: Transaction, card: CardId) -> list[Booking]:
    """Return everybody's bookings for a card of which nobody knows yet whether a visit comes of them."""
    kept = await transaction.all(BOOKING, "WHERE card = ?", card)
    return [booking for booking in kept if booking.is_in_doubt]


async def being_moved(transaction: Transaction, card: CardId) -> set[str | None]:
    """Return the visits of a card (the registry's ids) that somebody moves at this moment."""
    doubtful = await bookings_in_doubt(transaction, card)
    return {booking.moves for booking in doubtful if booking.state is BookingState.REQUESTED}
