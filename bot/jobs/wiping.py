"""The wiping job: empties the write-ahead log after an erasure, so that no ciphertext stays."""

import logging
from pathlib import Path

from bot.jobs.waking import Waker
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.transaction import Erased
from storage.wal import empty_wal

log = logging.getLogger(__name__)


class WipingJob:
    """Begins with the commit of an erasure, and is repeated by the clock until it has worked.

    At the start it is due for what an earlier process erased last. It is done once more at a later tick, when
    the words of farewell have been sent and deleted too.
    """

    def __init__(self, database: Database, path: Path) -> None:
        self._path = path
        self._times = 1
        self.waker = Waker(self.run)
        database.subscribe(Erased, self._erased)

    async def run(self) -> None:
        """Empty the log if something was erased since it was empty."""
        if not self._times:
            return
        self._times -= 1  # what is erased from now on is due anew
        try:
            is_done = await empty_wal(self._path)
        except StorageUnavailable:
            is_done = False
        if not is_done:
            self._times += 1
            log.warning("the write-ahead log could not be emptied; the next try comes soon")

    def _erased(self, _: Erased) -> None:
        self._times = 2
        self.waker.wake()
