"""The visits that were booked here: which a typed card may know, and how many an account holds."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from patient.booking import Booking
from patient.card import Card, CardId, OwnerId
from patient.visit import Visit, VisitState
from storage.marked import Marked
from storage.repository import NOBODY, Repository
from storage.sealed import Sealed

BOOKED = Marked("own_visit", "id", is_key=True)
ACCOUNT, APPOINTMENT = Marked("own_visit", "account"), Marked("own_visit", "visit")
WEEK = timedelta(weeks=1).total_seconds()


Own = tuple[bytes, bytes]  # the keyed marks of a booking's key and of who booked


class OwnVisits(Repository):
    """Rows begin with the wish, so that what is under way counts; they outlive the card until the visit."""

    async def begin(self, booking: Booking, card: CardId, start: datetime) -> None:
        """Count a visit that is wished for from now on."""
        own = await self._key(booking.id), await self._account(booking.owner)
        await self._keep(own, card, None, start)

    async def drop(self, booking: str) -> None:
        """Count a wish no longer of which nothing came."""
        await self._transaction.execute("DELETE FROM own_visit WHERE id = ?", await self._key(booking))

    async def note(self, card: Card, visit: Visit) -> bool:
        """Keep how *visit* stands if it was booked from *card*; False when it was not."""
        own = await self._found(card, visit) or await self._wished(card, visit)
        if own is None:
            return False
        is_over = visit.state is not VisitState.BOOKED
        mark = await self._mark(card.id, card.owner, visit.id)
        await self._keep(own, card.id, mark, visit.start, is_over=is_over)
        return True

    async def end(self, card: Card, visit: Visit) -> None:
        """Count a visit no longer that is cancelled, be its card gone."""
        key, mark = await self._key(visit.key or ""), await self._mark(card.id, card.owner, visit.id)
        statement = "UPDATE own_visit SET is_over = 1 WHERE visit = ? OR id = ?"
        await self._transaction.execute(statement, mark, key)

    async def known_to(self, card: Card, visits: Collection[Visit]) -> list[Visit]:
        """Return those of *visits* of which the card may know: a typed one of what was booked from it."""
        if card.is_confirmed:
            return list(visits)
        marked = [(await self._mark(card.id, card.owner, visit.id), visit) for visit in visits]
        rows = await self._transaction.rows("SELECT visit FROM own_visit WHERE card = ?", card.id)
        own = {mark for (mark,) in rows}
        return [visit for mark, visit in marked if mark in own]

    async def count_of_account(self, owner: OwnerId) -> int:
        """Return how many coming visits *owner* has booked, whatever became of their cards."""
        return await self._count("account = ?", await self._account(owner))

    async def count_of_card(self, card: CardId) -> int:
        """Return how many coming visits were booked from the card."""
        return await self._count("card = ?", card)

    async def count_wished(self, owner: OwnerId, since: datetime) -> int:
        """Return how many visits *owner* has booked *since* then, cancelled ones too."""
        return await self._transaction.count(
            "own_visit",
            "WHERE account = ? AND wished_at >= ?",
            await self._account(owner),
            since.timestamp(),
        )

    async def _keep(
        self, own: Own, card: CardId, visit: bytes | None, start: datetime, *, is_over: bool = False
    ) -> None:
        content = {"start": start.isoformat()}
        sealed = self._transaction.vault.seal(content, OWN_VISIT.binding(own[0].hex().upper(), 0))
        clock, until = self._transaction.clock, (start.timestamp() // WEEK + 2) * WEEK
        await self._transaction.execute(
            "INSERT INTO own_visit (id, account, card, visit, sealed, wished_at, until, is_over)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET card = excluded.card,"
            " visit = excluded.visit, sealed = excluded.sealed, until = excluded.until,"
            " is_over = excluded.is_over",
            *(*own, card, visit, sealed, clock, until, is_over),
        )

    async def _found(self, card: Card, visit: Visit) -> Own | None:
        key = await self._key(visit.key or "")
        row = await self._transaction.row(
            "SELECT id, account FROM own_visit WHERE card = ? AND (visit = ? OR id = ?)"
            " ORDER BY id = ? DESC, is_over",
            card.id,
            await self._mark(card.id, card.owner, visit.id),
            key,
            key,
        )
        return (row[0], row[1]) if row else None

    async def _wished(self, card: Card, visit: Visit) -> Own | None:
        """Find the booking in the table of bookings: an earlier release kept no row here."""
        row = await self._transaction.row(
            "SELECT owner FROM booking WHERE id = ? AND card = ?", visit.key, card.id
        )
        if row is None or visit.key is None:
            return None
        return await self._key(visit.key), await self._account(OwnerId(row[0]))

    async def _count(self, condition: str, value: object) -> int:
        starts = await self._transaction.all(OWN_VISIT, f"WHERE {condition} AND is_over = 0", value)
        return sum(start > self._transaction.now for start in starts)

    async def _key(self, booking: str) -> bytes:
        return await self._transaction.mark(BOOKED, NOBODY, "own booking", booking)

    async def _account(self, owner: OwnerId) -> bytes:
        return await self._transaction.mark(ACCOUNT, owner, "own account", "")

    async def _mark(self, card: CardId, owner: OwnerId, visit: str) -> bytes:
        return await self._transaction.mark(APPOINTMENT, owner, "own visit", f"{card}/{visit}")


def _start(_visit: str, _owner: int, content: Any) -> datetime:
    start = datetime.fromisoformat(content["start"])
    if start.tzinfo is None:
        raise ValueError("a start without its zone")
    return start


OWN_VISIT = Sealed("own_visit", "hex(id), 0, sealed", _start, key_is_mark=True)
