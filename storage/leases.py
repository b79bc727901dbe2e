"""What a start makes free again: leases of an earlier process, and rows that it could not read."""

from storage.transaction import Transaction


async def release_leases(transaction: Transaction) -> None:
    """Let what was under way when the process was killed be taken up at once.

    Should the earlier process still run, its results are not kept: finishing asks for the lease. One SQLite
    file has one process.
    """
    for table in ("search", "errand"):
        await transaction.execute(f"UPDATE {table} SET lease_holder = NULL, lease_until = NULL")  # noqa: S608 - our own names
    await transaction.execute("UPDATE visits_look SET lease_until = NULL")


async def try_damaged_rows_again(transaction: Transaction) -> None:
    """Let rows that were put aside be read once more: this release, or this key ring, may read them."""
    await transaction.execute("DELETE FROM damaged_row")
