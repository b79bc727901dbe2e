"""A folder of backups: each is named by its time, and those that are not needed any more are pruned.

Of the last day all are kept, of each earlier day the last one, and none that is older than the term: what
people have deleted lives on in a backup. But the last days that have any are left, however old they seem: a
clock that was set years ahead for an hour is when they are needed. Files of other names are none of ours.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage.backup import DRAFT

WRITTEN = "doctor73-%Y%m%dT%H%M%SZ.db"
NAMED = re.compile(rf"doctor73-\d{{8}}T\d{{6}}Z\.db({re.escape(DRAFT)})?")
ALL_OF = timedelta(days=1)
DAYS_LEFT = 7  # that have copies, or as many as the term has: while copies are made, those are within it


@dataclass(frozen=True, slots=True)
class BackupFolder:
    """The folder at *path*."""

    path: Path

    def place(self, now: datetime) -> Path:
        """Return where a backup that is made *now* belongs."""
        return self.path / now.astimezone(UTC).strftime(WRITTEN)

    def prune(self, *, good: Path, term: timedelta, now: datetime) -> list[Path]:
        """Delete what the backup *good*, which is proven, makes dispensable; return it."""
        days_left = min(DAYS_LEFT, term.days)
        gone = [path for path in self._dispensable(now - term, now - ALL_OF, days_left) if path != good]
        for path in gone:
            path.unlink(missing_ok=True)
        return gone

    def _dispensable(self, too_old: datetime, day_ago: datetime, days_left: int) -> Iterator[Path]:
        last_of: dict[object, Path] = {}
        copies = sorted(self._backups())
        left = sorted({made_at.date() for made_at, path in copies if path.suffix != DRAFT})[-days_left:]
        for made_at, path in copies:
            is_too_old = made_at < too_old and made_at.date() not in left
            if is_too_old or (made_at < day_ago and path.suffix == DRAFT):
                yield path
            elif made_at < day_ago:
                if earlier := last_of.get(made_at.date()):
                    yield earlier
                last_of[made_at.date()] = path

    def _backups(self) -> Iterator[tuple[datetime, Path]]:
        for path in self.path.iterdir():
            if NAMED.fullmatch(path.name) and (made_at := _time_of(path)):
                yield made_at, path


def _time_of(path: Path) -> datetime | None:
    try:
        return datetime.strptime(path.name.removesuffix(DRAFT), WRITTEN).replace(tzinfo=UTC)
    except ValueError:
        return None
