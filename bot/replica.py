"""The replica: this process among those over one database; whether it lives for them, and whether it leads.

A heartbeat a second tells the others that it lives. Who has not seen his own last one kept for a while may be
dead to them, and his rows taken over: he sends nothing until a heartbeat tells what is still his.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from socket import gethostname
from time import monotonic

from bot.monitoring import metrics
from bot.monitoring.log import reason
from bot.version import VERSION
from storage.database import Database
from storage.errors import SchemaUnknown, StorageUnavailable
from storage.replicas import RHYTHM, Heartbeat, Replicas, Rhythm, Seat
from storage.standing import ALONE, Standing

log = logging.getLogger(__name__)

RETRY_SECONDS = 0.2
REST_SECONDS = 1.0  # the second of Telegram's limit, in which an earlier leader may have pushed

Run = Callable[[], Coroutine[object, object, object]]


class Replica:
    """Where the engine allows one process only, this is the one: it leads, and writes no heartbeats."""

    def __init__(self, database: Database, *, is_alone: bool, rhythm: Rhythm = RHYTHM) -> None:
        self.is_alone = is_alone
        self.is_stopping = False
        self.outlived: Callable[[str], None] = log.error
        self.calls: Callable[[], int] = int
        self.unheard: Callable[[], frozenset[int]] = frozenset
        self._rhythm = rhythm
        self._seat = Seat(gethostname(), VERSION)
        self._database = database
        self._last: Heartbeat | None = None
        self._kept_at = float("-inf")
        self._led_from = 0.0
        self._changed = asyncio.Event()
        self._beating: asyncio.Task[None] | None = None

    @property
    def number(self) -> int | None:
        """The replica's number; after a burial it is another one."""
        return self._database.standing.replica

    @property
    def leads(self) -> bool:
        """Whether this process does what only one may do."""
        if self.is_alone:
            return True
        return bool(self._last and self._last.leads) and not self.is_stopping

    @property
    def living_ones(self) -> int:
        """How many replicas live, this one included, as far as it knows."""
        return 1 + (self._last.others if self._last else 0)

    @property
    def calls_of_others(self) -> int:
        """How many calls the other replicas made in a second, lately."""
        return self._last.calls if self._last else 0

    async def join(self) -> None:
        """Be one of the replicas from now on, until `leave`."""
        if self.is_alone:
            metrics.LEADS.set(1)
            metrics.REPLICAS.set(1)
            return
        await self.beat()
        self._beating = asyncio.create_task(self._beat_on(), name="heartbeat")

    async def _beat_on(self) -> None:
        pause = self._rhythm.beat
        while True:
            await asyncio.sleep(pause)
            began = monotonic()
            try:
                await self.beat()
            except SchemaUnknown as error:
                self.outlived(str(error))
                return
            except Exception as error:  # noqa: BLE001 - who gives no heartbeat is dead to the others
                log.warning("no heartbeat for now: %s", reason(error))
                pause = RETRY_SECONDS
            else:
                pause = max(0.0, began + self._rhythm.beat - monotonic())

    async def beat(self) -> None:
        """Give one heartbeat, and learn from it.

        Raises:
            StorageUnavailable: it was not kept.
        """
        began, led = monotonic(), self.leads
        beat = await self._database.write(
            lambda tx: Replicas(tx, self._rhythm, self._seat).beat(self._last, self.calls(), self.unheard())
        )
        if self._last and self._last.replica != beat.replica:
            log.error("replica %d was silent and its work is taken over", self._last.replica)
        self._last, self._kept_at = beat, began
        self._database.standing = Standing(beat.replica, leads=self.leads)
        metrics.LEADS.set(self.leads)
        metrics.REPLICAS.set(self.living_ones)
        if self.leads != led:
            log.info("replica %d %s", beat.replica, "leads" if self.leads else "follows")
            self._led_from = monotonic()
        self._tell()

    async def living(self) -> None:
        """Return when this process is known to live for the others."""
        while not self.is_alone and monotonic() > self._kept_at + self._rhythm.fresh:
            await self._next()

    async def may_push(self) -> None:
        """Return when pushes are this process's to send."""
        while not self.leads:
            await self._next()
        if not self.is_alone:
            await asyncio.sleep(self._led_from + REST_SECONDS - monotonic())

    async def while_leading(self, run: Run) -> None:
        """Do *run* whenever this process leads, and cut it short when it does no more.

        Raises:
            Exception: what *run* raised; it may also return, for good.
        """
        while True:
            while not self.leads:
                await self._next()
            running = asyncio.create_task(run())
            try:
                if await self._is_done_while_leading(running):
                    await running
                    return
            finally:
                running.cancel()
                with suppress(asyncio.CancelledError):
                    await running

    async def resign(self, seconds: float) -> None:
        """Let another one lead; serve on for *seconds* while a balancer finds out, if there are others."""
        self.is_stopping = True
        number = self.number
        if self.is_alone or number is None:
            return
        self._tell()
        self._database.standing = Standing(number, leads=False)
        with suppress(StorageUnavailable):
            await self._database.write(lambda tx: Replicas(tx).resign(number))
        if self._last and self._last.others:
            await asyncio.sleep(seconds)

    async def leave(self) -> None:
        """Go; what was not sent is the leader's within a second."""
        if self._beating:
            self._beating.cancel()
        number = self.number
        if number is not None:
            with suppress(StorageUnavailable):
                await self._database.write(lambda tx: Replicas(tx).leave(number))
            self._database.standing = ALONE

    async def _is_done_while_leading(self, running: asyncio.Task[object]) -> bool:
        while self.leads and not running.done():
            news: asyncio.Task[None] = asyncio.create_task(self._next())
            await asyncio.wait({running, news}, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()
        return running.done()

    async def _next(self) -> None:
        await self._changed.wait()

    def _tell(self) -> None:
        """Wake those who wait for a change."""
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()
