"""What a start makes free again: leases of an earlier process, and rows that it could not read."""

from functools import partial

from storage.set_back import SLEWED
from storage.transaction import Transaction, Write

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


async def release_leases(transaction: Transaction, replica: int | None = None) -> None:
    """Let what was under way in a dead *replica* be taken up at once; in all of them, if none is named.

    Should it still run, its results are not kept: finishing asks for the lease. An errand under way counts as
    tried: it may have been done. A look at visits names no holder: nobody waits for the end of its lease.
    """
    free = "SET lease_holder = NULL, lease_until = NULL"
    whose = "lease_until IS NOT NULL" + ("" if replica is None else " AND lease_holder LIKE ?")
    who = () if replica is None else (f"{replica}/%",)
    await transaction.execute(f"UPDATE errand {free}, tries = tries + 1 WHERE {whose}", *who)
    await transaction.execute(f"UPDATE search {free} WHERE {whose}", *who)
    if replica is None:
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
    while await write(_receive_some_now):
        pass


async def set_back_unseen(transaction: Transaction) -> float:
    """Return by how many seconds at least the clock was set back while nobody looked, none if it was not.

    The newest update that was taken tells; `bring_forward` takes this trace away once all is done.
    """
    ((newest,),) = await transaction.rows("SELECT max(received_at) FROM inbox")
    seconds = (newest or 0.0) - transaction.clock
    return seconds if seconds > SLEWED else 0.0


async def _last(table: str, transaction: Transaction) -> int:
    return await transaction.value(int, f"SELECT max(rowid) FROM {table}") or 0


async def _bring_some(table: str, column: str, start: int, seconds: float, transaction: Transaction) -> None:
    await transaction.execute(
        f"UPDATE {table} SET {column} = {column} - ? WHERE rowid > ? AND rowid <= ? AND +{column} > ?",
        seconds,
        start,
        start + SOME,
        transaction.clock,
    )


async def _receive_some_now(transaction: Transaction) -> bool:
    """Have some of the updates that were received later than now be received now; False when none was."""
    clock = transaction.clock
    later = "SELECT update_id FROM inbox WHERE received_at > ? LIMIT ?"
    return bool(
        await transaction.execute(
            f"UPDATE inbox SET received_at = ? WHERE update_id IN ({later})", clock, clock, SOME
        )
    )
