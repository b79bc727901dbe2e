"""The inbox: which updates were taken, and the dead ones that nobody could handle."""

from typing import Any

from storage.repository import Repository
from storage.sealed import Sealed

LARGEST = 2**63  # SQLite keeps no larger number


class Inbox(Repository):
    """Keeps an update from being handled twice (Telegram repeats what it believes unanswered)."""

    async def accept(self, update_id: int) -> bool:
        """Note the update; False when it was taken before."""
        statement = "INSERT INTO inbox (update_id, received_at) VALUES (?, ?) ON CONFLICT DO NOTHING"
        return bool(await self._transaction.execute(statement, update_id, self._transaction.clock))

    async def bury(self, update_id: int, raw: Any, reason: str, owner: int = 0) -> None:
        """Keep an update that failed, sealed, for the operator; *reason* names an error class.

        *owner* is whose it was, 0 if nobody knows: it goes when that person leaves.
        """
        sealed = self._transaction.vault.seal(raw, DEAD_UPDATE.binding(update_id, owner))
        await self._transaction.execute(
            "INSERT INTO dead_update (update_id, owner, received_at, reason, sealed) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            update_id,
            owner,
            self._transaction.clock,
            reason,
            sealed,
        )

    async def count_dead(self) -> int:
        """Return how many failed updates wait for the operator."""
        return await self._transaction.count("dead_update")


def sender_of(raw: Any) -> int:
    """Return who sent a raw update, 0 if nobody can tell; it may be any JSON."""
    for event in raw.values() if isinstance(raw, dict) else ():
        sender = event.get("from") if isinstance(event, dict) else None
        number = sender.get("id") if isinstance(sender, dict) else None
        if type(number) is int and abs(number) < LARGEST:
            return number
    return 0


DEAD_UPDATE = Sealed[Any]("dead_update", "update_id, owner, sealed")
