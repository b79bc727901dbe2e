"""``retention``: what has outlived its term is deleted now."""

import argparse

from bot.commands.console import say
from bot.opening.kept import open_database
from bot.settings import Settings
from storage.retention import retire


async def do(_: argparse.Namespace, settings: Settings) -> None:
    """Delete now what has outlived its term."""
    async with open_database(settings) as database:
        removed = await retire(database.write)
    for kind, count in removed.items():
        say(f"{count} {kind} deleted")
