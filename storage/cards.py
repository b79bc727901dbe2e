"""The cards of each owner, sealed; every read names the owner."""

import secrets
from collections.abc import Iterator
from typing import Any

from patient.card import Card, CardDraft, CardField, CardId, OwnerId, PersonalData
from patient.name import compared
from storage.transaction import Row, Transaction
from storage.vault import Place

ID_BYTES = 16
NAMES = (CardField.SURNAME, CardField.GIVEN_NAME, CardField.PATRONYMIC)


def new_card_id() -> CardId:
    """Return an id that nobody guesses: 128 random bits in 22 characters."""
    return CardId(secrets.token_urlsafe(ID_BYTES))


class Cards:
    """Rows that no other owner can reach."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, card: Card) -> None:
        """Keep a new card."""
        await self._transaction.execute(
            "INSERT INTO card (id, owner, sealed, created_at, updated_at) VALUES (?, ?, ?, ?, ?)",
            card.id,
            card.owner,
            self._sealed(card),
            self._transaction.clock,
            self._transaction.clock,
        )
        await self._mark(card)

    async def change(self, card: Card) -> None:
        """Keep the card's new data in place of the old."""
        await self._transaction.execute(
            "UPDATE card SET sealed = ?, updated_at = ? WHERE id = ? AND owner = ?",
            self._sealed(card),
            self._transaction.clock,
            card.id,
            card.owner,
        )
        await self._transaction.execute("DELETE FROM card_mark WHERE card = ?", card.id)
        await self._mark(card)

    async def of(self, owner: OwnerId) -> list[Card]:
        """Return all cards of *owner*, oldest first."""
        rows = await self._transaction.rows(
            "SELECT id, owner, sealed FROM card WHERE owner = ? ORDER BY created_at, id", owner
        )
        return [self._card(row) for row in rows]

    async def find(self, card: str, owner: OwnerId) -> Card | None:
        """Return the card if it is *owner*'s."""
        row = await self._transaction.row(
            "SELECT id, owner, sealed FROM card WHERE id = ? AND owner = ?", card, owner
        )
        return self._card(row) if row else None

    async def same_person(self, owner: OwnerId, person: PersonalData) -> Card | None:
        """Return the owner's card that is already kept for this person, if any."""
        return await self.same_draft(owner, person.draft())

    async def same_draft(self, owner: OwnerId, draft: CardDraft) -> Card | None:
        """Return the owner's card of the person of whom *draft* tells, perhaps not everything."""
        for mark in self._marks(owner, draft):
            row = await self._transaction.row(
                "SELECT card.id, card.owner, card.sealed FROM card_mark"
                " JOIN card ON card.id = card_mark.card"
                " WHERE card_mark.owner = ? AND card_mark.mark = ?",
                owner,
                mark,
            )
            if row:
                return self._card(row)
        return None

    async def remove(self, card: CardId, owner: OwnerId) -> bool:
        """Delete the card and what hangs on it; False when it was not there."""
        return bool(
            await self._transaction.execute("DELETE FROM card WHERE id = ? AND owner = ?", card, owner)
        )

    async def _mark(self, card: Card) -> None:
        for mark in self._marks(card.owner, card.person.draft()):
            await self._transaction.execute(
                "INSERT INTO card_mark (owner, mark, card) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                card.owner,
                mark,
                card.id,
            )

    def _marks(self, owner: OwnerId, draft: CardDraft) -> Iterator[bytes]:
        """Return a blind index of each thing by which a person is known again."""
        known = draft.answers
        if snils := known.get(CardField.SNILS):
            yield self._transaction.vault.index(owner, "snils", snils.digits)
        if polis := known.get(CardField.POLIS):
            yield self._transaction.vault.index(owner, "polis", polis.number)
        born = known.get(CardField.BIRTH_DATE)
        names = [known[part].text for part in NAMES if known.get(part)]
        if born and all(known.get(part) for part in NAMES[:2]):
            text = f"{compared(' '.join(names))} {born.iso}"
            yield self._transaction.vault.index(owner, "name", text)

    def _sealed(self, card: Card) -> bytes:
        return self._transaction.vault.seal(card.person.to_json(), _place(card.id, card.owner))

    def _card(self, row: Row) -> Card:
        card, owner, sealed = row
        content: Any = self._transaction.vault.open(sealed, _place(card, owner))
        return Card(CardId(card), OwnerId(owner), PersonalData.from_json(content))


def _place(card: str, owner: int) -> Place:
    return Place("card", card, owner)
