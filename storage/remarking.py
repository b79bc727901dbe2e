"""The rotation of the index key: a walk over all marks, until none of an earlier key is left.

Meanwhile everybody works on: who looks for rows has theirs pass on before (`Transaction.mark`). So of what
one text marks, all rows that he sees stand under one mark, and the walk only brings the others there.
"""

from enum import Enum
from functools import partial
from typing import Any

from storage.audit import Audit
from storage.connection import Row
from storage.index_keys import INDEX_KEY, IndexKeys
from storage.key_ring import KeyRing
from storage.marked import Marked
from storage.marks import FIRST
from storage.repository import NOBODY
from storage.resealing import BATCH
from storage.sealed import Sealed
from storage.tables import KEY_CANARY, MARKED
from storage.transaction import Transaction, Write
from storage.vault import sealed_by

ROTATED = "index_key.rotated"


async def begin(transaction: Transaction) -> None:
    """Have marks be made with a new index key from the next transaction on, once for each primary key.

    It is sealed first of all, so whether another key still seals the newest tells whether it was begun.
    """
    if await _sealed_by(transaction, INDEX_KEY) != sealed_by(transaction.vault.header):
        await IndexKeys(transaction).rotate()


class Rotation(Enum):
    """How far a database has come on the way to the primary key of a ring."""

    DONE = "done"
    UNFINISHED = "unfinished"  # begun and cut short
    BEHIND = "behind"  # not begun in it: as in a backup of before
    AHEAD = "ahead"  # it is the ring that is of before


async def rotation_to(ring: KeyRing, transaction: Transaction) -> Rotation:
    """Tell how the rotation to the primary key of *ring* stands.

    The newest index key is sealed anew before all other rows, the canary after them, and a ring loses its
    index key last of all.
    """
    marks, primary = transaction.vault.marks, ring.primary.id
    first, last = await _sealed_by(transaction, INDEX_KEY), await _sealed_by(transaction, KEY_CANARY)
    if first > primary:
        return Rotation.AHEAD
    if last == primary:
        has_spare = ring.index is not None and marks.current != FIRST
        return Rotation.UNFINISHED if has_spare or marks.earlier else Rotation.DONE
    return Rotation.UNFINISHED if first == primary else Rotation.BEHIND


async def _sealed_by(transaction: Transaction, table: Sealed[Any]) -> int:
    """Return the id of the key that sealed the newest row."""
    row = await transaction.row(f"{table.select} ORDER BY id DESC LIMIT 1")
    return sealed_by(row[2]) if row else 0


async def remark(write: Write) -> int:
    """Have every mark made with the current index key, then forget the earlier ones; return how many were.

    It can be cut short anywhere and begun again.
    """
    count = sum([await _walk(write, place) for place in MARKED])
    await write(_leave)
    return count


async def _walk(write: Write, place: Marked) -> int:
    count: int = 0
    last: Row | None = None
    while True:
        changed, last = await write(partial(_some, place, last))
        count += changed
        if last is None:
            return count


async def _some(place: Marked, after: Row | None, transaction: Transaction) -> tuple[int, Row | None]:
    """Have some marks pass on; return how many did, and where to go on, nowhere if there were no more."""
    rows = await _next(place, after, transaction)
    count = 0
    for *_, owner, value in rows:
        mark = place.read(value)
        if fresh := transaction.vault.marks.renewed(mark):
            count += await transaction.pass_on(place, mark, fresh, owner)
    return count, rows[-1][: len(place.order)] if rows else None


async def _next(place: Marked, after: Row | None, transaction: Transaction) -> list[Row]:
    order, owner = ", ".join(place.order), "owner" if place.is_owned else "0"
    further = f"WHERE ({order}) > ({', '.join('?' * len(place.order))})" if after else ""
    return await transaction.rows(
        f"SELECT {order}, {owner}, {place.column} FROM {place.table} {further} ORDER BY {order} LIMIT ?",
        *(after or ()),
        BATCH,
    )


async def _leave(transaction: Transaction) -> None:
    if await IndexKeys(transaction).leave():
        await Audit(transaction, NOBODY).note(ROTATED)
