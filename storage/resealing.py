"""Walks over every sealed row: to see that it opens, or to seal it under the primary key after a rotation."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from storage.connection import Row
from storage.sealed import Sealed
from storage.tables import SEALED
from storage.transaction import Transaction, Write

BATCH = 500  # rows a transaction: whoever waits for the writer waits for one at most
BEFORE_ALL = -(2**63)

Visit = Callable[[Transaction, Sealed[Any], int, Row], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class DamagedRow:
    """A row that cannot be read: its table and id, nothing of what is in it."""

    table: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"row {self.key} of {self.table} cannot be read: {self.reason}"


@dataclass(slots=True)
class Walk:
    """What a walk came to: how many rows it changed, and which it passed over."""

    changed: int = 0
    damaged: list[DamagedRow] = field(default_factory=list)


async def reseal(write: Write) -> Walk:
    """Seal every row under the primary key; damaged ones are passed over, so this can be repeated."""
    return await _walk(write, _reseal)


async def survey(write: Write) -> Walk:
    """Find the rows that do not open or whose content is odd; those that the bot put aside count as well."""
    walk = await _walk(write, _look)
    known = {(row.table, row.key) for row in walk.damaged}
    walk.damaged += [row for row in await write(_put_aside) if (row.table, row.key) not in known]
    return walk


async def _walk(write: Write, visit: Visit) -> Walk:
    walk = Walk()
    for table in SEALED:
        last: int | None = BEFORE_ALL
        while last is not None:
            last = await write(partial(_some, table, last, visit, walk))
    return walk


async def _some(
    table: Sealed[Any], after: int, visit: Visit, walk: Walk, transaction: Transaction
) -> int | None:
    """Visit the next few rows; return the last one's number, none when there are no more."""
    rows = await transaction.rows(
        f"SELECT {table.table}.rowid, {table.columns} FROM {table.table}"
        f" WHERE {table.table}.rowid > ? AND length(sealed) > 0 ORDER BY {table.table}.rowid LIMIT ?",
        after,
        BATCH,
    )
    for number, *row in rows:
        try:
            walk.changed += await visit(transaction, table, number, row)
        except Exception as error:  # noqa: BLE001 - whatever odd content may raise
            walk.damaged.append(DamagedRow(table.table, str(row[0]), type(error).__name__))
    return int(rows[-1][0]) if rows else None


async def _look(transaction: Transaction, table: Sealed[Any], _: int, row: Row) -> bool:
    table.value(transaction.vault, row)
    return False


async def _reseal(transaction: Transaction, table: Sealed[Any], number: int, row: Row) -> bool:
    """Seal the row anew if another key sealed it, whatever its content; rows with odd content keep it."""
    key, owner, sealed, *_ = row
    content = table.open(transaction.vault, row)
    if sealed[: len(transaction.vault.header)] == transaction.vault.header:
        return False
    fresh = transaction.vault.seal(content, table.binding(key, owner))
    changed = await transaction.execute(
        f"UPDATE {table.table} SET sealed = ? WHERE rowid = ? AND sealed = ?",
        fresh,
        number,
        sealed,
    )
    return bool(changed)


async def _put_aside(transaction: Transaction) -> Sequence[DamagedRow]:
    rows = await transaction.rows("SELECT place, row, reason FROM damaged_row ORDER BY place, row")
    return [DamagedRow(*map(str, row)) for row in rows]


async def count_put_aside(transaction: Transaction) -> int:
    """Return how many rows the bot passes over because it could not read them."""
    return await transaction.count("damaged_row")
