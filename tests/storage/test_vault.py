"""The vault and its key ring."""

import json
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storage.backup import back_up, restore, verify
from storage.database import Database
from storage.errors import KeyRingUnusable, SealBroken, StorageUnavailable
from storage.inbox import Inbox
from storage.key_ring import KeyRing
from storage.migration import migrate
from storage.outbox import Call, Outbox
from storage.resealing import reseal
from storage.vault import Binding

HERE = Binding("card", "a", 1)
VAULT = KeyRing.fresh().vault()
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(json_values)
def test_what_was_sealed_opens(content):
    """Anything that JSON can hold comes back, and its length is told in steps of 64 only."""
    sealed = VAULT.seal(content, HERE)
    assert VAULT.open(sealed, HERE) == content
    assert (len(sealed) - 2 - 12 - 16) % 64 == 0


def test_a_length_betrays_no_name():
    """The shortest surname and a long one are sealed in equally many bytes."""
    lengths = {len(VAULT.seal({"surname": name}, HERE)) for name in ("Ли", "Я", "Римская-Корсакова")}
    assert len(lengths) == 1


@pytest.mark.parametrize(
    "binding", [Binding("search", "a", 1), Binding("card", "b", 1), Binding("card", "a", 2)]
)
def test_a_sealed_value_opens_nowhere_else(binding):
    """Moved to another table, row or owner it is refused."""
    sealed = VAULT.seal({"name": "Канарейкина"}, HERE)
    with pytest.raises(SealBroken):
        VAULT.open(sealed, binding)


@given(st.binary(max_size=120))
@example(VAULT.header[:1])
@example(VAULT.header)
@example(VAULT.header + b"a nonce cut short")
@example(VAULT.header + bytes(120))
def test_damaged_bytes_are_refused(content):
    """No bytes but our own open."""
    with pytest.raises(SealBroken):
        VAULT.open(content, HERE)


def test_blind_indexes_are_the_owners_own():
    """Equal numbers of one owner are equal; those of two owners tell nothing."""
    assert VAULT.index(1, "snils", "1") == VAULT.index(1, "snils", "1")
    assert VAULT.index(1, "snils", "1") != VAULT.index(2, "snils", "1")
    assert VAULT.index(1, "snils", "1") != VAULT.index(1, "polis", "1")


def test_the_ring_is_a_private_file(tmp_path):
    """Made once with mode 0600, never overwritten, and refused when others may read it."""
    path = tmp_path / "keys.json"
    with pytest.raises(KeyRingUnusable):
        KeyRing.load(path)
    KeyRing.fresh().save(path)
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyRingUnusable):
        KeyRing.fresh().save(path)
    path.chmod(0o644)
    with pytest.raises(KeyRingUnusable):
        KeyRing.load(path)
    path.chmod(0o600)
    path.write_text("{}")
    with pytest.raises(KeyRingUnusable):
        KeyRing.load(path)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda ring: ring.update(index=""),
        lambda ring: ring.update(index=ring["index"][:8]),
        lambda ring: ring["keys"][0].update(key="AA=="),
        lambda ring: ring["keys"][0].update(key="*" + ring["keys"][0]["key"]),
        lambda ring: ring["keys"][0].update(id=256),
        lambda ring: ring["keys"].append(ring["keys"][0] | {"status": "decrypt-only"}),
    ],
    ids=["no index", "a cut index", "a cut key", "no base64", "a large id", "an id twice"],
)
def test_a_cut_ring_is_none(tmp_path, spoil):
    """A short key would still seal, and marks made with an empty one are anybody's to make."""
    path = tmp_path / "keys.json"
    KeyRing.fresh().save(path)
    ring = json.loads(path.read_text())
    spoil(ring)
    path.write_text(json.dumps(ring))
    with pytest.raises(KeyRingUnusable):
        KeyRing.load(path)


