"""The cards of each owner, sealed; every read names who asks: the owner, or a guest of the card."""

import secrets
from collections.abc import Iterator, Sequence
from typing import Any

from patient.card import Card, CardDraft, CardField, CardId, OwnerId, PersonalData
from patient.name import compared
from storage.sealed import Sealed
from storage.shares import SHARE
from storage.transaction import Transaction
from storage.written import read, written

ID_BYTES = 16
COLUMNS = "card.id, card.owner, card.sealed, card.owner <> ?1, card.frozen_at IS NOT NULL"
# a share that its owner cannot see, and so not end, lets nobody in
SHARED = f"SELECT card FROM card_share WHERE guest = ?2 AND {SHARE.sound}"  # noqa: S608 - our own names
REACHED = f"(card.owner = ?1 OR card.id IN ({SHARED}))"
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

    async def of(self, who: OwnerId) -> list[Card]:
        """Return the cards that *who* may look at, his own before those shared with him, oldest first."""
        return [card for card in await self.listed(who) if not card.is_frozen]

    async def listed(self, who: OwnerId) -> list[Card]:
        """Return the cards of `of` and the frozen ones, of which only the name may be shown."""
        rows = await self._transaction.rows(
            f"SELECT {COLUMNS} FROM card WHERE {REACHED}"  # noqa: S608 - constants
            " ORDER BY card.owner <> ?1, card.created_at, card.id",
            who,
            self._as_guest(who),
        )
        return await self._transaction.read(CARD, rows)

    async def owned(self, owner: OwnerId) -> list[Card]:
        """Return the owner's cards, frozen or not, and none of other people's."""
        return [card for card in await self.listed(owner) if not card.seen_by_guest]

    async def find(self, card: str, who: OwnerId) -> Card | None:
        """Return the card if *who* may look at it."""
        found = await self.find_listed(card, who)
        return found if found and not found.is_frozen else None

    async def find_listed(self, card: str, who: OwnerId) -> Card | None:
        """Return the card if *who* has it in his card file, frozen or not."""
        row = await self._transaction.row(
            f"SELECT {COLUMNS} FROM card WHERE {REACHED} AND card.id = ?3",  # noqa: S608 - constants
            who,
            self._as_guest(who),
            card,
        )
        return await self._transaction.read_one(CARD, row)

    async def same_person(self, who: OwnerId, person: PersonalData) -> Card | None:
        """Return the card that *who* has already for this person, if any."""
        return await self.same_draft(who, person.draft())

    async def same_draft(self, who: OwnerId, draft: CardDraft) -> Card | None:
        """Return the card that *who* has of the person of whom *draft* tells, perhaps not everything."""
        for owner in (who, *await self._hosts(who)):
            for mark in self._marks(owner, draft):
                row = await self._transaction.row(
                    f"SELECT {COLUMNS} FROM card_mark JOIN card ON card.id = card_mark.card"  # noqa: S608 - constants
                    f" WHERE card_mark.owner = ?3 AND card_mark.mark = ?4 AND {REACHED}",
                    who,
                    self._as_guest(who),
                    owner,
                    mark,
                )
                if card := await self._transaction.read_one(CARD, row):
                    return card
        return None

    async def ids(self, owner: OwnerId) -> list[CardId]:
        """Return the ids of all the owner's cards, be they damaged."""
        rows = await self._transaction.rows("SELECT id FROM card WHERE owner = ?", owner)
        return [CardId(card) for (card,) in rows]

    async def damaged(self, owner: OwnerId) -> list[CardId]:
        """Return the owner's cards that were put aside: nobody can read them, he can only let them go."""
        rows = await self._transaction.rows(
            f"SELECT id FROM card WHERE owner = ? AND NOT ({CARD.sound}) ORDER BY created_at, id",  # noqa: S608 - a constant
            owner,
        )
        return [CardId(card) for (card,) in rows]

    async def remove(self, card: CardId, owner: OwnerId) -> bool:
        """Delete the card and what hangs on it; False when it was not there."""
        return bool(
            await self._transaction.execute("DELETE FROM card WHERE id = ? AND owner = ?", card, owner)
        )

    async def _hosts(self, guest: OwnerId) -> list[OwnerId]:
        """Return whose cards *guest* reaches."""
        rows = await self._transaction.rows(
            "SELECT DISTINCT owner FROM card_share WHERE guest = ?", self._as_guest(guest)
        )
        return [OwnerId(owner) for (owner,) in rows]

    def _as_guest(self, who: OwnerId) -> bytes:
        return self._transaction.vault.pseudonym(who, "guest")

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
        for kind, text in traits(draft, NAMES):
            yield self._transaction.vault.index(owner, kind, text)

    def _sealed(self, card: Card) -> bytes:
        told = {"told": written(card.told)} if card.told else {}
        return self._transaction.vault.seal(written(card.person) | told, CARD.binding(card.id, card.owner))


def traits(draft: CardDraft, parts: Sequence[CardField]) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each thing by which a person is known again; of the name those *parts*."""
    known = draft.answers
    if snils := known.get(CardField.SNILS):
        yield "snils", snils.digits
    if polis := known.get(CardField.POLIS):
        yield "polis", polis.number
    born = known.get(CardField.BIRTH_DATE)
    names = [known[part].text for part in parts if known.get(part)]
    if born and all(known.get(part) for part in NAMES[:2]):
        yield "name", f"{compared(' '.join(names))} {born.iso}"


def _card(card: str, owner: int, content: Any, seen_by_guest: int, is_frozen: int) -> Card:
    told = content.get("told")  # none in the rows of releases that did not ask
    return Card(
        id=CardId(card),
        owner=OwnerId(owner),
        person=read(PersonalData, content),
        told=read(CardDraft, told) if told else None,
        seen_by_guest=bool(seen_by_guest),
        is_frozen=bool(is_frozen),
    )


CARD = Sealed("card", "card.id, card.owner, card.sealed, 0, card.frozen_at IS NOT NULL", _card)
"""As who asks across owners sees it; `COLUMNS` say besides whether a guest does."""
