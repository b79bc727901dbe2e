"""What a start makes free again: leases of an earlier process, and rows that it could not read."""

from storage.transaction import Transaction

WAITING = (
    ("search", "next_at"),
    ("search", "lease_until"),
    ("errand", "next_at"),
    ("errand", "lease_until"),
    ("visits_look", "next_at"),
    ("visits_look", "lease_until"),
    ("visits_look", "asked_at"),
)


async def release_leases(transaction: Transaction) -> None:
    """Let what was under way when the process was killed be taken up at once.

    Should the earlier process still run, its results are not kept: finishing asks for the lease. One SQLite
    file has one process. An errand under way counts as tried: it may have been done.
    """
    await transaction.execute("UPDATE errand SET tries = tries + 1 WHERE lease_holder IS NOT NULL")
    for table in ("search", "errand"):
        await transaction.execute(f"UPDATE {table} SET lease_holder = NULL, lease_until = NULL")  # noqa: S608 - our own names
    await transaction.execute("UPDATE visits_look SET lease_until = NULL")


async def try_damaged_rows_again(transaction: Transaction) -> None:
    """Let rows that were put aside be read once more: this release, or this key ring, may read them."""
    await transaction.execute("DELETE FROM damaged_row")


async def bring_forward(seconds: float, transaction: Transaction) -> None:
    """Have nothing wait *seconds* longer because the machine's clock was set back by so many.

    What was planned before the clock went wrong comes early by that: it is looked at once more, no harm done.
    """
    for table, column in WAITING:
        statement = f"UPDATE {table} SET {column} = {column} - ? WHERE {column} > ?"  # noqa: S608 - our own names
        await transaction.execute(statement, seconds, transaction.clock)
