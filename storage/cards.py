"""The cards of each owner, sealed; bound to who asks: their owner, or a guest of some."""

import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any

from patient import fields
from patient.card import Card, CardDraft, CardId, OwnerId, PersonalData
from patient.fields import NAMES, AnyField
from patient.name import compared
from storage.marked import Marked
from storage.repository import Owned
from storage.sealed import Sealed
from storage.shares import SHARE, known_guest
from storage.written import read, written

ID_BYTES = 16
CARD_MARK = Marked("card_mark", "mark", order=("owner", "mark"), is_owned=True)
# a share that its owner cannot see, and so not end, lets nobody in
SHARED = f"SELECT card FROM card_share WHERE guest = ?2 AND {SHARE.sound}"
MARKED = "JOIN card_mark ON card_mark.card = card.id WHERE card_mark.owner = ?3 AND card_mark.mark = ?4"
REACHED = f"(card.owner = ?1 OR card.id IN ({SHARED}))"


def new_card_id() -> CardId:
    """Return an id that nobody guesses: 128 random bits in 22 characters."""
    return CardId(secrets.token_urlsafe(ID_BYTES))


class Cards(Owned):
    """The cards of one person, and those of others that are shared with him; no other can be reached."""

    async def add(self, card: Card) -> None:
        """Keep a new card of his."""
        clock = self._transaction.clock
        times = {"created_at": clock, "updated_at": clock}
        await self._transaction.add(CARD, self._who, _content(card), key=card.id, **times)
        await self._mark(card, self._who)

    async def change(self, card: Card) -> None:
        """Keep the card's new data in place of the old, if he reaches it."""
        sealed = self._transaction.vault.seal(_content(card), CARD.binding(card.id, card.owner))
        is_changed = await self._transaction.execute(
            f"UPDATE card SET sealed = ?4, updated_at = ?5 WHERE id = ?3 AND owner = ?6 AND {REACHED}",
            *(self._who, await self._guest(), card.id, sealed, self._transaction.clock, card.owner),
        )
        if is_changed:
            await self._transaction.execute("DELETE FROM card_mark WHERE card = ?", card.id)
            await self._mark(card, card.owner)

    async def readable(self) -> list[Card]:
        """Return the cards that he may look at, his own before those shared with him, oldest first."""
        return [card for card in await self.listed() if not card.is_frozen]

    async def listed(self) -> list[Card]:
        """Return the `readable` cards and the frozen ones, of which only the name may be shown."""
        order = "ORDER BY card.owner <> ?1, card.created_at, card.id"
        return await self._transaction.all(SEEN, f"WHERE {REACHED} {order}", self._who, await self._guest())

    async def owned(self) -> list[Card]:
        """Return his own cards, frozen or not, and none of other people's."""
        return [card for card in await self.listed() if not card.seen_by_guest]

    async def find(self, card: str) -> Card | None:
        """Return the card if he may look at it."""
        found = await self.find_listed(card)
        return found if found and not found.is_frozen else None

    async def find_listed(self, card: str) -> Card | None:
        """Return the card if he has it in his card file, frozen or not."""
        condition = f"WHERE {REACHED} AND card.id = ?3"
        return await self._transaction.one(SEEN, condition, self._who, await self._guest(), card)

    async def same_draft(self, draft: CardDraft) -> Card | None:
        """Return the card that he has of the person of whom *draft* tells, perhaps not everything."""
        for owner in (self._who, *await self._hosts()):
            async for mark in self._marks(owner, draft):
                values = (self._who, await self._guest(), owner, mark)
                if card := await self._transaction.one(SEEN, f"{MARKED} AND {REACHED}", *values):
                    return card
        return None

    async def ids(self) -> list[CardId]:
        """Return the ids of all his own cards, be they damaged."""
        statement = "SELECT id FROM card WHERE owner = ?"
        return await self._transaction.column(CardId, statement, self._who)

    async def damaged(self) -> list[CardId]:
        """Return his own cards that were put aside: nobody can read them, he can only let them go."""
        statement = f"SELECT id FROM card WHERE owner = ? AND NOT ({CARD.sound}) ORDER BY created_at, id"
        return await self._transaction.column(CardId, statement, self._who)

    async def remove(self, card: CardId) -> bool:
        """Delete his own card and what hangs on it; False when it was not there."""
        statement = "DELETE FROM card WHERE id = ? AND owner = ?"
        return bool(await self._transaction.execute(statement, card, self._who))

    async def _hosts(self) -> list[OwnerId]:
        """Return whose cards he reaches as a guest."""
        statement = "SELECT DISTINCT owner FROM card_share WHERE guest = ?"
        return await self._transaction.column(OwnerId, statement, await self._guest())

    async def _mark(self, card: Card, owner: OwnerId) -> None:
        async for mark in self._marks(owner, card.person.draft):
            statement = "INSERT INTO card_mark (owner, mark, card) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
            await self._transaction.execute(statement, owner, mark, card.id)

    async def _marks(self, owner: OwnerId, draft: CardDraft) -> AsyncIterator[bytes]:
        """Return the mark of each thing by which a person is known again."""
        for kind, text in traits(draft, NAMES):
            yield await self._transaction.mark(CARD_MARK, owner, kind, text)

    async def _guest(self) -> bytes:
        return await known_guest(self._transaction, self._who)


def numbers(draft: CardDraft) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each number by which a person is known."""
    if snils := draft.get(fields.SNILS):
        yield "snils", snils.digits
    if polis := draft.get(fields.POLIS):
        yield "polis", polis.number


def traits(draft: CardDraft, parts: Sequence[AnyField]) -> Iterator[tuple[str, str]]:
    """Yield kind and text of each thing by which a person is known again; of the name those *parts*."""
    yield from numbers(draft)
    born = draft.get(fields.BIRTH_DATE)
    names = [name.text for part in parts if (name := draft.get(part))]
    if born and all(draft.get(part) for part in NAMES[:2]):
        yield "name", f"{compared(' '.join(names))} {born.iso}"


def _content(card: Card) -> Any:
    told = {"told": written(card.told)} if card.told else {}
    return written(card.person) | told


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
"""As who asks across owners sees it."""

SEEN = Sealed("card", "card.id, card.owner, card.sealed, card.owner <> ?1, card.frozen_at IS NOT NULL", _card)
"""As the person ``?1`` sees it, be it as a guest."""
