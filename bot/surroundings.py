"""What the metrics tell of the database's files: room on their disk, and when they were last backed up."""

import shutil
from functools import partial
from math import nan
from pathlib import Path

from bot import metrics
from storage.backup_stamp import backed_up_at


def watch_files(database: Path) -> None:
    """Have each scrape look at the disk, and for the last backup."""
    metrics.DISK_FREE.set_function(partial(_free_bytes, database.parent))
    metrics.BACKED_UP.set_function(partial(backed_up_at, database))


def _free_bytes(folder: Path) -> float:
    try:
        return float(shutil.disk_usage(folder).free)
    except OSError:
        return nan
