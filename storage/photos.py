"""The photographs that each person had read today: how many, and nothing of what they show."""

from datetime import timedelta

from storage.repository import Owned

A_DAY = timedelta(days=1)


class Photos(Owned):
    """One row a photograph, for a day."""

    async def note(self) -> None:
        """Count a photograph that is going to be read."""
        await self._transaction.execute(
            "INSERT INTO photo (owner, at) VALUES (?, ?)", self._who, self._transaction.clock
        )

    async def count(self) -> int:
        """Return how many photographs the person sent within a day."""
        since = self._transaction.ago(A_DAY)
        return await self._transaction.count("photo", "WHERE owner = ? AND at > ?", self._who, since)
