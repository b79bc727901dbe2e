"""The messages («Сообщения») of each owner, sealed; bound to their owner."""

from datetime import UTC, datetime
from typing import Any

from patient.message import Letter, Message, MessageKind
from storage.repository import Owned
from storage.sealed import Sealed
from storage.written import read


class Messages(Owned):
    """Somebody's messages; what is about a card goes with the card."""

    async def add(self, letter: Letter) -> Message:
        """Keep a letter; the owner's own needs no reading."""
        is_read = letter.kind is MessageKind.QUESTION
        content = {"text": letter.text, "sender": letter.sender, "code": letter.code}
        clock = self._transaction.clock
        number = await self._transaction.add(
            MESSAGE,
            self._who,
            content,
            card=letter.card,
            kind=letter.kind.value,
            at=clock,
            read_at=clock if is_read else None,
        )
        return Message(number, letter, self._transaction.now, is_read)

    async def all(self, *, limit: int, offset: int = 0) -> list[Message]:
        """Return a page of them, newest first."""
        page = f"AND {MESSAGE.sound} ORDER BY id DESC LIMIT ? OFFSET ?"
        return await self._own(MESSAGE, page, limit, offset)

    async def find(self, number: int) -> Message | None:
        """Return the message if it is there."""
        return await self._find(MESSAGE, number)

    async def count(self) -> int:
        """Return how many there are."""
        return await self._count(MESSAGE)

    async def count_unread(self) -> int:
        """Return how many were not opened."""
        return await self._count(MESSAGE, "AND read_at IS NULL")

    async def mark_read(self, number: int) -> None:
        """Note that the message was opened."""
        statement = "UPDATE message SET read_at = ? WHERE id = ? AND owner = ? AND read_at IS NULL"
        await self._transaction.execute(statement, self._transaction.clock, number, self._who)


def _message(number: int, owner: int, content: Any, *beside: Any) -> Message:
    card, kind, at, read_at = beside
    letter = read(Letter, content, owner=owner, kind=kind, card=card)
    return Message(number, letter, datetime.fromtimestamp(at, UTC), read_at is not None)


# a row's id is not known when it is sealed; its owner is what must not be mixed up
MESSAGE = Sealed(
    "message",
    "id, owner, sealed, card, kind, at, read_at",
    _message,
    sealed_before_its_key=True,
    tells_of_card=True,
)
