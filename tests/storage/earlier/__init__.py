"""Databases of earlier releases, written by their own code; all people in them are invented."""

import shutil
import sqlite3
from pathlib import Path

from storage.key_ring import KeyRing
from storage.vault import Vault

HERE = Path(__file__).parent


def laid_out(folder: Path, schema: int = 5) -> Vault:
    """Lay the database with that *schema* and its key ring into *folder*."""
    database = sqlite3.connect(folder / "bot.db")
    database.executescript((HERE / f"release_{schema:04}.sql").read_text())
    database.close()
    ring = folder / "keys.json"
    shutil.copy(HERE / f"release_{schema:04}.keys.json", ring)
    ring.chmod(0o600)
    return KeyRing.load(ring).vault()
