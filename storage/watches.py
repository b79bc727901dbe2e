"""The watches («Сообщить, когда появится») of each person."""

import secrets
from datetime import UTC, datetime
from typing import Any

from patient.card import OwnerId
from patient.watch import Watch
from storage.sealed import Sealed
from storage.transaction import Transaction
from storage.written import read, written

ID_BYTES = 9
BESIDE = ("id", "owner", "card", "until")


def new_watch_id() -> str:
    """Return an id that nobody guesses, short enough for a button beside a time."""
    return secrets.token_urlsafe(ID_BYTES)


class Watches:
    """Rows that no other owner can reach; a card's go with the card."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def save(self, watch: Watch) -> None:
        """Keep the watch as it is now."""
        await self._transaction.execute(
            "INSERT INTO watch (id, owner, card, sealed, until) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, until = excluded.until",
            watch.id,
            watch.owner,
            watch.card,
            self._transaction.vault.seal(written(watch, but=BESIDE), WATCH.binding(watch.id, watch.owner)),
            watch.until.timestamp(),
        )

    async def of(self, owner: OwnerId) -> list[Watch]:
        """Return the owner's watches that have not ended, the longest first."""
        rows = await self._transaction.rows(
            f"SELECT {WATCH.columns} FROM watch WHERE owner = ? AND until > ? ORDER BY until, id",  # noqa: S608 - a constant
            owner,
            self._transaction.clock,
        )
        return await self._transaction.read(WATCH, rows)

    async def find(self, watch: str, owner: OwnerId) -> Watch | None:
        """Return the watch if it is *owner*'s and has not ended."""
        return next((each for each in await self.of(owner) if each.id == watch), None)

    async def active(self) -> list[Watch]:
        """Return everybody's watches that have not ended."""
        rows = await self._transaction.rows(
            f"SELECT {WATCH.columns} FROM watch WHERE until > ? AND {WATCH.sound}",  # noqa: S608 - constants
            self._transaction.clock,
        )
        return await self._transaction.read(WATCH, rows)

    async def end(self, watch: str, owner: OwnerId) -> bool:
        """Forget the watch; False when it is not there."""
        return bool(
            await self._transaction.execute("DELETE FROM watch WHERE id = ? AND owner = ?", watch, owner)
        )

    async def retire(self) -> int:
        """Delete the watches that ended."""
        return await self._transaction.execute("DELETE FROM watch WHERE until <= ?", self._transaction.clock)


def _watch(watch: str, owner: int, content: Any, card: str, until: float) -> Watch:
    end = datetime.fromtimestamp(until, UTC)
    return read(Watch, content, id=watch, owner=owner, card=card, until=end)


WATCH = Sealed("watch", "id, owner, sealed, card, until", _watch)
