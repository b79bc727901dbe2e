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
        number = await self._transaction.insert(
            "INSERT INTO message (owner, card, kind, sealed, at, read_at) VALUES (?, ?, ?, ?, ?, ?)",
            self._owner,
            letter.card,
            letter.kind.value,
            self._transaction.vault.seal(content, MESSAGE.binding("", self._owner)),
            self._transaction.clock,
            self._transaction.clock if is_read else None,
        )
        return Message(number, letter, self._transaction.now, is_read)

    async def all(self, *, limit: int, offset: int = 0) -> list[Message]:
        """Return a page of them, newest first."""
        rows = await self._transaction.rows(
            f"SELECT {MESSAGE.columns} FROM message WHERE owner = ? AND {MESSAGE.sound}"
            " ORDER BY id DESC LIMIT ? OFFSET ?",
            self._owner,
            limit,
            offset,
        )
        return await self._transaction.read(MESSAGE, rows)

    async def find(self, number: int) -> Message | None:
        """Return the message if it is there."""
        row = await self._transaction.row(
            f"SELECT {MESSAGE.columns} FROM message WHERE id = ? AND owner = ?",
            number,
            self._owner,
        )
        return await self._transaction.read_one(MESSAGE, row)

    async def count(self) -> int:
        """Return how many there are."""
        ((number,),) = await self._transaction.rows(
            f"SELECT count(*) FROM message WHERE owner = ? AND {MESSAGE.sound}",
            self._owner,
        )
        return int(number)

    async def count_unread(self) -> int:
        """Return how many were not opened."""
        ((number,),) = await self._transaction.rows(
            f"SELECT count(*) FROM message WHERE owner = ? AND read_at IS NULL AND {MESSAGE.sound}",
            self._owner,
        )
        return int(number)

    async def mark_read(self, number: int) -> None:
        """Note that the message was opened."""
        await self._transaction.execute(
            "UPDATE message SET read_at = ? WHERE id = ? AND owner = ? AND read_at IS NULL",
            self._transaction.clock,
            number,
            self._owner,
        )


def _message(  # noqa: PLR0913, PLR0917 - the columns of a row
    number: int, owner: int, content: Any, card: str | None, kind: str, at: float, read_at: float | None
) -> Message:
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
