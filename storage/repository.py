"""The repositories' beginning: the transaction in which each reads and writes, and for whom."""

from typing import Any, TypeVar

from patient.card import OwnerId
from storage.sealed import Sealed
from storage.transaction import Transaction
from storage.written import written

T = TypeVar("T")

NOBODY = OwnerId(0)  # whose is what has no person: what the operator does, or a start


class Repository:
    """What crosses people, or belongs to none."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction


class Owned(Repository):
    """What one person reaches, for the most part his own rows; those of others cannot be reached."""

    def __init__(self, transaction: Transaction, who: OwnerId) -> None:
        super().__init__(transaction)
        self._who = who

    async def _own(self, kept: Sealed[T], rest: str = "", *values: Any) -> list[T]:
        """Return the person's, of which *rest* tells the conditions, the order and how many."""
        return await self._transaction.all(kept, f"WHERE {kept.owner} = ? {rest}", self._who, *values)

    async def _find(self, kept: Sealed[T], key: str | int) -> T | None:
        """Return the one with this key, if it is the person's."""
        condition = f"WHERE {kept.key} = ? AND {kept.owner} = ?"
        return await self._transaction.one(kept, condition, key, self._who)

    async def _save(self, kept: Sealed[Any], value: Any, /, **columns: Any) -> None:
        """Keep *value*, which is about a card or none, as it is now under its id."""
        content = written(value, but=kept.names)
        await self._transaction.save(kept, self._who, content, key=value.id, card=value.card, **columns)

    async def _count(self, kept: Sealed[Any], condition: str = "", *values: Any) -> int:
        """Return how many of the person's there are that can be read."""
        whose = f"WHERE {kept.owner} = ? AND {kept.sound} {condition}"
        return await self._transaction.count(kept.table, whose, self._who, *values)