def test_a_rotated_ring_opens_the_old_and_seals_with_the_new():
    """Earlier keys only open."""
    ring = KeyRing.fresh()
    sealed = ring.vault().seal("x", HERE)
    rotated = ring.rotated()
    assert rotated.vault().open(sealed, HERE) == "x"
    assert rotated.vault().header != ring.vault().header
    fresh = rotated.vault().seal("x", HERE)
    with pytest.raises(SealBroken):
        ring.vault().open(fresh, HERE)


def test_a_key_that_was_prepared_is_the_next_to_seal():
    """Whoever has it opens what is sealed after the rotation, with a ring of before."""
    ring = KeyRing.fresh().preparing()
    assert ring.vault().header == KeyRing.fresh().vault().header
    rotated = ring.rotated()
    assert rotated.prepared is None
    assert len(rotated.keys) == 2
    assert ring.vault().open(rotated.vault().seal("x", HERE), HERE) == "x"


def test_a_ring_that_has_changed_is_read_when_a_key_is_unknown(tmp_path, caplog):
    """Another replica has rotated the ring that both read; from then on this one seals likewise."""
    path = tmp_path / "keys.json"
    ring = KeyRing.fresh()
    ring.save(path)
    vault, rotated = ring.vault(path), ring.rotated()
    sealed = rotated.vault().seal("x", HERE)
    with pytest.raises(SealBroken):
        vault.open(sealed, HERE)
    rotated.save(path, replacing=True)
    assert vault.open(sealed, HERE) == "x"
    assert vault.header == rotated.vault().header
    for other in (KeyRing.fresh().rotated().rotated(), replace(rotated, keys=rotated.keys[1:])):
        other.save(path, replacing=True)
        assert not vault.renew()
    path.write_text("{")
    assert not vault.renew()
    assert vault.open(sealed, HERE) == "x"
    assert caplog.text.count("stays as it was read") == 3


async def test_every_row_is_sealed_anew(new_place):
    """After a rotation one pass finds all rows, the next none; then the new key alone opens them."""
    ring = KeyRing.fresh()
    database = await Database.open(new_place, ring.vault())
    await migrate(database.connection, ring.vault())
    await database.write(lambda tx: Outbox(tx).add(1, Call("sendMessage", {"text": "x"})))
    await database.write(lambda tx: Inbox(tx).bury(1, {"x": 1}, "E"))
    assert (await reseal(database.write)).changed == 0
    await database.close()
    ring = ring.rotated()
    database = await Database.open(new_place, ring.vault())
    assert (await reseal(database.write)).changed >= 4
    assert (await reseal(database.write)).changed == 0
    await database.close()
    alone = replace(ring, keys=ring.keys[-1:]).vault()
    database = await Database.open(new_place, alone)
    await migrate(database.connection, alone)
    (waiting,) = await database.write(lambda tx: Outbox(tx).left_over())
    assert waiting.call.parameters == {"text": "x"}
    await database.close()


async def test_a_backup_is_whole_and_comes_back(database, settings, vault, tmp_path):
    """Taken while the bot writes, checked at once, restored where no database is."""
    await database.write(lambda tx: Inbox(tx).accept(42))
    target = tmp_path / "backup.db"
    await back_up(settings.database, target, vault)
    with pytest.raises(StorageUnavailable):
        await back_up(settings.database, target, vault)
    with pytest.raises(StorageUnavailable):
        await restore(target, settings.database, vault)
    with pytest.raises(KeyRingUnusable):
        await verify(target, KeyRing.fresh().vault())
    await restore(target, tmp_path / "new.db", vault)
    assert (tmp_path / "new.db").stat().st_size > 0


@pytest.mark.of_a_file
async def test_a_backup_of_nothing_makes_nothing(settings, vault, tmp_path):
    """A missing database, a missing backup and a file that is none: a sentence, and no file left behind."""
    target = tmp_path / "backup.db"
    with pytest.raises(StorageUnavailable):
        await back_up(settings.database, target, vault)
    with pytest.raises(StorageUnavailable):
        await restore(target, settings.database, vault)
    assert not target.exists()
    assert not settings.database.exists()
    target.write_bytes(b"no database" * 1000)
    with pytest.raises(StorageUnavailable):
        await restore(target, settings.database, vault)
    assert not settings.database.exists()
