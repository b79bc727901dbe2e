"""The notices job: pushes what waited for the end of somebody's quiet hours."""

import logging

from handlers.telling import push_due
from storage.database import Database
from storage.errors import StorageUnavailable

log = logging.getLogger(__name__)


async def push_notices(database: Database) -> None:
    """Push everything that is due; a failure waits for the next tick."""
    try:
        while count := await database.write(push_due):
            log.info("notices: %d pushed after quiet hours", count)
    except StorageUnavailable as error:
        log.warning("notices wait: %s", error)
