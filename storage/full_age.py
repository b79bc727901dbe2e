"""The cards of children who grow up: frozen on the birthday, thawed when the grown-up child allows it."""

from datetime import date, timedelta

from patient.card import Card, CardDraft, CardId, OwnerId
from patient.full_age import is_about
from storage.cards import CARD, numbers
from storage.connection import among
from storage.consents import newest_consent
from storage.marked import Marked
from storage.repository import NOBODY, Repository
from storage.sign_ins import PEOPLE_LIFE

PERSON = Marked("card_person", "person", order=("card", "person"))
FROZEN = Marked("frozen_mark", "mark", order=("mark",))
MOST_FOUND = 16  # frozen cards of one person: parents and theirs, with room
LOOKED_INTO = 1  # a day that is over; cards of whom nothing is known yet have 0
ABOUT = "JOIN card_person ON card_person.card = card.id WHERE card_person.person = ?"
DUE = ("search", "visits_look")
AT_REST = 253402300800.0  # the year 10000: what is due is looked through by time, and the frozen never end


class FullAge(Repository):
    """Cards across owners, for what nobody may look at and the one person who may decide on it."""

    async def due(self, today: date, limit: int) -> list[CardId]:
        """Return up to *limit* ids of cards that are to be looked into by *today*, none of them frozen."""
        return await self._transaction.column(
            CardId,
            f"SELECT id FROM card WHERE frozen_at IS NULL AND look_on <= ? AND {CARD.sound}"
            " ORDER BY look_on LIMIT ?",
            today.toordinal(),
            limit,
        )

    async def look_on(self, card: CardId, day: date) -> None:
        """Have the card looked into on that *day*, or as soon as it is changed or consented for."""
        await self._transaction.execute("UPDATE card SET look_on = ? WHERE id = ?", day.toordinal(), card)

    async def child(self, card: CardId) -> Card | None:
        """Return the card if a parent's consent is the newest that holds for it."""
        consent = await newest_consent(self._transaction, card)
        if consent is None or consent.subject != "child":
            return None
        return await self._transaction.one(CARD, "WHERE id = ?", card)

    async def unmarked(self, limit: int) -> list[CardId]:
        """Return up to *limit* ids of frozen cards that were not `mark`ed as they are now."""
        statement = (
            f"SELECT id FROM card WHERE frozen_at IS NOT NULL AND look_on < ? AND {CARD.sound} LIMIT ?"
        )
        return await self._transaction.column(CardId, statement, LOOKED_INTO, limit)

    async def mark(self, card: CardId) -> None:
        """Have a frozen card be found by who is on it."""
        found = await self._transaction.one(CARD, "WHERE id = ? AND frozen_at IS NOT NULL", card)
        if found is None:
            return
        await self._forget_marks(card)
        for kind, number in numbers(found.person.draft):
            if mark := await self._free_mark(kind, number):
                statement = "INSERT INTO frozen_mark (mark, card) VALUES (?, ?)"
                await self._transaction.execute(statement, mark, card)
        await self._transaction.execute("UPDATE card SET look_on = ? WHERE id = ?", LOOKED_INTO, card)

    async def freeze(self, card: Card) -> None:
        """Let nobody look at the card, and have nothing of it be due."""
        await self._transaction.execute(
            "UPDATE card SET frozen_at = ? WHERE id = ?", self._transaction.clock, card.id
        )
        await self.mark(card.id)
        for table in DUE:
            await self._transaction.execute(
                f"UPDATE {table} SET next_at = ? WHERE card = ? AND next_at IS NOT NULL",
                AT_REST,
                card.id,
            )

    async def thaw(self, card: Card) -> None:
        """Let the owner and the guests look at the card again, and have what rested be due."""
        await self._transaction.execute("UPDATE card SET frozen_at = NULL WHERE id = ?", card.id)
        await self._forget_marks(card.id)
        for table in DUE:
            await self._transaction.execute(
                f"UPDATE {table} SET next_at = ? WHERE card = ? AND next_at = ?",
                self._transaction.clock,
                card.id,
                AT_REST,
            )

    async def frozen_about(self, known: CardDraft) -> list[Card]:
        """Return the frozen cards about the person of whom Gosuslugi told *known*."""
        marks = [mark for each in numbers(known) for mark in await self._marks(*each)]
        one, values = among(marks)
        cards = await self._transaction.all(
            CARD,
            f"WHERE card.id IN (SELECT card FROM frozen_mark WHERE mark {one})"
            " AND frozen_at IS NOT NULL ORDER BY frozen_at, id",
            *values,
        )
        return [card for card in cards if is_about(known, card.person)]

    async def begin_asking(self, card: Card, person: OwnerId) -> bool:
        """Note that *person* proved to be the one on the card and is asked; False when this sign-in did."""
        return await self._note(card, await self._known(person), PEOPLE_LIFE)

    async def asked(self, card: str, person: OwnerId) -> Card | None:
        """Return the frozen card on which *person* may decide."""
        condition = f"{ABOUT} AND card.id = ? AND frozen_at IS NOT NULL"
        return await self._transaction.one(CARD, condition, await self._known(person), card)

    async def allowed_by(self, person: OwnerId) -> list[Card]:
        """Return other people's cards about *person* at which they may look because he allowed it."""
        condition = f"{ABOUT} AND card.owner <> ? AND frozen_at IS NULL ORDER BY card.id"
        return await self._transaction.all(CARD, condition, await self._known(person), person)

    async def note_giver(self, card: Card, giver: str) -> None:
        """Note that who is known by *giver* consented to the card in another's account."""
        await self._note(card, await self._giver(giver), timedelta(0))

    async def given_by(self, giver: str) -> list[Card]:
        """Return the cards to which who is known by *giver* consented in others' accounts."""
        condition = f"{ABOUT} AND frozen_at IS NULL ORDER BY card.id"
        return await self._transaction.all(CARD, condition, await self._giver(giver))

    async def forget_people(self, card: CardId) -> None:
        """Forget whom the card is about."""
        await self._transaction.execute("DELETE FROM card_person WHERE card = ?", card)

    async def forget(self, person: OwnerId) -> None:
        """Forget which cards are about *person*."""
        await self._transaction.execute("DELETE FROM card_person WHERE person = ?", await self._known(person))

    async def end_asking(self, card: Card, person: OwnerId) -> None:
        """Forget that the card is about *person*: his next sign-in asks again."""
        await self._transaction.execute(
            "DELETE FROM card_person WHERE card = ? AND person = ?", card.id, await self._known(person)
        )

    async def _note(self, card: Card, person: bytes, pause: timedelta) -> bool:
        """Note whom the card is about; False when that was done within the *pause*."""
        statement = (
            "INSERT INTO card_person (card, person, asked_at) VALUES (?, ?, ?)"
            " ON CONFLICT (card, person) DO UPDATE SET asked_at = excluded.asked_at"
            " WHERE card_person.asked_at <= ?"
        )
        values = (card.id, person, self._transaction.clock, self._transaction.ago(pause))
        return bool(await self._transaction.execute(statement, *values))

    async def _marks(self, kind: str, number: str) -> list[bytes]:
        """Return the marks under which frozen cards with this number may stand, each card's being another.

        So nobody sees without the key that two cards are about one person.
        """
        texts = (f"{number}/{place}" for place in range(MOST_FOUND))
        return [await self._transaction.mark(FROZEN, NOBODY, f"frozen {kind}", text) for text in texts]

    async def _free_mark(self, kind: str, number: str) -> bytes | None:
        """Return one of these marks under which no card stands yet, if there is one."""
        marks = await self._marks(kind, number)
        one, values = among(marks)
        rows = await self._transaction.rows(f"SELECT mark FROM frozen_mark WHERE mark {one}", *values)
        taken = {mark for (mark,) in rows}
        return next((mark for mark in marks if mark not in taken), None)

    async def _forget_marks(self, card: CardId) -> None:
        await self._transaction.execute("DELETE FROM frozen_mark WHERE card = ?", card)

    async def _giver(self, giver: str) -> bytes:
        return await self._transaction.mark_of(PERSON, bytes.fromhex(giver))

    async def _known(self, person: OwnerId) -> bytes:
        return await self._transaction.mark(PERSON, person, "person")
