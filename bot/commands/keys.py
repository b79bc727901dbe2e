"""``keys``: the key ring is made, given a key, rotated or checked."""

import argparse

from bot.commands.console import Refused, name, say
from bot.opening.kept import begin_database, key_ring, open_database, open_to_read, refuse_earlier_place
from bot.settings import Settings
from storage.key_ring import KeyRing
from storage.replicas import Replicas
from storage.resealing import reseal
from storage.sole_use import sole_use


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    command.add_argument("what", choices=["new", "add", "rotate", "check"])


async def do(arguments: argparse.Namespace, settings: Settings) -> int:
    """Make the key ring, or add to it, check or rotate it."""
    if arguments.what == "new":
        refuse_earlier_place(settings)
        KeyRing.fresh().save(settings.data_keys)
        say(f"made {settings.data_keys}; keep two sealed copies, never beside the backups")
        return 0
    if arguments.what == "add":
        return _add(settings)
    if arguments.what == "rotate":
        with sole_use(settings.database):
            return await _rotate(settings)
    async with open_to_read(settings):
        say("the key ring opens the database")
    return 0


def _add(settings: Settings) -> int:
    """Make the key of the next rotation, so that it is everywhere before anything is sealed with it."""
    ring = key_ring(settings)
    if ring.prepared is None:
        ring = ring.preparing()
        ring.save(settings.data_keys, replacing=True)
    say(f"{settings.data_keys} opens with the next key too: put it on all machines, then keys rotate")
    return 0


async def _rotate(settings: Settings) -> int:
    """Add a new primary key and seal every row with it. It can be repeated."""
    async with begin_database(settings) as database:  # first see that the present ring opens it
        replicas = await database.write(lambda tx: Replicas(tx).count())
    ring = key_ring(settings)
    if replicas and ring.prepared is None:
        raise Refused("replicas of the bot run: keys add makes the key that all of them need first")
    ring.rotated().save(settings.data_keys, replacing=True)
    async with open_database(settings) as database:
        walk = await reseal(database.write)
    name(walk.damaged)
    say(f"{walk.changed} rows are sealed with the new key; earlier keys still open old backups")
    return 0
