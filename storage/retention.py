"""Retention: how long each kind of row lives; what has outlived its term is deleted, some at a time."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from storage.errands import ERRAND
from storage.outbox import OUTBOX
from storage.sealed import Sealed
from storage.sign_ins import SignIns
from storage.tables import DAY, TERMS, Term
from storage.transaction import Erased, Transaction, Write

SOME = 200  # rows of a kind in one transaction: whoever waits for the writer waits for one at most
DRAFTS = 7 * DAY
DAMAGED = 30 * DAY  # in which a key or a row may still be brought back from a backup
PASSING: tuple[tuple[Sealed[Any], Callable[[str], str | int]], ...] = ((ERRAND, str), (OUTBOX, int))


async def retire(write: Write) -> Mapping[str, int]:
    """Delete what has outlived its term with *write*; return how many rows of each kind went."""
    removed: Counter[str] = Counter(await write(_retire_some))
    while any((some := await write(_retire_some)).values()):
        removed.update(some)
    if removed.total():
        await write(_tell)
    return removed


async def _tell(transaction: Transaction) -> None:
    """Have the write-ahead log emptied, once for all that went."""
    transaction.publish(Erased())


async def _retire_some(transaction: Transaction) -> Mapping[str, int]:
    removed = {term.kind: await _retire(transaction, term) for term in TERMS}
    removed["sign-ins"] = await SignIns(transaction).retire()
    removed["drafts"] = await _retire_drafts(transaction)
    removed["damaged rows"] = await _retire_damaged(transaction)
    return removed


async def _retire(transaction: Transaction, term: Term) -> int:
    return await transaction.execute(
        f"DELETE FROM {term.table} WHERE {term.key} IN"
        f" (SELECT {term.key} FROM {term.table} WHERE {term.column} <= ? LIMIT ?)",
        transaction.ago(term.life),
        SOME,
    )


async def _retire_drafts(transaction: Transaction) -> int:
    return await transaction.execute(
        "UPDATE dialogue SET state = NULL, sealed = NULL WHERE owner IN (SELECT owner FROM dialogue"
        " WHERE (state IS NOT NULL OR sealed IS NOT NULL) AND updated_at < ? LIMIT ?)",
        transaction.ago(DRAFTS),
        SOME,
    )


async def _retire_damaged(transaction: Transaction) -> int:
    """Delete what was put aside a month ago and would otherwise never end: what nobody waits for any more."""
    count = 0
    found_before = transaction.ago(DAMAGED)
    for table, key_of in PASSING:
        rows = await transaction.rows(
            "SELECT row FROM damaged_row WHERE place = ? AND found_at < ?", table.table, found_before
        )
        statement = f"DELETE FROM {table.table} WHERE {table.key} = ?"
        count += sum([await transaction.execute(statement, key_of(row)) for (row,) in rows])
    return count
