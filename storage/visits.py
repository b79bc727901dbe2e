"""The visits of each card as the registry told them last, when to remind of them, and when to look again.

A typed card knows only the visits that were booked from it. That is decided here, twice: nothing else is kept
for it, and nothing else is read. So a look, a reminder, a screen or a cancellation needs no care of its own.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from patient.card import Card, CardId, OwnerId
from patient.notice import NoticeKind
from patient.reminder import DAY_BEFORE, HOURS_BEFORE, Reminder
from patient.visit import Visit, VisitState
from storage.agenda import BY_ITS_SEAL, Agenda
from storage.cards import CARD, Cards
from storage.connection import among
from storage.marked import Marked
from storage.own_visits import OwnVisits
from storage.repository import Repository
from storage.sealed import Sealed
from storage.transaction import Transaction
from storage.written import read, written

VISIT_KEY = Marked("visit", "id", is_key=True, as_text=True)
A_DAY = 24 * 60 * 60  # seconds
Place = tuple[int, str]  # the day and the key up to which reminders were looked at
BEFORE_ALL: Place = (0, "")
PAGE = 500  # rows whose seals are looked at in one statement
REMINDERS = {
    "remind_day_on": (NoticeKind.DAY_BEFORE, DAY_BEFORE),
    "remind_hours_on": (NoticeKind.HOURS_BEFORE, HOURS_BEFORE),
}


@dataclass(frozen=True, slots=True)
class KeptVisit:
    """A visit with what stands beside it in its row."""

    key: str
    card: CardId
    owner: OwnerId
    visit: Visit


class Visits(Repository):
    """Rows that no other owner can reach; a card's go with the card."""

    async def of(self, card: Card) -> list[Visit]:
        """Return the visits of which the card may know, the earliest first."""
        rows = await self._transaction.all(VISIT, "WHERE card = ? AND owner = ?", card.id, card.owner)
        kept = [each.visit for each in rows]
        known = await OwnVisits(self._transaction).known_to(card, kept)
        return sorted(known, key=lambda visit: visit.start)

    async def coming_on(self, cards: Sequence[Card]) -> list[tuple[Card, Visit]]:
        """Return the visits to come of which these cards may know, the nearest first."""
        known = [(card, visit) for card in cards for visit in await self.of(card)]
        coming = [each for each in known if each[1].is_coming(self._transaction.now)]
        return sorted(coming, key=lambda each: each[1].start)

    async def find(self, card: Card, visit: str) -> Visit | None:
        """Return one visit of the card, if the card may know of it."""
        return next((each for each in await self.of(card) if each.id == visit), None)

    async def asked_at(self, card: Card) -> datetime | None:
        """Return when the registry was last asked for the card's visits."""
        statement = "SELECT asked_at FROM visits_look WHERE card = ?"
        asked_at = await self._transaction.value(float, statement, card.id)
        return datetime.fromtimestamp(asked_at, UTC) if asked_at else None

    async def begin_looking(self, card: Card) -> None:
        """Have the registry asked for the card's visits from now on."""
        await self._plan(card, timedelta(0), "NOTHING")

    async def look_within(self, card: Card, pause: timedelta) -> None:
        """Have the registry asked for the card's visits once *pause* is over, or earlier if that is due."""
        sooner = "UPDATE SET next_at = excluded.next_at WHERE excluded.next_at < visits_look.next_at"
        await self._plan(card, pause, sooner)

    async def _plan(self, card: Card, pause: timedelta, where_planned: str) -> None:
        next_at = self._transaction.after(pause)
        statement = "INSERT INTO visits_look (card, owner, next_at) VALUES (?, ?, ?) ON CONFLICT (card) DO"
        await self._transaction.execute(f"{statement} {where_planned}", card.id, card.owner, next_at)

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

    async def save(self, card: Card, visit: Visit) -> bool:
        """Keep one visit; False when the card may not know of it.

        Reminders are set anew only when its time or state changed.
        """
        is_own = await OwnVisits(self._transaction).note(card, visit)
        if not is_own and not card.is_confirmed:
            return False
        known = await self.find(card, visit.id)
        if known:
            visit = replace(visit, calendar=known.calendar or visit.calendar)
        is_same = known and (known.start, known.state) == (visit.start, visit.state)
        key = await self._key(card, visit.id)
        if is_same:
            sealed = self._transaction.vault.seal(written(visit), VISIT.binding(key, card.owner))
            await self._transaction.execute("UPDATE visit SET sealed = ? WHERE id = ?", sealed, key)
            return True
        days = {column: self._remind_on(visit, before) for column, (_, before) in REMINDERS.items()}
        await self._transaction.save(VISIT, card.owner, written(visit), key=key, card=card.id, **days)
        return True

    async def replace(self, card: Card, visits: Sequence[Visit], again: timedelta) -> list[Visit]:
        """Keep what the registry tells now, and look *again* after that time.

        Returns those of *visits* of which the card may know.
        """
        known = [visit for visit in visits if await self.save(card, visit)]
        present = {await self._key(card, visit.id) for visit in known}
        for (key,) in await self._transaction.rows("SELECT id FROM visit WHERE card = ?", card.id):
            if key not in present:
                await self._transaction.execute("DELETE FROM visit WHERE id = ?", key)
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
            self._transaction.after(again),
        )

    async def claim(self, limit: int, lease: timedelta) -> list[Card]:
        """Take cards whose visits are to be asked for now, no frozen ones; the lease keeps others away."""
        clock = self._transaction.clock
        rows = await self._transaction.rows(
            "UPDATE visits_look SET lease_until = ? WHERE card IN (SELECT card FROM visits_look"
            " WHERE next_at <= ? AND (lease_until IS NULL OR lease_until < ?)"
            " AND EXISTS (SELECT 1 FROM card WHERE card.id = visits_look.card"
            f" AND frozen_at IS NULL AND {CARD.sound})"
            " ORDER BY next_at LIMIT ?)"
            " RETURNING card, owner",
            self._transaction.after(lease),
            clock,
            clock,
            limit,
        )
        cards = [await Cards(self._transaction, OwnerId(owner)).find(card) for card, owner in rows]
        return [card for card in cards if card]

    async def take_reminders(
        self, limit: int, agenda: Agenda, after: Place = BEFORE_ALL
    ) -> tuple[list[Reminder], Place | None]:
        """Take what is due after the place *after*; return the last place looked at.

        Who takes them tells them in this transaction, so once. The hour of a visit is sealed: its row says on
        which day to look into it. Up to *limit* are opened of which the *agenda* does not know that they
        wait. No place means that the rest was looked at.
        """
        taken: list[Reminder | None] = []
        last: list[Place] = []
        for column, (kind, before) in REMINDERS.items():
            seals, place = await self._unknown(column, limit, agenda, after)
            last += [place] if place else []
            for kept in await self._with_keys(seals):
                due_at = kept.visit.start - before
                if due_at <= self._transaction.now:
                    taken.append(await self._take(column, kind, kept))
                else:
                    agenda.note((column, kept.key), seals[kept.key], due_at.timestamp())
        now = self._transaction.now
        return [each for each in taken if each and each.is_of_use(now)], min(last, default=None)

    async def _unknown(
        self, column: str, limit: int, agenda: Agenda, after: Place
    ) -> tuple[dict[str, bytes], Place | None]:
        """Return the keys and seals of the day's next visits that may be due, and where the rest begins."""
        clock = self._transaction.clock
        rows = await self._transaction.rows(
            f"SELECT {column}, id, substr(sealed, 1, {BY_ITS_SEAL}) FROM visit WHERE {column} <= ?"
            f" AND ({column}, id) > (?, ?) AND {VISIT.sound} ORDER BY {column}, id LIMIT ?",
            int(clock // A_DAY),
            *after,
            PAGE,
        )
        unknown = [row for row in rows if not agenda.waits((column, row[1]), row[2], clock)]
        some = unknown[:limit]
        day, key, _ = some[-1] if len(unknown) > limit else rows[-1] if len(rows) == PAGE else (0, "", b"")
        return {key: seal for _, key, seal in some}, (day, key) if key else None

    async def _with_keys(self, keys: Collection[str]) -> list[KeptVisit]:
        one, values = among(keys)
        return await self._transaction.all(VISIT, f"WHERE id {one}", *values)

    async def _take(self, column: str, kind: NoticeKind, kept: KeptVisit) -> Reminder | None:
        """Take the reminder, if the card may be looked at and may still know of the visit."""
        await self._transaction.execute(f"UPDATE visit SET {column} = NULL WHERE id = ?", kept.key)
        card = await Cards(self._transaction, kept.owner).find(kept.card)
        visit = await self.find(card, kept.visit.id) if card else None
        return Reminder(kept.key, card, kind, visit) if card and visit else None

    def _remind_on(self, visit: Visit, before: timedelta) -> int | None:
        at = visit.start - before
        is_due = visit.state is VisitState.BOOKED and at > self._transaction.now
        return int(at.timestamp() // A_DAY) if is_due else None

    async def _key(self, card: Card, visit: str) -> str:
        return await visit_key(self._transaction, card.id, card.owner, visit)


async def visit_key(transaction: Transaction, card: str, owner: int, visit: str) -> str:
    """Return the key of the row of one *visit* (the registry's id) of *card*; it links no two cards."""
    return (await transaction.mark(VISIT_KEY, owner, "visit", f"{card}/{visit}")).hex()


def _visit(key: str, owner: int, content: Any, card: str) -> KeptVisit:
    return KeptVisit(key, CardId(card), OwnerId(owner), read(Visit, content))


VISIT = Sealed("visit", "id, owner, sealed, card", _visit, key_is_mark=True)
