"""The visits of each card as the registry told them last, when to remind of them, and when to look again.

A typed card knows only the visits that were booked from it. That is decided here, twice: nothing else is kept
for it, and nothing else is read. So a look, a reminder, a screen or a cancellation needs no care of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from patient.card import Card, CardId, OwnerId
from patient.notice import NoticeKind
from patient.visit import Visit, VisitState
from storage.cards import Cards
from storage.own_visits import OwnVisits
from storage.transaction import Row, Transaction
from storage.vault import Place

DAY_BEFORE = timedelta(days=1)
HOURS_BEFORE = timedelta(hours=2)
REMINDERS = {"remind_day_at": NoticeKind.DAY_BEFORE, "remind_hours_at": NoticeKind.HOURS_BEFORE}


@dataclass(frozen=True, slots=True)
class Reminder:
    """A visit of which to remind now."""

    card: Card
    kind: NoticeKind
    visit: Visit

    def is_of_use(self, now: datetime) -> bool:
        """Tell whether to tell it; that of the day before gives way to the other one when both are due."""
        gives_way = self.kind is NoticeKind.DAY_BEFORE and self.visit.start - now <= HOURS_BEFORE
        return self.visit.is_coming(now) and not gives_way


@dataclass(frozen=True, slots=True)
class VisitsLook:
    """A card whose visits are to be asked for."""

    card: CardId
    owner: OwnerId


class Visits:
    """Rows that no other owner can reach; a card's go with the card."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def of(self, card: Card) -> list[Visit]:
        """Return the visits of which the card may know, the earliest first."""
        known = await OwnVisits(self._transaction).known_to(card, await self._kept(card))
        return sorted(known, key=lambda visit: visit.start)

    async def find(self, card: Card, visit: str) -> Visit | None:
        """Return one visit of the card, if the card may know of it."""
        return next((each for each in await self.of(card) if each.id == visit), None)

    async def asked_at(self, card: Card) -> datetime | None:
        """Return when the registry was last asked for the card's visits."""
        row = await self._transaction.row("SELECT asked_at FROM visits_look WHERE card = ?", card.id)
        return datetime.fromtimestamp(row[0], UTC) if row and row[0] else None

    async def begin_looking(self, card: Card) -> None:
        """Have the registry asked for the card's visits from now on."""
        await self._transaction.execute(
            "INSERT INTO visits_look (card, owner, next_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            card.id,
            card.owner,
            self._transaction.clock,
        )

    async def look_within(self, card: Card, pause: timedelta) -> None:
        """Have the registry asked for the card's visits once *pause* is over, or earlier if that is due."""
        await self._transaction.execute(
            "INSERT INTO visits_look (card, owner, next_at) VALUES (?, ?, ?)"
            " ON CONFLICT (card) DO UPDATE SET next_at = min(next_at, excluded.next_at)",
            card.id,
            card.owner,
            self._transaction.clock + pause.total_seconds(),
        )

    async def look_anew(self, card: Card) -> None:
        """Forget the visits and have them asked for now, as for the first time.

        The card may tell of somebody else, or Gosuslugi has proven its person.
        """
        await self._transaction.execute("DELETE FROM visit WHERE card = ?", card.id)
        await self._transaction.execute(
            "UPDATE visits_look SET asked_at = NULL, next_at = ?, lease_until = NULL WHERE card = ?",
            self._transaction.clock,
            card.id,
        )

    async def keep(self, card: Card, visit: Visit) -> bool:
        """Keep one visit; False when the card may not know of it.

        Reminders are set anew only when its time or state changed.
        """
        is_own = await OwnVisits(self._transaction).note(card, visit)
        if not is_own and not card.is_confirmed:
            return False
        known = await self.find(card, visit.id)
        is_same = known and (known.start, known.state) == (visit.start, visit.state)
        sealed = self._transaction.vault.seal(visit.to_json(), _place(card.id, visit.id, card.owner))
        if is_same:
            await self._transaction.execute(
                "UPDATE visit SET sealed = ? WHERE card = ? AND id = ?", sealed, card.id, visit.id
            )
            return True
        await self._transaction.execute(
            "INSERT INTO visit (card, id, owner, sealed, remind_day_at, remind_hours_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (card, id) DO UPDATE SET sealed = excluded.sealed,"
            " remind_day_at = excluded.remind_day_at, remind_hours_at = excluded.remind_hours_at",
            card.id,
            visit.id,
            card.owner,
            sealed,
            self._remind_at(visit, DAY_BEFORE),
            self._remind_at(visit, HOURS_BEFORE),
        )
        return True

    async def replace(self, card: Card, visits: Sequence[Visit], again: timedelta) -> list[Visit]:
        """Keep what the registry tells now, and look *again* after that time.

        Returns those of *visits* of which the card may know.
        """
        known = [visit for visit in visits if await self.keep(card, visit)]
        for gone in {visit.id for visit in await self._kept(card)} - {visit.id for visit in known}:
            await self._transaction.execute("DELETE FROM visit WHERE card = ? AND id = ?", card.id, gone)
        await self.note_look(card, again)
        return known

    async def note_look(self, card: Card, again: timedelta) -> None:
        """Note that the registry was asked now, and look *again* after that time."""
        clock = self._transaction.clock
        await self._transaction.execute(
            "INSERT INTO visits_look (card, owner, asked_at, next_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (card) DO UPDATE SET asked_at = excluded.asked_at, next_at = excluded.next_at,"
            " lease_until = NULL",
            card.id,
            card.owner,
            clock,
            clock + again.total_seconds(),
        )

    async def claim(self, limit: int, lease: timedelta) -> list[VisitsLook]:
        """Take cards whose visits are to be asked for now, no frozen ones; the lease keeps others away."""
        clock = self._transaction.clock
        rows = await self._transaction.rows(
            "UPDATE visits_look SET lease_until = ? WHERE card IN (SELECT card FROM visits_look"
            " WHERE next_at <= ? AND (lease_until IS NULL OR lease_until < ?)"
            " AND card NOT IN (SELECT id FROM card WHERE frozen_at IS NOT NULL) ORDER BY next_at LIMIT ?)"
            " RETURNING card, owner",
            clock + lease.total_seconds(),
            clock,
            clock,
            limit,
        )
        return [VisitsLook(CardId(card), OwnerId(owner)) for card, owner in rows]

    async def take_reminders(self, limit: int) -> list[Reminder]:
        """Take the reminders that are due; who takes them tells them in this transaction, so once."""
        taken = []
        for column, kind in REMINDERS.items():
            rows = await self._transaction.rows(
                f"UPDATE visit SET {column} = NULL WHERE (card, id) IN ("  # noqa: S608 - our own names
                f" SELECT card, id FROM visit WHERE {column} <= ? LIMIT ?)"
                " RETURNING card, id, owner, sealed",
                self._transaction.clock,
                limit,
            )
            taken += [await self._reminder(kind, row) for row in rows]
        now = self._transaction.now
        return [reminder for reminder in taken if reminder and reminder.is_of_use(now)]

    async def _reminder(self, kind: NoticeKind, row: Row) -> Reminder | None:
        """Return the reminder, if the card may be looked at and may still know of the visit."""
        card = await Cards(self._transaction).find(row[0], OwnerId(row[2]))
        visit = await self.find(card, row[1]) if card else None
        return Reminder(card, kind, visit) if card and visit else None

    async def _kept(self, card: Card) -> list[Visit]:
        rows = await self._transaction.rows(
            "SELECT card, id, owner, sealed FROM visit WHERE card = ? AND owner = ?", card.id, card.owner
        )
        return [self._visit(row) for row in rows]

    def _remind_at(self, visit: Visit, before: timedelta) -> float | None:
        at = visit.start - before
        is_due = visit.state is VisitState.BOOKED and at > self._transaction.now
        return at.timestamp() if is_due else None

    def _visit(self, row: Row) -> Visit:
        card, visit, owner, sealed = row
        return Visit.from_json(self._transaction.vault.open(sealed, _place(card, visit, owner)))


def _place(card: str, visit: str, owner: int) -> Place:
    return Place("visit", f"{card}/{visit}", owner)
