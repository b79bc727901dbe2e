"""The writer: the one task that changes the database. Its waiting work shares a commit, and none can end it.

Every unit of work runs in a savepoint of its own inside a shared transaction, so a unit that
fails takes nothing of the others with it, and one ``fsync`` serves all that were waiting.
What came of a unit, its error too, is handed out only when the transaction is over: whoever is handed an
error may clear the frames in its traceback, and none of the writer's own may stand waiting among them.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, Generic, TypeVar

from prometheus_client import Counter, Histogram

from storage.connection import Connection, Errors
from storage.errors import KeyRingUnusable, StorageUnavailable, WorkBroken
from storage.index_keys import IndexKeys
from storage.origin import ORIGIN, on_behalf_of
from storage.set_back import ClockSetBack, ClockWatch
from storage.standing import ALONE
from storage.transaction import Transaction
from storage.vault import Vault

log = logging.getLogger(__name__)

SHARED_COMMIT = 128  # units; a longer queue waits for the next commit
SHARED_SECONDS = 0.02  # nobody else is served while units run; what has not begun by then waits likewise
PATIENCE = 20.0  # seconds for one unit, and for one statement of the writer's own; a lock is waited for 10
CLOSING_SECONDS = 5.0  # on top of the patience

COMMIT_SECONDS = Histogram(
    "bot_commit_seconds",
    "A shared commit, from its begin to the disk",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
    registry=None,
)
COMMITS_FAILED = Counter("bot_failed_commits", "Shared commits that the disk did not keep", registry=None)

T = TypeVar("T")
Work = Callable[[Transaction], Awaitable[T]]
Publish = Callable[[list[object]], None]


@dataclass(slots=True)
class _Unit(Generic[T]):
    work: Work[T]
    done: asyncio.Future[T]
    result: T | None = None
    error: BaseException | None = None
    transaction: Transaction | None = None
    origin: str = field(default_factory=ORIGIN.get)

    def refuse(self, error: Exception) -> None:
        """Tell the caller, if one still waits, that nothing was kept: for his own reason where he has one."""
        if not self.done.done():
            self.done.set_exception(_fit_for_a_caller(self.error) if self.error else error)

    def hand_out(self) -> None:
        """Tell the caller what came of it."""
        if self.error:
            self.refuse(WorkBroken())
        elif not self.done.done():
            self.done.set_result(self.result)  # type: ignore[arg-type]


class Writer:
    """Runs units of work one after the other, and commits those that wait together."""

    def __init__(
        self, connection: Connection, vault: Vault, publish: Publish, patience: float = PATIENCE
    ) -> None:
        self._connection = connection
        self._errors: Errors = (StorageUnavailable, *connection.errors)
        self._vault = vault
        self._index_keys: int | None = None  # how often they had changed when they were read
        self._publish = publish
        self._patience = patience
        self.standing = ALONE
        self._clock = ClockWatch()
        self._waiting: asyncio.Queue[_Unit[Any] | None] = asyncio.Queue()
        self._late: list[_Unit[Any]] = []
        self._task = self._begin()

    @property
    def queue(self) -> int:
        """How many units wait for their turn."""
        return len(self._late) + self._waiting.qsize()

    async def run(self, work: Work[T]) -> T:
        """Run *work* in the next transaction; see `Database.write`."""
        if self._task.done():
            raise StorageUnavailable("the writer has ended")
        unit = _Unit(work, asyncio.get_running_loop().create_future())
        self._waiting.put_nowait(unit)
        result: T = await unit.done
        return result

    async def serve(self) -> None:
        """Return when the writer ends; see `Database.serve`."""
        if self._task.done():
            self._task = self._begin()
        await asyncio.shield(self._task)

    async def close(self) -> None:
        """Finish the work that waits; a writer that is stuck is left behind."""
        self._waiting.put_nowait(None)
        await asyncio.wait([self._task], timeout=self._patience + CLOSING_SECONDS)
        self._task.cancel()
        await asyncio.wait([self._task], timeout=CLOSING_SECONDS)
        self._refuse_waiting()

    def _begin(self) -> asyncio.Task[None]:
        task = asyncio.create_task(self._write_until_closed(), name="writer")
        task.add_done_callback(self._tell_end)
        return task

    def _tell_end(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()):
            log.error("the writer has ended", exc_info=error)

    async def _write_until_closed(self) -> None:
        try:
            while units := await self._next_units():
                try:
                    with COMMIT_SECONDS.time():
                        await self._commit(units)
                except self._errors as error:
                    await self._abandon(units, error)
                finally:
                    _refuse(units)
        finally:
            self._refuse_waiting()

    async def _next_units(self) -> list[_Unit[Any]]:
        """Wait for work; none is left once the end is asked for."""
        units, self._late = self._late, []
        while len(units) < SHARED_COMMIT and not (units and self._waiting.empty()):
            unit = await self._waiting.get()
            if unit is None:
                if units:
                    self._waiting.put_nowait(None)
                break
            units.append(unit)
        return units

    async def _commit(self, units: list[_Unit[Any]]) -> None:
        """Run *units* in one transaction, commit, and only then tell their callers."""
        began = monotonic()
        now, index_keys = await self._connection.begin(self._patience)
        set_back = self._clock.look(now, began, monotonic())
        if index_keys != self._index_keys:
            await self._load_index_keys(now)
            self._index_keys = index_keys
        for unit in self._in_time(units):
            if not unit.done.done():  # who gave up before it began wants nothing of it
                await self._run(unit, Transaction(self._connection, self._vault, now, self.standing))
        await self._connection.keep(self._patience)
        for unit in units:
            unit.hand_out()
            if unit.transaction:
                self._publish(unit.transaction.events)
        if set_back:
            self._publish([ClockSetBack(set_back)])

    async def _load_index_keys(self, now: float) -> None:
        """Read by which keys rows are found from now on; without them nothing can be done.

        Raises:
            StorageUnavailable: the key ring lacks the key under which they are sealed.
        """
        try:
            await IndexKeys(Transaction(self._connection, self._vault, now)).load()
        except KeyRingUnusable as error:
            raise StorageUnavailable(str(error)) from error

    def _in_time(self, units: list[_Unit[Any]]) -> Iterator[_Unit[Any]]:
        """Go through *units*; those whose turn comes too late are left to the next commit."""
        ends_at = monotonic() + SHARED_SECONDS
        for number, unit in enumerate(units):
            if number and monotonic() > ends_at:
                self._late = units[number:]
                del units[number:]
                return
            yield unit

    async def _run(self, unit: _Unit[Any], transaction: Transaction) -> None:
        """Run one unit; whatever it raises is its own, but for what the disk refuses to all."""
        await self._connection.change("SAVEPOINT unit")
        try:
            with on_behalf_of(unit.origin):
                unit.result = await self._connection.within(self._patience, unit.work(transaction))
            unit.transaction = transaction
        except BaseException as error:
            if _is_cut_short() or self._connection.refuses(error):
                raise
            unit.error = error
            await self._connection.change("ROLLBACK TO unit")
        try:
            await self._connection.change("RELEASE unit")
        except self._connection.errors as error:
            if self._connection.refuses(error):
                raise
            unit.error, unit.transaction = unit.error or error, None  # it alone is not tried again
            await self._connection.change("ROLLBACK TO unit")  # fails if it ended the shared transaction
            await self._connection.change("RELEASE unit")

    async def _abandon(self, units: list[_Unit[Any]], error: Exception) -> None:
        COMMITS_FAILED.inc()
        log.error("commit failed, %d units wait for another try: %s", len(units), error)
        with suppress(*self._errors):
            await self._connection.undo(self._patience)
        is_told = isinstance(error, StorageUnavailable)
        _refuse(units, str(error) if is_told else f"the database {self._connection.in_words(error)}")

    def _refuse_waiting(self) -> None:
        _refuse(self._late, "closed")
        self._late = []
        while not self._waiting.empty():
            unit = self._waiting.get_nowait()
            _refuse([unit] if unit else [], "closed")


def _refuse(units: list[_Unit[Any]], why: str = "the writer has ended") -> None:
    """Tell those who still wait that nothing was kept."""
    for unit in units:
        unit.refuse(StorageUnavailable(why))


def _is_cut_short() -> bool:
    """Tell whether it is the writer itself that is cancelled, and not something inside a unit."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _fit_for_a_caller(error: BaseException) -> Exception:
    """Return what may be raised in the caller's task: a cancellation of the work is none of the caller."""
    if isinstance(error, Exception) and not isinstance(error, StopIteration):
        return error
    return WorkBroken(type(error).__name__)
