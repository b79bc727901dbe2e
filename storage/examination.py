"""The examination of a database that is only read: pages, schema, rows, and what the bot could not handle."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from storage.engine import engine_of
from storage.errors import StorageError
from storage.identity import identify, refuse_another, refuse_missing
from storage.inbox import Inbox
from storage.key_ring import KeyRing
from storage.migration import faults_of_schema
from storage.moves import Move, Moves
from storage.places import Place
from storage.presence import Present, present
from storage.reading import reading
from storage.resealing import survey


@dataclass(slots=True)
class Examination:
    """What was found: sentences about what is wrong, the failed updates, and the groups that moved."""

    faults: list[str] = field(default_factory=list)
    dead_updates: int = 0
    moves: list[Move] = field(default_factory=list)


async def examine(place: Place, ring: KeyRing) -> Examination:
    """Look at everything in the database at *place*.

    Raises:
        StorageError: it cannot be read by this release with this key ring.
    """
    await refuse_missing(place, ring)
    engine = engine_of(place)
    await engine.refuse_damaged()
    found, vault = Examination(), ring.vault()
    async with reading(place, vault) as read:
        refuse_another(await read(identify), place, ring)
        found.dead_updates = await read(lambda tx: Inbox(tx).count_dead())
        found.moves = list(await read(lambda tx: Moves(tx).all()))
        found.faults = [str(row) for row in (await survey(read)).damaged]
    async with engine.connected_to_read() as connection:
        found.faults += await faults_of_schema(connection, vault)
    return found


async def replicas_of(place: Place) -> Sequence[Present] | None:
    """Return the replicas over the database at *place*; nothing where it lets nobody in, so nobody knows."""
    engine = engine_of(place)
    try:
        async with engine.connected_to_read() as connection:
            with suppress(StorageError):
                return await present(connection)
    except StorageError:
        return None
    return ()
