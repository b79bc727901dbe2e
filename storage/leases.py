"""The leases of an earlier process: free again at the start, because one SQLite file has one process."""

from storage.transaction import Transaction


async def release_leases(transaction: Transaction) -> None:
    """Let what was under way when the process was killed be taken up at once.

    Should the earlier process still run, its results are not kept: finishing asks for the lease.
    """
    for table in ("search", "errand"):
        await transaction.execute(f"UPDATE {table} SET lease_holder = NULL, lease_until = NULL")  # noqa: S608 - our own names
    await transaction.execute("UPDATE visits_look SET lease_until = NULL")
