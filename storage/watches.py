"""The watches («Сообщить, когда появится») of each person."""

import secrets

from patient.watch import Watch
from storage.repository import Owned
from storage.sealed import Sealed
from storage.transaction import Transaction

ID_BYTES = 9
SOME = 200  # rows in one transaction: whoever waits for the writer waits for one at most


def new_watch_id() -> str:
    """Return an id that nobody guesses, short enough for a button beside a time."""
    return secrets.token_urlsafe(ID_BYTES)


WATCH = Sealed.of(Watch, "watch", "id, owner, sealed, card, until", tells_of_card=True)


class Watches(Owned):
    """Somebody's watches; a card's go with the card."""

    async def save(self, watch: Watch) -> None:
        """Keep the watch as it is now."""
        await self._save(WATCH, watch, until=watch.until.timestamp())

    async def all(self) -> list[Watch]:
        """Return those that have not ended, the longest first."""
        return await self._own(WATCH, "AND until > ? ORDER BY until, id", self._transaction.clock)

    async def find(self, watch: str) -> Watch | None:
        """Return the watch if it has not ended."""
        return next((each for each in await self.all() if each.id == watch), None)

    async def end(self, watch: str) -> bool:
        """Forget the watch; False when it is not there."""
        statement = "DELETE FROM watch WHERE id = ? AND owner = ?"
        return bool(await self._transaction.execute(statement, watch, self._who))


async def active_watches(transaction: Transaction, after: str = "") -> list[Watch]:
    """Return some of everybody's watches that have not ended, in the order of their ids, after *after*."""
    condition = f"WHERE id > ? AND until > ? AND {WATCH.sound} ORDER BY id LIMIT ?"
    return await transaction.all(WATCH, condition, after, transaction.clock, SOME)
