"""The upkeep jobs: what is too old goes, an erasure leaves no trace, people are counted, terms are kept."""

import asyncio
import logging

from bot.monitoring import metrics
from storage.audit import AuditLog
from storage.census import count_cards, count_people
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.leases import bring_forward, set_back_unseen
from storage.retention import retire
from storage.set_back import ClockSetBack
from storage.transaction import Erased

log = logging.getLogger(__name__)


async def retain(database: Database) -> None:
    """Delete what has outlived its term; a failure waits for the next hour."""
    removed = await retire(database.write)
    head = await database.write(lambda transaction: AuditLog(transaction).head())
    log.info("audit: %s", head)
    log.info("retention: %s", ", ".join(f"{count} {kind}" for kind, count in removed.items()))


async def take_census(database: Database) -> None:
    """Count people and cards for the metrics, some at a time, so that nobody who asks for them waits."""
    metrics.PEOPLE.set(await count_people(database.write))
    metrics.CARDS.set(await count_cards(database.write))


class WipingJob:
    """Empties the write-ahead log with the commit of an erasure, and by the clock until it has worked.

    At the start it is due for what an earlier process erased last. It is done once more at a later tick, when
    the words of farewell have been sent and deleted too.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._times = 1
        database.subscribe(Erased, self._erased)

    async def run(self) -> None:
        """Empty the log if something was erased since it was empty."""
        if not self._times:
            return
        self._times -= 1  # what is erased from now on is due anew
        is_done = False
        try:
            is_done = await self._database.wipe()
        finally:
            self._times += not is_done
        if not is_done:
            log.warning("the write-ahead log is busy; the next try comes soon")

    def _erased(self, _: Erased) -> None:
        self._times = 2


class TermsJob:
    """Brings forward what waits by the database's clock when that is set back.

    It runs with the commit that noticed, and by the clock for what nobody noticed: no process was there, or
    the one that led died over it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._owed = 0.0
        self._running = asyncio.Lock()
        database.subscribe(ClockSetBack, self._note)

    async def run(self) -> None:
        """Bring forward by what is owed, if this process leads."""
        if self._database.standing.leads:
            async with self._running:
                await self._settle()

    async def _settle(self) -> None:
        unseen = await self._database.write(set_back_unseen)  # this commit itself may be the one that notices
        seconds = max(self._owed, unseen)
        self._owed = 0.0  # what is told from now on is owed anew
        if not seconds:
            return
        log.warning("the database's clock was set back by %.0f s: what waits is due sooner", seconds)
        try:
            await bring_forward(seconds, self._database.write)
        except StorageUnavailable:
            self._owed += seconds
            raise

    def _note(self, event: ClockSetBack) -> None:
        if self._database.standing.leads:
            self._owed += event.seconds
