"""The disk: what took its name is there after a power cut, its name too."""

import os
from pathlib import Path

import pytest

from storage.backup import restore
from storage.database import Database
from storage.key_ring import KeyRing
from storage.migration import migrate


@pytest.fixture
def flushed(monkeypatch):
    """What was flushed to the disk, by its number, with the names that its folder had by then."""
    seen = []
    flush = os.fsync

    def noted(opened):
        place = Path(f"/proc/self/fd/{opened}")
        names = sorted(each.name for each in place.iterdir()) if place.is_dir() else []
        seen.append((place.stat().st_ino, names))
        flush(opened)

    monkeypatch.setattr(os, "fsync", noted)
    return seen


def test_a_key_ring_is_on_the_disk_before_anything_is_sealed_with_it(tmp_path, flushed):
    """Rows that are sealed with a key that no ring has are lost: its folder is flushed, too."""
    ring = tmp_path / "keys.json"
    KeyRing.fresh().save(ring)
    KeyRing.load(ring).rotated().save(ring, replacing=True)
    assert flushed[-2:] == [(ring.stat().st_ino, []), (tmp_path.stat().st_ino, ["keys.json"])]


async def test_a_database_that_is_told_to_be_restored_is_on_the_disk(tmp_path, vault, flushed):
    """A restore that a power cut undoes would leave the empty database that it replaced."""
    source, place = tmp_path / "backup" / "copy.db", tmp_path / "data" / "bot.db"
    database = await Database.open(source, vault)
    await migrate(database.connection, vault)
    await database.close()
    await restore(source, place, vault)
    assert flushed[-1] == (place.parent.stat().st_ino, ["bot.db"])
