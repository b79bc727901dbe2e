"""Two processes and one file: what may run beside the bot, what is refused, who may read what they make."""

import os
import signal
from functools import partial

import pytest

from patient.card import OwnerId
from storage.audit import Audit
from storage.database import Database
from storage.errors import DatabaseInUse, StorageUnavailable
from storage.key_ring import KeyRing
from storage.remarking import Rotation, begin, remark, rotation_to
from storage.replicas import RHYTHM, Replicas
from storage.resealing import reseal
from storage.sole_use import sole_use
from tests import processes
from tests.bot.commanding import run, settings_in

SEEN = "UPDATE replica SET seen_at = ?"


@pytest.fixture
def environment(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return settings_in(tmp_path, f"sqlite:///{tmp_path}/data/bot.db")


async def test_who_works_on_the_whole_file_waits_for_the_bot_to_stop(environment, tmp_path):
    """Refused in a sentence and harmless while it runs; a killed one leaves no lock behind."""
    bot = await processes.fork(environment=environment)
    await processes.says(bot, "ready")
    keys = (tmp_path / "keys.json").read_bytes()
    for words in ((), ("keys", "rotate"), ("restore", str(tmp_path / "b.db"))):
        code, said = await run(environment, *words)
        assert code == 1
        assert "stop it first" in said.splitlines()[-1]
        assert "Traceback" not in said
    assert (tmp_path / "keys.json").read_bytes() == keys
    for words in (("backup", str(tmp_path / "b.db")), ("retention",), ("support", "list")):
        assert (await run(environment, *words))[0] == 0
    bot.send_signal(signal.SIGKILL)
    await bot.wait()
    assert (await run(environment, "keys", "rotate"))[0] == 0


@pytest.fixture
async def kept(environment, tmp_path):
    """The bot's database, with a replica's row in it; whoever opens it reads the ring that lies there."""
    assert (await run(environment, "migrate"))[0] == 0
    ring = tmp_path / "keys.json"
    database = await Database.open(tmp_path / "data" / "bot.db", KeyRing.load(ring).vault(ring))
    yield database
    await database.close()


async def test_a_key_is_made_ahead_where_replicas_run(environment, tmp_path, kept):
    """Rows are sealed with no key that one of them may lack; to make it twice makes one."""
    beat = await kept.write(lambda tx: Replicas(tx).beat(None, 0))
    await kept.write(lambda tx: tx.execute(SEEN, tx.clock + RHYTHM.silence - 1))
    code, said = await run(environment, "keys", "rotate")
    assert (code, "keys add" in said) == (1, True)
    for _ in range(2):
        assert (await run(environment, "keys", "add"))[0] == 0
    await kept.write(lambda tx: Replicas(tx).beat(beat, 0))
    assert (await run(environment, "keys", "rotate"))[0] == 0
    assert len(KeyRing.load(tmp_path / "keys.json").keys) == 2
    assert (await run(environment, "keys", "check"))[0] == 0


async def test_replicas_that_are_dead_need_no_key(environment, kept):
    """As after a restore of what was backed up while they ran."""
    await kept.write(lambda tx: Replicas(tx).beat(None, 0))
    await kept.write(lambda tx: tx.execute(SEEN, tx.clock - 60))
    assert (await run(environment, "keys", "rotate"))[0] == 0


@pytest.mark.parametrize("key", ["1", "NULL"], ids=["the key ring of before", "the release before"])
async def test_a_living_replica_without_the_next_key_is_waited_for(environment, tmp_path, kept, key):
    """Nothing is changed beneath it. One that is silent for long is dead, and learns of it when it wakes."""
    await kept.write(lambda tx: Replicas(tx).beat(None, 0))
    assert (await run(environment, "keys", "add"))[0] == 0
    lives = f"UPDATE replica SET newest_key = {key}, seen_at = ?"
    await kept.write(lambda tx: tx.execute(lives, tx.clock + RHYTHM.silence - 1))
    before = KeyRing.load(tmp_path / "keys.json")
    code, said = await run(environment, "keys", "rotate")
    assert KeyRing.load(tmp_path / "keys.json") == before
    assert (code, "1 replicas do not have the next key" in said) == (1, True)
    await kept.write(lambda tx: tx.execute(lives, tx.clock - 60))
    assert (await run(environment, "keys", "rotate"))[0] == 0


@pytest.mark.parametrize("moment", ["ring", "index key", "rows", "marks"])
async def test_a_rotation_that_was_cut_short_goes_on(environment, tmp_path, kept, moment):
    """Whenever that was: with the keys that were begun, and in the end the key ring has no index key more."""
    path = tmp_path / "keys.json"
    KeyRing.load(path).rotated().save(path, replacing=True)
    await kept.write(lambda tx: Audit(tx, OwnerId(1)).note("card.added"))
    kept_with = KeyRing.load(path).vault()
    await kept.close()
    database = await Database.open(tmp_path / "data" / "bot.db", kept_with)
    steps = [
        ("index key", lambda: database.write(begin)),
        ("rows", lambda: reseal(database.write)),
        ("marks", lambda: remark(database.write)),
    ]
    for name, step in steps if moment != "ring" else []:
        await step()
        if name == moment:
            break
    await database.close()
    told = "an earlier key" if moment == "ring" else "not finished"
    assert told in (await run(environment, "keys", "check"))[1]
    code, said = await run(environment, "keys", "rotate")
    assert (code, told in said) == (0, True)
    ring = KeyRing.load(path)
    assert (len(ring.keys), ring.index) == (2, None)
    database = await Database.open(tmp_path / "data" / "bot.db", ring.vault())
    assert await database.write(partial(rotation_to, ring)) is Rotation.DONE
    assert await database.write(
        lambda tx: tx.rows("SELECT id, left_at IS NULL FROM index_key ORDER BY id")
    ) == [
        (1, 0),
        (2, 1),
    ]
    await database.close()
    assert (await run(environment, "audit", "verify"))[0] == 0
    assert (await run(environment, "keys", "check"))[1] == "the key ring opens the database\n"


async def test_a_backup_of_before_rotations_is_no_rotation_that_was_cut_short(environment, tmp_path, kept):
    """Nor is a ring of before them that lies on another machine; a rotation brings either up to now."""
    path = tmp_path / "keys.json"
    assert (await run(environment, "backup", str(tmp_path / "old.db")))[0] == 0
    await kept.close()
    assert (await run(environment, "keys", "rotate"))[0] == 0
    assert (await run(environment, "keys", "add"))[0] == 0
    prepared = path.read_bytes()
    assert (await run(environment, "keys", "rotate"))[0] == 0
    now = path.read_bytes()
    path.write_bytes(prepared)
    assert "the ring is of before" in (await run(environment, "keys", "check"))[1]
    path.write_bytes(now)
    (tmp_path / "data" / "bot.db").unlink()
    assert (await run(environment, "restore", str(tmp_path / "old.db")))[0] == 0
    said = (await run(environment, "keys", "check"))[1]
    assert ("an earlier key seals it" in said, "not finished" in said) == (True, False)
    code, said = await run(environment, "keys", "rotate")
    assert (code, "not finished" in said, path.read_bytes()) == (0, False, now)
    assert (await run(environment, "keys", "check"))[1] == "the key ring opens the database\n"
    assert (await run(environment, "audit", "verify"))[0] == 0


async def test_what_a_command_makes_is_its_owners_alone(environment, tmp_path):
    """Under the usual umask too."""
    before = os.umask(0o022)
    try:
        assert (await run(environment, "migrate"))[0] == 0
        assert (await run(environment, "backup", str(tmp_path / "b.db")))[0] == 0
        bot = await processes.fork(environment=environment)
        await processes.says(bot, "ready")
    finally:
        os.umask(before)
    made = [tmp_path / "b.db", *(tmp_path / "data").iterdir()]
    assert {path.name for path in made} >= {"b.db", "bot.db", "bot.db-wal", "bot.db-shm", "bot.db.lock"}
    assert {path.name: oct(path.stat().st_mode & 0o077) for path in made} == dict.fromkeys(
        (path.name for path in made), "0o0"
    )
    bot.send_signal(signal.SIGTERM)
    assert await bot.wait() == 0


def test_a_file_has_one_holder_whatever_its_name(tmp_path):
    """A link leads to the same file; a holder that went leaves it free."""
    (tmp_path / "link.db").symlink_to(tmp_path / "bot.db")
    for _ in range(2):
        with sole_use(tmp_path / "bot.db"), pytest.raises(DatabaseInUse), sole_use(tmp_path / "link.db"):
            pass


def test_a_place_where_nothing_can_be_locked_is_told(tmp_path):
    """In a sentence."""
    (tmp_path / "file").touch()
    with pytest.raises(StorageUnavailable, match="cannot lock"), sole_use(tmp_path / "file" / "bot.db"):
        pass
