"""The wiping job: empties the write-ahead log after an erasure, so that no ciphertext stays."""

import logging

from storage.database import Database
from storage.transaction import Erased

log = logging.getLogger(__name__)


class WipingJob:
    """Runs with the commit of an erasure, and by the clock until it has worked.

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
