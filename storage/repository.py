"""The repositories' beginning: the transaction in which each reads and writes, and for whom."""

from patient.card import OwnerId
from storage.transaction import Transaction

NOBODY = OwnerId(0)  # whose is what has no person: what the operator does, or a start


class Repository:
    """What crosses people, or belongs to none."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction


class Owned(Repository):
    """Rows of one person; those of others cannot be reached."""

    def __init__(self, transaction: Transaction, owner: OwnerId) -> None:
        super().__init__(transaction)
        self._owner = owner
