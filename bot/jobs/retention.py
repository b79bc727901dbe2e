"""The retention job: deletes hourly what has outlived its term."""

import logging

from storage.audit import AuditLog
from storage.database import Database
from storage.retention import retire

log = logging.getLogger(__name__)


async def retain(database: Database) -> None:
    """Delete what is too old; a failure waits for the next hour."""
    removed = await retire(database.write)
    head = await database.write(lambda transaction: AuditLog(transaction).head())
    log.info("audit: %s", head)
    log.info("retention: %s", ", ".join(f"{count} {kind}" for kind, count in removed.items()))
