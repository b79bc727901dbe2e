"""The photographs that each person had read today: how many, and nothing of what they show."""

from datetime import timedelta

from patient.card import OwnerId
from storage.transaction import Transaction

A_DAY = timedelta(days=1)


class Photos:
    """One row a photograph, for a day."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def note(self, owner: OwnerId) -> None:
        """Count a photograph that is going to be read."""
        await self._transaction.execute(
            "INSERT INTO photo (owner, at) VALUES (?, ?)", owner, self._transaction.clock
        )

    async def count(self, owner: OwnerId) -> int:
        """Return how many photographs *owner* sent within a day."""
        ((number,),) = await self._transaction.rows(
            "SELECT count(*) FROM photo WHERE owner = ? AND at > ?", owner, self._day_ago
        )
        return int(number)

    async def retire(self) -> int:
        """Delete what is older than a day and return how many rows that was."""
        return await self._transaction.execute("DELETE FROM photo WHERE at <= ?", self._day_ago)

    @property
    def _day_ago(self) -> float:
        return self._transaction.clock - A_DAY.total_seconds()
