"""``keys``: the key ring is made, given a key, rotated or checked."""

import argparse
import asyncio
from functools import partial

from bot.commands.console import Refused, name, say
from bot.opening.kept import begin_database, key_ring, open_database, open_to_read, refuse_earlier_place
from bot.settings import Settings
from storage.database import Database
from storage.engine import engine_of
from storage.key_ring import KeyRing
from storage.remarking import Rotation, remark, rotation_to
from storage.remarking import begin as begin_index_key
from storage.replicas import Replicas
from storage.resealing import reseal
from storage.sole_use import sole_use

LOOKS = 6  # for a replica that has just been given the next key: it reads the ring with its next heartbeat
PAUSE_SECONDS = 0.5
NOT_PREPARED = "replicas of the bot run: keys add makes the key that all of them need first"
NOT_ON_ALL = "{} replicas do not have the next key: put the key ring on all machines first"
CHECKED = {
    Rotation.UNFINISHED: "a rotation was begun and not finished: keys rotate goes on with it",
    Rotation.BEHIND: "an earlier key seals it, as in a backup of before: keys rotate brings it to the ring's",
    Rotation.AHEAD: "but the ring is of before a rotation: put the one that was rotated on this machine too",
}
GOING_ON = {
    Rotation.UNFINISHED: "a rotation was begun and not finished: going on with it",
    Rotation.BEHIND: "an earlier key seals the database: bringing it to the key ring's",
}


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe the command."""
    command.add_argument("what", choices=["new", "add", "rotate", "check"])


async def do(arguments: argparse.Namespace, settings: Settings) -> None:
    """Make the key ring, or add to it, check or rotate it."""
    if arguments.what == "new":
        refuse_earlier_place(settings)
        KeyRing.fresh().save(settings.data_keys)
        say(f"made {settings.data_keys}; keep two sealed copies, never beside the backups")
    elif arguments.what == "add":
        _add(settings)
    elif arguments.what == "rotate":
        with sole_use(settings.database):
            await _rotate(settings)
    else:
        async with open_to_read(settings) as read:
            say("the key ring opens the database")
            if told := CHECKED.get(await read(partial(rotation_to, key_ring(settings)))):
                say(told)


def _add(settings: Settings) -> None:
    """Make the key of the next rotation, so that it is everywhere before anything is sealed with it."""
    ring = key_ring(settings)
    if ring.prepared is None:
        ring = ring.preparing()
        ring.save(settings.data_keys, replacing=True)
    say(f"{settings.data_keys} opens with the next key too: put it on all machines, then keys rotate")


async def _rotate(settings: Settings) -> None:
    """Seal every row with a new key, and find it by a new index key; go on with what was cut short."""
    async with begin_database(settings) as database:  # first see that the present ring opens it
        await engine_of(settings.database).refuse_damaged()  # what such a page hides would keep its key
        await _begin(settings, database)
    async with open_database(settings) as database:
        await database.write(begin_index_key)
        walk = await reseal(database.write)
        marks = await remark(database.write)
    key_ring(settings).without_index().save(settings.data_keys, replacing=True)
    name(walk.damaged)
    say(f"{walk.changed} rows are sealed with the new key; earlier keys still open old backups")
    say(f"{marks} marks are made with a new index key, which the database keeps; the earlier one is gone")


async def _begin(settings: Settings, database: Database) -> None:
    """Have the prepared key or a new one seal from now on; one that has not sealed everything yet goes on.

    Raises:
        Refused: a replica of the bot could not open what it seals.
    """
    ring = key_ring(settings)
    is_prepared = ring.prepared is not None
    if not is_prepared and (told := GOING_ON.get(await database.write(partial(rotation_to, ring)))):
        say(told)
        return
    ring = ring.rotated()
    for _ in range(LOOKS if is_prepared else 1):
        if not (lacking := await database.write(lambda tx: Replicas(tx).lacking(ring.primary.id))):
            break
        await asyncio.sleep(PAUSE_SECONDS)
    else:
        raise Refused(NOT_ON_ALL.format(lacking) if is_prepared else NOT_PREPARED)
    ring.save(settings.data_keys, replacing=True)
