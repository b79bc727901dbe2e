"""What the metrics tell of the machine: room on the disk of the database's file."""

import shutil
from functools import partial
from math import nan
from pathlib import Path

from bot.monitoring import metrics
from storage.engine import engine_of
from storage.places import Place


def watch_disk(place: Place) -> None:
    """Have each scrape look at the disk; a server's cannot be known here, and no alarm goes by its figure."""
    metrics.DISK_FREE.set_function(lambda: nan)
    for database in engine_of(place).files[:1]:
        metrics.DISK_FREE.set_function(partial(_free_bytes, database.parent))


def _free_bytes(folder: Path) -> float:
    try:
        return float(shutil.disk_usage(folder).free)
    except OSError:
        return nan
