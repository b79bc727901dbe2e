"""The examination of a database that is only read: pages, schema, rows, and what the bot could not handle."""

from dataclasses import dataclass, field
from pathlib import Path

from storage.backup import damaged_pages
from storage.errors import StorageUnavailable
from storage.identity import identify, refuse_another, refuse_missing
from storage.inbox import Inbox
from storage.key_ring import KeyRing
from storage.migration import faults_of_schema
from storage.moves import Move, Moves
from storage.reading import connected_to_read, reading
from storage.resealing import survey
from storage.sqlite_words import DAMAGED_PAGES


@dataclass(slots=True)
class Examination:
    """What was found: sentences about what is wrong, the failed updates, and the groups that moved."""

    faults: list[str] = field(default_factory=list)
    dead_updates: int = 0
    moves: list[Move] = field(default_factory=list)


async def examine(path: Path, ring: KeyRing) -> Examination:
    """Look at everything in the database at *path*.

    Raises:
        StorageError: it cannot be read by this release with this key ring.
    """
    refuse_missing(path, ring)
    async with connected_to_read(path) as connection:
        if await damaged_pages(connection):
            raise StorageUnavailable(f"{path} {DAMAGED_PAGES}")
    found, vault = Examination(), ring.vault()
    async with reading(path, vault) as read:
        refuse_another(await read(identify), path, ring)
        found.dead_updates = await read(lambda tx: Inbox(tx).count_dead())
        found.moves = list(await read(lambda tx: Moves(tx).all()))
        found.faults = [str(row) for row in (await survey(read)).damaged]
    async with connected_to_read(path) as connection:
        found.faults += await faults_of_schema(connection, vault)
    return found
