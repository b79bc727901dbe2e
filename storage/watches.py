"""The watches («Сообщить, когда появится») of each person."""

import secrets
from datetime import UTC, datetime
from typing import Any

from patient.watch import Watch
from storage.repository import Owned
from storage.sealed import Sealed
from storage.transaction import Transaction
from storage.written import read, written

ID_BYTES = 9
SOME = 200  # rows in one transaction: whoever waits for the writer waits for one at most
BESIDE = ("id", "owner", "card", "until")


def new_watch_id() -> str:
    """Return an id that nobody guesses, short enough for a button beside a time."""
    return secrets.token_urlsafe(ID_BYTES)


class Watches(Owned):
    """Somebody's watches; a card's go with the card."""

    async def save(self, watch: Watch) -> None:
        """Keep the watch as it is now."""
        await self._transaction.execute(
            "INSERT INTO watch (id, owner, card, sealed, until) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET sealed = excluded.sealed, until = excluded.until",
            watch.id,
            self._owner,
            watch.card,
            self._transaction.vault.seal(written(watch, but=BESIDE), WATCH.binding(watch.id, self._owner)),
            watch.until.timestamp(),
        )

    async def all(self) -> list[Watch]:
        """Return those that have not ended, the longest first."""
        rows = await self._transaction.rows(
            f"SELECT {WATCH.columns} FROM watch WHERE owner = ? AND until > ? ORDER BY until, id",  # noqa: S608 - a constant
            self._owner,
            self._transaction.clock,
        )
        return await self._transaction.read(WATCH, rows)

    async def find(self, watch: str) -> Watch | None:
        """Return the watch if it has not ended."""
        return next((each for each in await self.all() if each.id == watch), None)

    async def end(self, watch: str) -> bool:
        """Forget the watch; False when it is not there."""
        return bool(
            await self._transaction.execute(
                "DELETE FROM watch WHERE id = ? AND owner = ?", watch, self._owner
            )
        )


async def active_watches(transaction: Transaction, after: str = "") -> list[Watch]:
    """Return some of everybody's watches that have not ended, in the order of their ids, after *after*."""
    rows = await transaction.rows(
        f"SELECT {WATCH.columns} FROM watch WHERE id > ? AND until > ? AND {WATCH.sound}"  # noqa: S608 - constants
        " ORDER BY id LIMIT ?",
        after,
        transaction.clock,
        SOME,
    )
    return await transaction.read(WATCH, rows)


def _watch(watch: str, owner: int, content: Any, card: str, until: float) -> Watch:
    end = datetime.fromtimestamp(until, UTC)
    return read(Watch, content, id=watch, owner=owner, card=card, until=end)


WATCH = Sealed("watch", "id, owner, sealed, card, until", _watch)
