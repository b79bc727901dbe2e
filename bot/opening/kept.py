"""The opening of what is kept: the key ring and the database, as the settings name them."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.settings import Settings
from storage.database import Database
from storage.engine import MISSING, engine_of
from storage.errors import KeyRingUnusable, StorageUnavailable
from storage.identity import identify, refuse_another, refuse_missing
from storage.key_ring import KeyRing
from storage.migration import migrate, refuse_unreadable
from storage.reading import Read, reading

log = logging.getLogger(__name__)


def key_ring(settings: Settings) -> KeyRing:
    """Return the key ring; see `KeyRing.load`."""
    refuse_earlier_place(settings)
    return KeyRing.load(settings.data_keys)


def refuse_earlier_place(settings: Settings) -> None:
    """Find the ring where earlier releases kept it: another one would open nothing of what is there.

    Raises:
        KeyRingUnusable: it lies beside the database and not where the settings say.
    """
    ring = settings.data_keys
    for file in engine_of(settings.database).files:
        earlier = file.with_name(ring.name)
        if earlier.exists() and not ring.exists():
            raise KeyRingUnusable(
                f"the key ring lies beside the database, {earlier}, where one thief takes both: move it"
                f" (mkdir -p {ring.parent} && mv {earlier} {ring}), or set DATA_KEYS={earlier}"
            )


@asynccontextmanager
async def open_to_read(settings: Settings) -> AsyncIterator[Read]:
    """Open the database as it stands; nothing is made, written or migrated.

    Raises:
        StorageError: there is none, or it cannot be read by this release with this key ring.
    """
    ring = key_ring(settings)
    await refuse_missing(settings.database, ring)
    async with reading(settings.database, ring.vault(settings.data_keys)) as read:
        refuse_another(await read(identify), settings.database, ring)
        yield read


@asynccontextmanager
async def open_database(settings: Settings) -> AsyncIterator[Database]:
    """Open the database that is there, as it stands: only the bot's start and ``migrate`` bring it forward.

    Raises:
        StorageError: there is none, it is of another release, or the key ring or the file does not allow it.
    """
    ring = key_ring(settings)
    await refuse_missing(settings.database, ring)
    if await engine_of(settings.database).lack() == MISSING:
        raise StorageUnavailable(
            f"there is no database {settings.database} yet: the bot's first start makes it"
        )
    async with _opened(settings, ring, as_is=True) as database:
        yield database


@asynccontextmanager
async def begin_database(settings: Settings, *, anew: bool = False) -> AsyncIterator[Database]:
    """Open the database, or make one where there never was any, and have the key ring note it.

    Whoever calls this holds the file alone (`sole_use`): the ring may be written.

    Raises:
        StorageError: there was a database and there is none or another one (but for *anew*), or the key
            ring or the file does not allow it.
    """
    ring = key_ring(settings)
    if anew:
        ring = replace(ring, database=None)
    await refuse_missing(settings.database, ring)
    async with _opened(settings, ring) as database:
        note_identity(settings, ring, await database.write(identify))
        yield database


def note_identity(settings: Settings, ring: KeyRing, identity: str) -> None:
    """Have the ring note which database it belongs to; one that this user may not write stays as it is."""
    if ring.database == identity:
        return
    try:
        replace(ring, database=identity).save(settings.data_keys, replacing=True)
    except KeyRingUnusable as error:
        log.warning("%s; so it can't be noticed when the database is missing", error)


@asynccontextmanager
async def _opened(settings: Settings, ring: KeyRing, *, as_is: bool = False) -> AsyncIterator[Database]:
    vault = ring.vault(settings.data_keys)
    database = await Database.open(settings.database, vault)
    try:
        if as_is:
            await refuse_unreadable(database.connection, settings.database, vault)
        else:
            await migrate(database.connection, vault)
        refuse_another(await database.write(identify), settings.database, ring)
        yield database
    finally:
        await database.close()
