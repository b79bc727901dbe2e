"""The searches for attachments: one a card, claimed by lease on the database's clock."""

from dataclasses import dataclass
from datetime import timedelta

from patient.attachment import Pace, Search
from patient.card import Card, CardId, OwnerId
from storage.repository import Repository
from storage.sealed import Sealed
from storage.written import written

NOT_FROZEN = "card NOT IN (SELECT id FROM card WHERE frozen_at IS NOT NULL)"


@dataclass(frozen=True, slots=True)
class SearchDue:
    """Told after the commit of a search that is due now, so that no clock need tick first."""

    card: CardId


class Searches(Repository):
    """Whoever claims a search has it until the lease runs out; a late finish is not kept."""

    async def begin(self, card: Card, pace: Pace) -> None:
        """Begin a search for the person on the card, whatever was found before."""
        await self.start(Search.begin(card.id, card.owner, now=self._transaction.now, pace=pace))

    async def start(self, search: Search) -> None:
        """Begin a search, in place of an earlier one of the card."""
        nobodys = {"lease_holder": None, "lease_until": None}
        await self._transaction.save(
            SEARCH, search.owner, written(search), key=search.card, next_at=_timestamp(search), **nobodys
        )
        self._transaction.publish(SearchDue(search.card))

    async def of(self, card: Card) -> Search | None:
        """Return the card's search."""
        return await self._transaction.one(SEARCH, "WHERE card = ? AND owner = ?", card.id, card.owner)

    async def of_owner(self, owner: OwnerId) -> list[Search]:
        """Return the searches of all cards of *owner* that are not frozen."""
        return await self._transaction.all(SEARCH, f"WHERE owner = ? AND {NOT_FROZEN}", owner)

    async def claim(self, holder: str, limit: int, lease: timedelta) -> list[Search]:
        """Take up to *limit* searches that are due and that nobody else holds; those of frozen cards rest."""
        clock = self._transaction.clock
        return await self._transaction.take(
            SEARCH,
            "SET lease_holder = ?, lease_until = ? WHERE card IN ("
            f" SELECT card FROM search WHERE next_at <= ? AND {NOT_FROZEN} AND {SEARCH.sound}"
            " AND (lease_until IS NULL OR lease_until < ?) ORDER BY next_at LIMIT ?)",
            *(holder, self._transaction.after(lease), clock, clock, limit),
        )

    async def finish(self, search: Search, holder: str) -> bool:
        """Keep what came of a claimed search; False when the lease or the card is gone."""
        sealed = self._transaction.vault.seal(written(search), SEARCH.binding(search.card, search.owner))
        is_kept = await self._transaction.execute(
            "UPDATE search SET sealed = ?, next_at = ?, lease_holder = NULL, lease_until = NULL"
            " WHERE card = ? AND lease_holder = ? AND lease_until >= ?",
            *(sealed, _timestamp(search), search.card, holder, self._transaction.clock),
        )
        return bool(is_kept)


def _timestamp(search: Search) -> float | None:
    return search.next_at.timestamp() if search.next_at else None


SEARCH = Sealed.of(Search, "search", "card, owner, sealed")
