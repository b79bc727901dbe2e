"""The identity of a database: its id, which the key ring notes, so that it is missed when it is not there."""

from storage.engine import engine_of
from storage.errors import DatabaseMissing, KeyRingUnusable
from storage.key_ring import KeyRing
from storage.places import Place, named
from storage.transaction import Transaction

ANEW = "the command migrate --begin-anew"


async def identify(transaction: Transaction) -> str:
    """Return the database's id."""
    return str(await transaction.value(str, "SELECT id FROM database_id"))


async def refuse_missing(place: Place, ring: KeyRing) -> None:
    """Raise the alarm where the ring had a database and there is none: perhaps its disk is not mounted.

    Raises:
        DatabaseMissing: there is no file, or an empty one, or nothing of ours on the server.
    """
    if ring.database is not None and (lack := await engine_of(place).lack()):
        raise DatabaseMissing(
            f"the database {named(place)} {lack}, though this key ring has had one: mount its disk, mend"
            f" DATABASE_URL, or restore a backup; only to begin without all that was kept: {ANEW}"
        )


def refuse_another(identity: str, place: Place, ring: KeyRing) -> None:
    """Refuse a database of the same ring that is not the one it was last used with.

    Raises:
        KeyRingUnusable: it has another id.
    """
    if ring.database not in {None, identity}:
        raise KeyRingUnusable(
            f"{named(place)} is not the database that this key ring was last used with: mend DATABASE_URL"
            f" or DATA_KEYS, or restore a backup; only to go on with this one: {ANEW}"
        )
