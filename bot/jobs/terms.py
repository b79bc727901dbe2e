"""The terms job: brings forward what waits by the database's clock when that is set back."""

import logging

from storage.database import Database
from storage.errors import StorageUnavailable
from storage.leases import bring_forward
from storage.set_back import ClockSetBack

log = logging.getLogger(__name__)


class TermsJob:
    """Runs with the commit that noticed, and by the clock until it has worked.

    All who share the database notice; who leads brings forward.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._owed = 0.0
        database.subscribe(ClockSetBack, self._note)

    async def run(self) -> None:
        """Bring forward by what is owed."""
        seconds, self._owed = self._owed, 0.0  # what is told from now on is owed anew
        if not seconds:
            return
        try:
            await bring_forward(seconds, self._database.write)
        except StorageUnavailable:
            self._owed += seconds
            raise

    def _note(self, event: ClockSetBack) -> None:
        if self._database.standing.leads:
            log.warning(
                "the database's clock was set back by %.0f s: what waits is due sooner", event.seconds
            )
            self._owed += event.seconds
