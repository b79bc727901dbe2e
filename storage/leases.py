"""What a start makes free again: leases of an earlier process, and rows that it could not read."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

from storage.transaction import Transaction

SOME = 1000  # rows in one transaction: whoever waits for the writer waits for one at most

WAITING = (
    ("search", "next_at"),
    ("search", "lease_until"),
    ("errand", "next_at"),
    ("errand", "lease_until"),
    ("visits_look", "next_at"),
    ("visits_look", "lease_until"),
    ("visits_look", "asked_at"),
)

Write = Callable[[Callable[[Transaction], Awaitable[Any]]], Awaitable[Any]]


async def release_leases(transaction: Transaction) -> None:
    """Let what was under way when the process was killed be taken up at once.

    Should the earlier process still run, its results are not kept: finishing asks for the lease. One SQLite
    file has one process. An errand under way counts as tried: it may have been done.
    """
    await transaction.execute(
        "UPDATE errand SET tries = tries + 1, lease_holder = NULL, lease_until = NULL"
        " WHERE lease_until IS NOT NULL"
    )
    await transaction.execute(
        "UPDATE search SET lease_holder = NULL, lease_until = NULL WHERE lease_until IS NOT NULL"
    )
    await transaction.execute("UPDATE visits_look SET lease_until = NULL WHERE lease_until IS NOT NULL")


async def try_damaged_rows_again(transaction: Transaction) -> None:
    """Let rows that were put aside be read once more: this release, or this key ring, may read them."""
    await transaction.execute("DELETE FROM damaged_row")


async def bring_forward(seconds: float, write: Write) -> None:
    """Have nothing wait *seconds* longer because the machine's clock was set back by so many.

    What was planned before the clock went wrong comes early by that: it is looked at once more, no harm done.
    """
    for table, column in WAITING:
        for start in range(0, await write(partial(_last, table)), SOME):
            await write(partial(_bring_some, table, column, start, seconds))


async def _last(table: str, transaction: Transaction) -> int:
    ((last,),) = await transaction.rows(f"SELECT max(rowid) FROM {table}")
    return last or 0


async def _bring_some(table: str, column: str, start: int, seconds: float, transaction: Transaction) -> None:
    await transaction.execute(
        f"UPDATE {table} SET {column} = {column} - ? WHERE rowid > ? AND rowid <= ? AND +{column} > ?",
        seconds,
        start,
        start + SOME,
        transaction.clock,
    )
