"""The retention job: deletes hourly what has outlived its term."""

import logging

from storage.audit import Audit
from storage.database import Database
from storage.erasure import retire
from storage.errors import StorageUnavailable

log = logging.getLogger(__name__)


async def retain(database: Database) -> None:
    """Delete what is too old; a failure waits for the next hour."""
    try:
        removed = await database.write(retire)
        head = await database.write(lambda transaction: Audit(transaction).head())
    except StorageUnavailable as error:
        log.warning("retention waits: %s", error)
        return
    log.info("audit: %s", head)
    log.info("retention: %s", ", ".join(f"{count} {kind}" for kind, count in removed.items()))
