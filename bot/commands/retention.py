"""``retention``: what has outlived its term is deleted now."""

import argparse

from bot.console import say
from bot.opening import open_database
from bot.settings import Settings
from storage.erasure import retire


async def do(_: argparse.Namespace, settings: Settings) -> int:
    """Delete now what has outlived its term."""
    database = await open_database(settings)
    try:
        removed = await database.write(retire)
    finally:
        await database.close()
    for kind, count in removed.items():
        say(f"{count} {kind} deleted")
    return 0
