"""The messages («Сообщения») of each owner, sealed; every read names the owner."""

from datetime import UTC, datetime, timedelta

from patient.card import CardId, OwnerId
from patient.message import Letter, Message, MessageKind
from storage.transaction import Row, Transaction
from storage.vault import Place

COLUMNS = "id, owner, card, kind, sealed, at, read_at"
LIFE = timedelta(days=730)


class Messages:
    """Rows that no other owner can reach; what is about a card goes with the card."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def add(self, letter: Letter) -> Message:
        """Keep a letter; the owner's own needs no reading."""
        is_read = letter.kind is MessageKind.QUESTION
        content = {"text": letter.text, "sender": letter.sender, "code": letter.code}
        number = await self._transaction.insert(
            "INSERT INTO message (owner, card, kind, sealed, at, read_at) VALUES (?, ?, ?, ?, ?, ?)",
            letter.owner,
            letter.card,
            letter.kind.value,
            self._transaction.vault.seal(content, _place(letter.owner)),
            self._transaction.clock,
            self._transaction.clock if is_read else None,
        )
        return Message(number, letter, self._transaction.now, is_read)

    async def of(self, owner: OwnerId, *, limit: int, offset: int = 0) -> list[Message]:
        """Return the owner's messages, newest first."""
        rows = await self._transaction.rows(
            f"SELECT {COLUMNS} FROM message WHERE owner = ? ORDER BY id DESC LIMIT ? OFFSET ?",  # noqa: S608 - a constant
            owner,
            limit,
            offset,
        )
        return [self._message(row) for row in rows]

    async def find(self, number: int, owner: OwnerId) -> Message | None:
        """Return the message if it is *owner*'s."""
        row = await self._transaction.row(
            f"SELECT {COLUMNS} FROM message WHERE id = ? AND owner = ?",  # noqa: S608 - a constant
            number,
            owner,
        )
        return self._message(row) if row else None

    async def count(self, owner: OwnerId) -> int:
        """Return how many messages *owner* has."""
        ((number,),) = await self._transaction.rows("SELECT count(*) FROM message WHERE owner = ?", owner)
        return int(number)

    async def count_unread(self, owner: OwnerId) -> int:
        """Return how many messages *owner* has not opened."""
        ((number,),) = await self._transaction.rows(
            "SELECT count(*) FROM message WHERE owner = ? AND read_at IS NULL", owner
        )
        return int(number)

    async def mark_read(self, number: int, owner: OwnerId) -> None:
        """Note that *owner* has opened the message."""
        await self._transaction.execute(
            "UPDATE message SET read_at = ? WHERE id = ? AND owner = ? AND read_at IS NULL",
            self._transaction.clock,
            number,
            owner,
        )

    async def forget(self, owner: OwnerId) -> None:
        """Delete all messages of *owner*."""
        await self._transaction.execute("DELETE FROM message WHERE owner = ?", owner)

    async def forget_card(self, owner: OwnerId, card: CardId) -> None:
        """Delete what was written to *owner* about *card*."""
        await self._transaction.execute("DELETE FROM message WHERE owner = ? AND card = ?", owner, card)

    async def retire(self) -> int:
        """Delete what is older than two years and return how many rows that was."""
        return await self._transaction.execute(
            "DELETE FROM message WHERE at < ?", self._transaction.clock - LIFE.total_seconds()
        )

    def _message(self, row: Row) -> Message:
        number, owner, card, kind, sealed, at, read_at = row
        content = self._transaction.vault.open(sealed, _place(owner))
        letter = Letter(
            owner=OwnerId(owner),
            kind=MessageKind(kind),
            card=CardId(card) if card else None,
            **content,
        )
        return Message(number, letter, datetime.fromtimestamp(at, UTC), read_at is not None)


def _place(owner: int) -> Place:
    """A row's id is not known when it is sealed; its owner is what must not be mixed up."""
    return Place("message", "", owner)
