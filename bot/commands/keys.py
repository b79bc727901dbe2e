"""``keys``: the key ring is made, rotated or checked."""

import argparse

from bot.console import name, say
from bot.opening import begin_database, key_ring, open_database, open_to_read, refuse_earlier_place
from bot.settings import Settings
from storage.key_ring import KeyRing
from storage.resealing import reseal
from storage.sole_use import sole_use


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    command.add_argument("what", choices=["new", "rotate", "check"])


async def do(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make, check or rotate the key ring."""
    if arguments.what == "new":
        refuse_earlier_place(settings)
        KeyRing.fresh().save(settings.data_keys)
        say(f"made {settings.data_keys}; keep two sealed copies, never beside the backups")
        return 0
    if arguments.what == "rotate":
        with sole_use(settings.database):
            return await _rotate(settings)
    async with open_to_read(settings):
        say("the key ring opens the database")
    return 0


async def _rotate(settings: Settings) -> int:
    """Add a new primary key and seal every row with it. It can be repeated."""
    await (await begin_database(settings)).close()  # first see that the present ring opens it
    key_ring(settings).rotated().save(settings.data_keys, replacing=True)
    database = await open_database(settings)
    try:
        walk = await reseal(database.write)
    finally:
        await database.close()
    name(walk.damaged)
    say(f"{walk.changed} rows are sealed with the new key; earlier keys still open old backups")
    return 0
