"""The rotation of the index key: a walk over all marks, until none of an earlier key is left.

Meanwhile everybody works on: who looks for rows has theirs pass on before (`Transaction.mark`). So of what
one text marks, all rows that he sees stand under one mark, and the walk only brings the others there.
"""

from functools import partial
from typing import Any

from storage.audit import Audit
from storage.connection import Row
from storage.index_keys import INDEX_KEY, IndexKeys
from storage.key_ring import KeyRing
from storage.marked import Marked
from storage.marks import FIRST
from storage.repository import NOBODY
from storage.resealing import BATCH, Write
from storage.sealed import Sealed
from storage.tables import KEY_CANARY, MARKED
from storage.transaction import Transaction

ROTATED = "index_key.rotated"


async def begin(transaction: Transaction) -> None:
    """Have marks be made with a new index key from the next transaction on, once for each primary key.

    It is sealed first of all, so whether another key still seals the newest tells whether it was begun.
    """
    if await _is_sealed_by_another(transaction, INDEX_KEY):
        await IndexKeys(transaction).rotate()


async def is_cut_short(ring: KeyRing, transaction: Transaction) -> bool:
    """Tell whether a rotation to the primary key of *ring* has not come to its end.

    The canary is sealed anew after all other rows, and a ring loses its index key last of all.
    """
    marks = transaction.vault.marks
    has_spare = ring.index is not None and marks.current != FIRST
    return has_spare or bool(marks.earlier) or await _is_sealed_by_another(transaction, KEY_CANARY)


async def _is_sealed_by_another(transaction: Transaction, table: Sealed[Any]) -> bool:
    row = await transaction.row(f"{table.select} ORDER BY id DESC LIMIT 1")
    header = transaction.vault.header
    return row is not None and row[2][: len(header)] != header


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
            count += await place.pass_on(transaction, mark, fresh, owner)
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
