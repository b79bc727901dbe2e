"""The census, for the operator's figures: how many there are, what waits, and for how long."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from storage.errands import ERRAND
from storage.inbox import Inbox
from storage.outbox import OUTBOX, Outbox
from storage.resealing import count_put_aside
from storage.searches import SEARCH
from storage.transaction import Transaction, Write

SOME = 5000  # rows counted in one transaction: whoever waits for the writer waits for one at most
OF_SOUND_CARD = "card NOT IN (SELECT row FROM damaged_row WHERE place = 'card')"
MOST_DUE = 10_000  # more is not counted: "too much" is told by then


@dataclass(frozen=True, slots=True)
class Due:
    """How much is due (up to ``MOST_DUE``), and for how many seconds the first of it is."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits, and what is passed over."""

    outbox: int
    outbox_seconds: float
    due: Mapping[str, Due]
    damaged: int
    dead: int


async def backlog(transaction: Transaction) -> Backlog:
    """Return what waits now; it costs the same however many people there are."""
    return Backlog(
        await Outbox(transaction).count(),
        await _age(transaction, f"SELECT created_at FROM outbox WHERE {OUTBOX.sound} ORDER BY id LIMIT 1"),
        {
            "searches": await _due(transaction, "search", SEARCH.sound),
            "errands": await _due(transaction, "errand", ERRAND.sound),
            "looks": await _due(transaction, "visits_look", OF_SOUND_CARD),
        },
        await count_put_aside(transaction),
        await Inbox(transaction).count_dead(),
    )


async def count_people(write: Write) -> int:
    """Return how many have spoken to the bot and have not left since."""
    return await _count(write, "dialogue", "owner", 0)


async def count_cards(write: Write) -> int:
    """Return how many cards there are."""
    return await _count(write, "card", "id", "")


async def _due(transaction: Transaction, table: str, condition: str) -> Due:
    due = f"FROM {table} WHERE next_at <= ? AND {condition} ORDER BY next_at LIMIT"
    ((count,),) = await transaction.rows(
        f"SELECT count(*) FROM (SELECT 1 {due} ?) AS next_few", transaction.clock, MOST_DUE
    )
    return Due(int(count), await _age(transaction, f"SELECT next_at {due} 1", transaction.clock))


async def _age(transaction: Transaction, statement: str, *values: Any) -> float:
    """Return how long ago the one moment is that *statement* finds; 0 without one."""
    row = await transaction.row(statement, *values)
    return max(0.0, transaction.clock - row[0]) if row else 0.0


async def _count(write: Write, table: str, key: str, before_all: int | str) -> int:
    """Count the rows of *table* in the order of their *key*, some at a time."""
    total, last = 0, before_all
    while found := await write(partial(_count_some, table, key, last)):
        count, last = found
        total += count
    return total


async def _count_some(
    table: str, key: str, after: int | str, transaction: Transaction
) -> tuple[int, int | str] | None:
    """Return how many of the next few rows there are, and the last one's key; none when there are none."""
    ((count, last),) = await transaction.rows(
        f"SELECT count(*), max({key}) FROM"
        f" (SELECT {key} FROM {table} WHERE {key} > ? ORDER BY {key} LIMIT ?) AS next_few",
        after,
        SOME,
    )
    return (int(count), last) if count else None
