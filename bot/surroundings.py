"""What the metrics tell of the database's files: room on their disk, and when they were last backed up."""

import shutil
from functools import partial
from math import nan
from pathlib import Path

from bot import metrics
from storage.backup_stamp import backed_up_at
from storage.engine import engine_of
from storage.places import Place


def watch_files(place: Place) -> None:
    """Have each scrape look at the disk, and for the last backup.

    Of a server neither is known here, and no alarm may go by it: its operator watches the server.
    """
    for figure in (metrics.DISK_FREE, metrics.BACKED_UP):
        figure.set_function(lambda: nan)
    for database in engine_of(place).files[:1]:
        metrics.DISK_FREE.set_function(partial(_free_bytes, database.parent))
        metrics.BACKED_UP.set_function(partial(backed_up_at, database))


def _free_bytes(folder: Path) -> float:
    try:
        return float(shutil.disk_usage(folder).free)
    except OSError:
        return nan
