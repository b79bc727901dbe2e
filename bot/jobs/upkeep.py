"""The upkeep jobs: what is too old goes, what was erased leaves no trace in a file, people are counted."""

import logging

from bot.monitoring import metrics
from storage.audit import AuditLog
from storage.census import count_cards, count_people
from storage.database import Database
from storage.retention import retire
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
