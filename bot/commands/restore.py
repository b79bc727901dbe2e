"""``restore``: a backup is put where no database is."""

import argparse

from bot.commands.console import Refused, name, path, say
from bot.opening.kept import begin_database, key_ring
from bot.settings import Settings
from storage.backup import restore
from storage.engine import MISSING, engine_of
from storage.sole_use import sole_use


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    command.add_argument("file", type=path, help="the backup")


async def do(arguments: argparse.Namespace, settings: Settings) -> None:
    """Put a backup in the place of a missing or empty database, which the key ring then belongs to."""
    is_new = await engine_of(settings.database).lack() == MISSING
    if is_new and not arguments.file.exists():  # the lock would be made for nothing
        raise Refused(f"there is no backup {arguments.file}")
    vault = key_ring(settings).vault()
    with sole_use(settings.database):
        name(await restore(arguments.file, settings.database, vault))
        async with begin_database(settings, anew=True):
            say(f"restored and checked: {settings.database}")
