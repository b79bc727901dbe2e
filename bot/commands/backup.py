"""``backup``: a copy of the live database, checked at once."""

import argparse
from pathlib import Path

from bot.console import name, say
from bot.opening import key_ring
from bot.settings import Settings
from storage.backup import back_up
from storage.identity import refuse_missing


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    command.add_argument("file", type=Path, help="the copy; it must not be there yet")


async def do(arguments: argparse.Namespace, settings: Settings) -> int:
    """Copy the live database."""
    ring = key_ring(settings)
    refuse_missing(settings.database, ring)
    name(await back_up(settings.database, arguments.file, ring.vault()))
    say(f"backed up and checked: {arguments.file}")
    return 0
