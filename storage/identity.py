"""The identity of a database: its id, which the key ring notes, so that it is missed when it is not there."""

from pathlib import Path

from storage.errors import DatabaseMissing, KeyRingUnusable
from storage.key_ring import KeyRing
from storage.transaction import Transaction

ANEW = "python -m bot migrate --begin-anew"


async def identify(transaction: Transaction) -> str:
    """Return the database's id."""
    ((identity,),) = await transaction.rows("SELECT id FROM database_id")
    return str(identity)


def refuse_missing(path: Path, ring: KeyRing) -> None:
    """Raise the alarm where the ring had a database and there is none: perhaps its disk is not mounted.

    Raises:
        DatabaseMissing: there is no file, or an empty one.
    """
    if ring.database is not None and not (path.exists() and path.stat().st_size):
        state = "is empty" if path.exists() else "is missing"
        raise DatabaseMissing(
            f"the database {path.absolute()} {state}, though this key ring has had one: mount its disk, mend"
            f" DATABASE_URL, or restore a backup; only to begin without all that was kept: {ANEW}"
        )


def refuse_another(identity: str, path: Path, ring: KeyRing) -> None:
    """Refuse a database of the same ring that is not the one it was last used with.

    Raises:
        KeyRingUnusable: it has another id.
    """
    if ring.database not in {None, identity}:
        raise KeyRingUnusable(
            f"{path.absolute()} is not the database that this key ring was last used with: mend DATABASE_URL"
            f" or DATA_KEYS, or restore a backup; only to go on with this one: {ANEW}"
        )
