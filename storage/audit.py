"""The audit log: who did what to which record, each row chained to the one before by a hash."""

import hashlib

from storage.transaction import Transaction

GENESIS = "0" * 64
ACTOR_CHARACTERS = 16


class Audit:
    """Append-only: triggers refuse changes, and a row that was changed all the same breaks the chain."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def note(self, owner: int, action: str, handle: str = "", result: str = "ok") -> None:
        """Add a row; the actor is a pseudonym, *handle* an id that says nothing about a person."""
        index = self._transaction.vault.index(owner, "audit", "actor")
        row = (
            self._transaction.now.isoformat(timespec="milliseconds"),
            index.hex()[:ACTOR_CHARACTERS],
            action,
            handle,
            result,
        )
        previous = await self._head()
        await self._transaction.execute(
            "INSERT INTO audit (at, actor, action, object, result, previous, hash)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            *row,
            previous,
            chained(previous, *row),
        )

    async def _head(self) -> str:
        row = await self._transaction.row("SELECT hash FROM audit ORDER BY seq DESC LIMIT 1")
        return str(row[0]) if row else GENESIS

    async def broken_at(self) -> int | None:
        """Return the number of the first row that does not follow from the one before, if any."""
        previous = GENESIS
        for seq, *columns, link, digest in await self._transaction.rows(
            "SELECT seq, at, actor, action, object, result, previous, hash FROM audit ORDER BY seq"
        ):
            if link != previous or digest != chained(previous, *columns):
                return int(seq)
            previous = digest
        return None


def chained(previous: str, *columns: str) -> str:
    """Return the hash of a row that follows the row with hash *previous*."""
    return hashlib.sha256("\0".join((previous, *columns)).encode()).hexdigest()
