"""The inbox: which updates were taken, and the dead ones that nobody could handle."""

from typing import Any

from storage.transaction import Transaction
from storage.vault import Place


class Inbox:
    """Keeps an update from being handled twice (Telegram repeats what it believes unanswered)."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def accept(self, update_id: int) -> bool:
        """Note the update; False when it was taken before."""
        return bool(
            await self._transaction.execute(
                "INSERT INTO inbox (update_id, received_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                update_id,
                self._transaction.clock,
            )
        )

    async def bury(self, update_id: int, raw: Any, reason: str) -> None:
        """Keep an update that failed, sealed, for the operator; *reason* names an error class."""
        sealed = self._transaction.vault.seal(raw, Place("dead_update", update_id, 0))
        await self._transaction.execute(
            "INSERT INTO dead_update (update_id, received_at, reason, sealed) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            update_id,
            self._transaction.clock,
            reason,
            sealed,
        )

    async def count_dead(self) -> int:
        """Return how many failed updates wait for the operator."""
        row = await self._transaction.row("SELECT count(*) FROM dead_update")
        return int(row[0]) if row else 0
