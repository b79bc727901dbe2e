"""``backup``: a copy of the live database, checked at once; into a folder that keeps itself small, too."""

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.commands.console import Refused, name, path, say, whole
from bot.opening.kept import key_ring, open_database
from bot.settings import Settings
from storage.backup import back_up
from storage.backup_folder import BackupFolder
from storage.errors import StorageError
from storage.identity import refuse_missing
from storage.last_backup import Backups


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    place = command.add_mutually_exclusive_group(required=True)
    place.add_argument("file", nargs="?", type=path, help="the copy; it must not be there yet")
    place.add_argument("--into", type=path, metavar="FOLDER", help="a folder; the copy is named by its time")
    command.add_argument("--trial", action="store_true", help="it is thrown away: no alarm goes by its age")
    command.add_argument(
        "--keep",
        type=lambda text: timedelta(days=whole(text)),
        metavar="DAYS",
        help="with --into: delete older copies, and of each day but the last one all except its last copy",
    )


async def do(arguments: argparse.Namespace, settings: Settings) -> None:
    """Copy the live database, and delete which copies the new one makes dispensable.

    Raises:
        Refused: nothing is deleted, for the new copy is not good.
    """
    now = datetime.now(UTC)
    if arguments.keep and not arguments.into:
        raise Refused("--keep needs --into: only a folder's own copies are deleted")
    target = BackupFolder(arguments.into).place(now) if arguments.into else arguments.file
    ring = key_ring(settings)
    await refuse_missing(settings.database, ring)
    damaged = await back_up(settings.database, target, ring.vault())
    if not arguments.trial:
        await _note(settings, target)
    name(damaged)
    say(f"backed up and checked: {target}")
    if arguments.keep and damaged:
        raise Refused("no copy is deleted: earlier ones may hold what is damaged now")
    if arguments.keep:
        gone = BackupFolder(arguments.into).prune(good=target, term=arguments.keep, now=now)
        say(f"{len(gone)} earlier copies deleted")


async def _note(settings: Settings, copy: Path) -> None:
    """Have the monitor know; a copy is good also where nothing can be written, or of another release."""
    try:
        async with open_database(settings) as database:
            await database.write(lambda tx: Backups(tx).note(copy))
    except StorageError as error:
        say(f"when this was, the monitor cannot know: {error}")
