"""The opening of what is kept: the key ring and the database, as the settings name them."""

from bot.settings import Settings
from storage.database import Database
from storage.errors import KeyRingUnusable
from storage.key_ring import KeyRing
from storage.migration import migrate


def key_ring(settings: Settings) -> KeyRing:
    """Return the key ring.

    Raises:
        KeyRingUnusable: there is none, or it cannot be used.
    """
    refuse_earlier_place(settings)
    return KeyRing.load(settings.data_keys)


def refuse_earlier_place(settings: Settings) -> None:
    """Find the ring where earlier releases kept it: another one would open nothing of what is there.

    Raises:
        KeyRingUnusable: it lies beside the database and not where the settings say.
    """
    ring = settings.data_keys
    earlier = settings.database.with_name(ring.name)
    if earlier.exists() and not ring.exists():
        raise KeyRingUnusable(
            f"the key ring lies beside the database, {earlier}, where one thief takes both: move it"
            f" (mkdir -p {ring.parent} && mv {earlier} {ring}), or set DATA_KEYS={earlier}"
        )


async def open_database(settings: Settings) -> Database:
    """Open the database at the present schema.

    Raises:
        StorageError: the key ring or the file does not allow a start.
    """
    vault = key_ring(settings).vault()
    database = await Database.open(settings.database, vault)
    try:
        await migrate(database.connection, vault)
    except BaseException:
        await database.close()
        raise
    return database
