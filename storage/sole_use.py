"""Sole use: a lock on the database's file, held by the running bot and by the work that nobody may disturb.

The lock is the kernel's (flock), so a killed process leaves none behind. It is not on the file itself, with
which SQLite's own locks would go when it is closed. The empty ``.lock`` beside it stays.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from storage.errors import DatabaseInUse, StorageUnavailable
from storage.places import Place, Server


@contextmanager
def sole_use(place: Place) -> Iterator[None]:
    """Hold the database alone, whatever name leads to it; a server's is shared, and has locks of its own.

    Raises:
        DatabaseInUse: another process holds it.
        StorageUnavailable: nothing can be locked there.
    """
    if isinstance(place, Server):
        yield
        return
    file = place.resolve()
    with _opened(file) as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise DatabaseInUse(
                f"the bot, or other work on its keys, is running with {file}: stop it first"
            ) from None
        except OSError as error:
            raise StorageUnavailable(f"cannot lock {file}: {error.strerror}") from None
        yield


def is_held(place: Place) -> bool:
    """Tell whether somebody holds the file; a server's is nobody's alone."""
    if isinstance(place, Server):
        return False
    with suppress(OSError), _lock_of(place.resolve()).open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def _lock_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.lock")


def _opened(file: Path) -> IO[bytes]:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return os.fdopen(os.open(_lock_of(file), os.O_RDWR | os.O_CREAT, 0o600), "r+b")
    except OSError as error:
        raise StorageUnavailable(f"cannot lock {file}: {error.strerror}") from None
