"""The backup's stamp: an empty file beside the database, whose time is that of the last backup.

A backup only reads the database, which may be another release's, so it leaves no row there.
"""

from contextlib import suppress
from pathlib import Path

from storage.engine import engine_of
from storage.places import Place
from storage.sqlite.opening import OWNER_ONLY


def note_backup(place: Place) -> None:
    """Remember that the database was backed up just now; where this user may not write it stays unknown.

    Of a server's it stays unknown too: nobody can tell on which machine that will be asked.
    """
    for database in engine_of(place).files[:1]:
        with suppress(OSError):
            _stamp(database).touch(OWNER_ONLY)


def backed_up_at(database: Path) -> float:
    """Return when *database* was last backed up, in Unix seconds; 0 where that is not known."""
    try:
        return _stamp(database).stat().st_mtime
    except OSError:
        return 0.0


def _stamp(database: Path) -> Path:
    return database.with_name(f"{database.name}.backed-up")
