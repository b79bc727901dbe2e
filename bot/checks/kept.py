"""What is kept: the database and the key ring, that they belong together, and who else may read them."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.checks import Finding
from bot.opening.kept import key_ring
from bot.settings import Settings
from bot.settings.env_file import EnvFile
from storage.engine import MISSING, engine_of
from storage.errors import StorageError
from storage.examination import examine

LEAST_SPACE = 200 * 1024 * 1024  # bytes: for the write-ahead log, and some days of warning
OTHERS = 0o077
STRANGERS_MAY_READ_OR_ANYBODY_WRITE = 0o026


def moved(group: int) -> Finding:
    """Tell that the settings name the support group by an id that it has no more."""
    return Finding(
        f"SUPPORT_CHAT: this group became a supergroup, whose id is {group}: write that into the settings"
    )


async def look(settings: Settings, env_file: Path | None = None) -> list[Finding]:
    """Look at the files and into the database."""
    found: list[Finding] = []
    try:
        engine = engine_of(settings.database)
        found = [*_files(settings, engine.files, env_file), *_disk(engine.files)]
        ring = key_ring(settings)
        if ring.database is None and await engine.lack() == MISSING:
            text = f"database: there is no database {settings.database} yet; the bot's first start makes it"
            return [*found, Finding(text, is_wrong=False)]
        seen = await examine(settings.database, ring)
    except StorageError as error:
        return [*found, Finding(f"database: {error}")]
    found += [Finding(f"database: {fault}") for fault in seen.faults]
    found += [moved(move.new) for move in seen.moves if move.old == settings.support_chat]
    if seen.dead_updates:
        found.append(
            Finding(f"database: {seen.dead_updates} updates could not be handled (table dead_update)")
        )
    return found


def _files(settings: Settings, files: Sequence[Path], env_file: Path | None) -> Iterator[Finding]:
    """Tell which files are open to others, and whether one thief would take both database and keys."""
    ring = settings.data_keys
    if ring.exists() and ring.resolve().parent in {file.resolve().parent for file in files}:
        text = f"DATA_KEYS: {ring} lies in the database's folder: who copies that folder reads everything"
        yield Finding(text, is_wrong=False)
    for file in files:
        yield from _open_to(file, OTHERS)
    yield from _open_to(EnvFile.place(env_file), STRANGERS_MAY_READ_OR_ANYBODY_WRITE)


def _open_to(file: Path, others: int) -> Iterator[Finding]:
    try:
        mode = stat.S_IMODE(file.stat().st_mode)
    except OSError:
        return
    if mode & others:
        yield Finding(f"others may read or change {file}, which holds secrets: chmod 600 {file}")


def _disk(files: Sequence[Path]) -> Iterator[Finding]:
    """Write a trial file where the database is or would be made, and ask for the space left.

    A server's disk is the server's matter.
    """
    if not files:
        return
    database = files[0]
    folder = next(each for each in database.absolute().parents if each.exists())
    try:
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(b"is this disk well?")
            trial.flush()
            os.fsync(trial.fileno())
    except OSError as error:
        yield Finding(f"database: nothing can be written to {folder}: {error.strerror}")
    if database.exists() and not os.access(database, os.W_OK):
        yield Finding(f"database: {database} cannot be written: this user may only read it")
    free = shutil.disk_usage(folder).free
    if free < LEAST_SPACE:
        yield Finding(f"database: only {free // 2**20} MB are free on the disk of {folder}")
