"""A transaction: the only way to what is kept. Writes exist only inside one."""

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from storage.connection import Connection, Row
from storage.marked import Marked
from storage.sealed import Sealed
from storage.standing import ALONE, Standing
from storage.vault import WHO, Vault

log = logging.getLogger(__name__)

T = TypeVar("T")

# what runs units of work; without a fixed result, for one that returns another with each call
Write = Callable[[Callable[["Transaction"], Awaitable[Any]]], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Erased:
    """Told after the commit of a deletion that must leave nothing in the write-ahead log either."""


@dataclass(frozen=True, slots=True)
class Afterwards:
    """Told after the commit, as any event; what is to be done then."""

    act: Callable[[], object]


class Transaction:
    """One unit of work: reads see its own writes, all of it is kept or none.

    ``now`` is the database's clock at the begin (UTC, ``clock`` the same in Unix seconds): leases and
    terms of life compare with it, so a replica whose own clock is wrong does no harm. ``standing`` is that of
    this process among the replicas.
    """

    def __init__(
        self, connection: Connection, vault: Vault, clock: float, standing: Standing = ALONE
    ) -> None:
        self._connection = connection
        self.vault = vault
        self.clock = clock
        self.standing = standing
        self.events: list[object] = []

    @property
    def now(self) -> datetime:
        """The time of this transaction."""
        return datetime.fromtimestamp(self.clock, UTC)

    def ago(self, life: timedelta) -> float:
        """Return the moment that was so long before this one, in Unix seconds."""
        return self.clock - life.total_seconds()

    def after(self, pause: timedelta) -> float:
        """Return the moment that will be so long after this one, in Unix seconds."""
        return self.clock + pause.total_seconds()

    def rows(self, statement: str, *values: Any) -> Coroutine[Any, Any, list[Row]]:
        """Run *statement* and return all its rows."""
        return self._connection.fetch(statement, values)

    async def row(self, statement: str, *values: Any) -> Row | None:
        """Run *statement* and return its first row, if any."""
        rows = await self.rows(statement, *values)
        return rows[0] if rows else None

    async def column(self, kind: Callable[[Any], T], statement: str, *values: Any) -> list[T]:
        """Run *statement* and return the first column of all its rows, each value as a *kind*."""
        return [kind(row[0]) for row in await self.rows(statement, *values)]

    async def value(self, kind: Callable[[Any], T], statement: str, *values: Any) -> T | None:
        """Run *statement* and return what stands first in its first row as a *kind*, if anything does."""
        row = await self.row(statement, *values)
        return None if row is None or row[0] is None else kind(row[0])

    async def read(self, kept: Sealed[T], rows: Iterable[Row]) -> list[T]:
        """Return what *rows* with the columns of *kept* stand for.

        One that cannot be read is put aside, and takes none of the others with it.
        """
        values = []
        for row in rows:
            try:
                values.append(kept.value(self.vault, row))
            except Exception as error:  # noqa: BLE001 - whatever odd content may raise
                await self.put_aside(kept, row[0], error)
        return values

    async def read_one(self, kept: Sealed[T], row: Row | None) -> T | None:
        """Return what *row* stands for; none if there is no row, or if it cannot be read."""
        return next(iter(await self.read(kept, [row] if row else [])), None)

    async def all(self, kept: Sealed[T], rest: str = "", *values: Any) -> list[T]:
        """Return what those rows stand for that *rest* finds, which follows the table's name."""
        return await self.read(kept, await self.rows(f"{kept.select} {rest}", *values))

    async def one(self, kept: Sealed[T], rest: str, *values: Any) -> T | None:
        """Return what the first row of `all` stands for, if there is one and it can be read."""
        return await self.read_one(kept, await self.row(f"{kept.select} {rest}", *values))

    async def take(self, kept: Sealed[T], change: str, *values: Any) -> list[T]:
        """Change rows as *change* tells, which follows the table's name; return what they stand for then."""
        statement = f"UPDATE {kept.table} {change} RETURNING {kept.columns}"
        return await self.read(kept, await self.rows(statement, *values))

    async def count(self, table: str, rest: str = "", *values: Any) -> int:
        """Return how many rows *rest* finds, which follows the table's name."""
        return await self.value(int, f"SELECT count(*) FROM {table} {rest}", *values) or 0

    async def add(
        self, kept: Sealed[Any], owner: int, content: Any, /, *, key: str | int = "", **columns: Any
    ) -> int:
        """Keep *content* in a new row under *key*; without one, return the number that the row was given."""
        row = self._row(kept, owner, content, key, columns)
        statement = _insertion(kept, *row)
        if not key:
            return await self.insert(statement, *row.values())
        await self.execute(statement, *row.values())
        return 0

    async def save(
        self, kept: Sealed[Any], owner: int, content: Any, /, *, key: str | int, **columns: Any
    ) -> None:
        """Keep *content* in the row that *owner* has under *key*, a new one if there is none."""
        row = self._row(kept, owner, content, key, columns)
        await self.execute(_insertion(kept, *row) + _or_change(kept, "sealed", *columns), *row.values())

    def _row(
        self, kept: Sealed[Any], owner: int, content: Any, key: str | int, columns: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the row's columns, *content* sealed among them, if there is any."""
        named = {kept.names[0]: key} if key else {}
        owned = {kept.owner: owner} if kept.owner else {}
        sealed = None if content is None else self.vault.seal(content, kept.binding(key, owner))
        return {**named, **owned, "sealed": sealed, **columns}

    @asynccontextmanager
    async def for_the_sake_of(self, kept: Sealed[Any], key: str | int) -> AsyncIterator[None]:
        """Undo what is done within if it fails, and put the row aside for which it was done.

        So what parses, but is too odd to work with, harms none of those who share the transaction.
        """
        told = len(self.events)
        await self.execute("SAVEPOINT row")
        try:
            yield
            await self.execute("RELEASE row")
        except Exception as error:
            if not self.blames_row(error):
                raise
            del self.events[told:]
            await self.execute("ROLLBACK TO row")
            await self.execute("RELEASE row")
            await self.put_aside(kept, key, error)

    def blames_row(self, error: Exception) -> bool:
        """Tell whether a row brought *error* about, not the disk: that one must not stop others."""
        return self._connection.blames_row(error)

    async def put_aside(self, kept: Sealed[Any], key: str | int, error: Exception) -> None:
        """Have the row passed over from now on, until it is sealed anew; the operator hears of it once."""
        is_new = await self.execute(
            "INSERT INTO damaged_row (place, row, reason, found_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            kept.table,
            str(key),
            type(error).__name__,
            self.clock,
        )
        if is_new:
            log.error("row %s of %s is put aside: %s", key, kept.table, type(error).__name__)

    async def mark(self, place: Marked, owner: int, kind: str, text: str = WHO) -> bytes:
        """Return by which mark the rows of *text* stand in *place*.

        While the index key is rotated those that an earlier one marked are brought there first. So nobody
        needs to look twice, and nothing that is unique stands there under two marks.
        """
        return await self.mark_of(place, self.vault.marks.core(owner, kind, text), owner)

    async def mark_of(self, place: Marked, core: bytes, owner: int = 0) -> bytes:
        """Return by which mark the rows with this *core* stand in *place*, as `mark` does."""
        mark = self.vault.marks.mark(core)
        for earlier in self.vault.marks.earlier_marks(core):
            await self.pass_on(place, earlier, mark, owner)
        return mark

    async def pass_on(self, place: Marked, earlier: bytes, mark: bytes, owner: int) -> int:
        """Have *mark* stand in *place* wherever *earlier* stands; return in how many rows it did."""
        whose, who = (" AND owner = ?", [owner]) if place.is_owned else ("", [])
        statement = f"UPDATE {place.table} SET {place.column} = ? WHERE {place.column} = ?{whose}"
        changed = await self.execute(statement, place.written(mark), place.written(earlier), *who)
        if changed and place.is_key:
            aside = "UPDATE damaged_row SET row = ? WHERE place = ? AND row = ?"
            await self.execute(aside, place.named(mark), place.table, place.named(earlier))
        return changed

    def execute(self, statement: str, *values: Any) -> Coroutine[Any, Any, int]:
        """Run *statement* and return how many rows it changed."""
        return self._connection.change(statement, values)

    async def insert(self, statement: str, *values: Any) -> int:
        """Run an INSERT and return the id that the row was given, 0 if none was made."""
        return await self.value(int, f"{statement} RETURNING id", *values) or 0

    def afterwards(self, act: Callable[[], object]) -> None:
        """Have *act* done once this is kept, and not when it comes to nothing."""
        self.publish(Afterwards(act))

    def publish(self, event: object) -> None:
        """Have *event* told to its subscribers after the commit (see ``Database.subscribe``)."""
        self.events.append(event)


@cache
def _insertion(kept: Sealed[Any], *columns: str) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {kept.table} ({', '.join(columns)}) VALUES ({marks})"


@cache
def _or_change(kept: Sealed[Any], *columns: str) -> str:
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns)
    whose = f" WHERE {kept.table}.{kept.owner} = excluded.{kept.owner}" if kept.owner else ""
    return f" ON CONFLICT ({kept.key}) DO UPDATE SET {changes}{whose}"
