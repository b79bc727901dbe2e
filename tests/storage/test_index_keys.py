"""The index key is rotated while everybody works: nothing is lost sight of, nothing is there twice."""

from functools import partial
from itertools import count

import pytest

from patient.card import OwnerId
from storage.audit import COLUMNS, Audit, AuditLog, keyed
from storage.backup import back_up, restore
from storage.consents import faults_of_consents
from storage.database import Database
from storage.errors import KeyRingUnusable, StorageUnavailable
from storage.index_keys import IndexKeys
from storage.key_ring import KeyRing
from storage.marks import HIGHEST_ID
from storage.remarking import Rotation, remark, rotation_to
from storage.resealing import survey
from storage.tables import MARKED
from tests.storage.earlier import laid_out
from tests.storage.marked import found, heads, settle


class Killed(BaseException):
    """The end of a process."""


@pytest.fixture
async def house(lived_in):
    await lived_in.write(settle)
    return lived_in


async def rotates(database):
    await database.write(lambda tx: IndexKeys(tx).rotate())


def killed_after(write, most):
    """Return *write* for a process that ends at its transaction number *most*."""
    numbers = count()

    async def writes(work):
        if next(numbers) == most:
            raise Killed
        return await write(work)

    return writes


async def test_all_is_found_before_within_and_after(house):
    """Also by who looks while half of the marks are of the earlier key; then that one is gone."""
    before = await house.write(found)
    assert all(before.values())
    await rotates(house)
    assert await house.write(found) == before
    assert await remark(house.write)
    assert await house.write(found) == before
    told = await house.write(heads)
    assert {table for table, _, _ in told} == {place.table for place in MARKED}
    assert {(length, key) for _, length, key in told} == {(17, 2)}
    assert (await survey(house.write)).damaged == []
    assert await house.write(lambda tx: tx.rows("SELECT id FROM index_key WHERE left_at IS NULL")) == [(2,)]
    assert await remark(house.write) == 0


async def test_a_walk_that_is_cut_short_is_begun_again(house, tmp_path):
    """At each of its transactions; meanwhile everything is found, and in the end all is done."""
    before, ring = await house.write(found), KeyRing.load(tmp_path / "keys.json")
    await rotates(house)
    for most in count():
        try:
            await remark(killed_after(house.write, most))
        except Killed:
            assert await house.write(partial(rotation_to, ring)) is Rotation.UNFINISHED
            if most % 7 == 0:
                assert await house.write(found) == before
        else:
            break
    assert most > len(MARKED)
    assert {(length, key) for _, length, key in await house.write(heads)} == {(17, 2)}
    assert await house.write(found) == before


async def test_two_rotations_one_after_the_other(house):
    """The second begins before the first has come to its end, and after."""
    before = await house.write(found)
    await rotates(house)
    with pytest.raises(Killed):
        await remark(killed_after(house.write, 4))
    await rotates(house)
    assert await house.write(found) == before
    await remark(house.write)
    await rotates(house)
    await remark(house.write)
    assert {(length, key) for _, length, key in await house.write(heads)} == {(17, 4)}
    assert await house.write(found) == before


async def test_what_is_looked_for_passes_on_at_once(house):
    """So nothing that is unique can stand there under two marks, whoever of them writes it anew."""
    await rotates(house)
    rows = (await house.write(found))["rows"]
    await house.write(settle_again)
    assert {place.table: await house.write(lambda tx, p=place: tx.count(p.table)) for place in MARKED} == rows


async def settle_again(tx):
    """All that is kept once however often it is told."""
    rows = await tx.rows("SELECT id FROM announcement")
    await settle(tx)
    await tx.execute("DELETE FROM announcement WHERE id > ?", max(row[0] for row in rows))


async def test_a_row_that_was_put_aside_stays_so(house):
    """Although it is known by its mark; and it is named by the one of now."""
    await house.write(lambda tx: tx.execute("UPDATE visit SET sealed = ?", b"\x01"))
    await house.write(lambda tx: tx.execute("UPDATE own_visit SET sealed = ?", b"\x01"))
    named = "SELECT row FROM damaged_row WHERE place IN ('visit', 'own_visit') ORDER BY row"
    damaged = (await survey(house.write)).damaged
    for row in damaged:
        await house.write(
            lambda tx, r=row: tx.execute(
                "INSERT INTO damaged_row (place, row, reason, found_at) VALUES (?, ?, 'x', 1)", r.table, r.key
            )
        )
    await rotates(house)
    await remark(house.write)
    kept = await house.write(lambda tx: tx.rows("SELECT id FROM visit UNION SELECT hex(id) FROM own_visit"))
    assert sorted(kept) == await house.write(lambda tx: tx.rows(named))
    assert len((await survey(house.write)).damaged) == len(damaged)


@pytest.mark.of_a_server
async def test_who_slept_through_it_goes_on_with_the_new_key(house, lived_in_place, tmp_path):
    """Another process, with what it knew before: its next transaction tells it that the keys have changed."""
    vault = KeyRing.load(tmp_path / "keys.json").vault()
    sleeper = await Database.open(lived_in_place, vault)
    before = await sleeper.write(found)
    for _ in range(2):
        await rotates(house)
        await remark(house.write)
    assert await sleeper.write(found) == before
    assert {(length, key) for _, length, key in await sleeper.write(heads)} == {(17, 3)}
    await sleeper.close()


@pytest.mark.of_a_server
async def test_who_lacks_the_key_ring_of_now_writes_nothing_until_it_is_there(
    house, lived_in_place, tmp_path
):
    """Rather than mark what nobody finds; then it goes on without a restart."""
    ring, copy = KeyRing.load(tmp_path / "keys.json"), tmp_path / "copy.json"
    ring.save(copy)
    before = await house.write(found)
    late = await Database.open(lived_in_place, ring.vault(copy))
    assert await late.write(found) == before
    rotated = ring.rotated()
    here = await Database.open(lived_in_place, rotated.vault())
    await rotates(here)
    await here.close()
    with pytest.raises(StorageUnavailable):
        await late.write(found)
    rotated.save(copy, replacing=True)
    assert await late.write(found) == before
    await late.close()


async def faults(database):
    return await database.write(lambda tx: AuditLog(tx).faults()) + await database.write(faults_of_consents)


async def test_the_log_stays_provable(house):
    """Rows and consents of each key, by which they tell that they were signed."""
    actor = OwnerId(1)
    for _ in range(3):
        await house.write(lambda tx: Audit(tx, actor).note("card.added"))
        assert await faults(house) == []
        await rotates(house)
        await remark(house.write)
    await house.write(lambda tx: Audit(tx, actor).note("card.added"))
    assert await faults(house) == []
    prefixes = {row[0][:4] for row in await house.write(lambda tx: tx.rows("SELECT hash FROM audit"))}
    assert {"k:2:", "k:3:", "k:4:"} <= prefixes


@pytest.mark.of_a_file
async def test_who_knows_an_earlier_key_writes_no_row_of_now(house):
    """Not at the end of the log; nor a mark by which somebody would be found."""
    with_old = KeyRing.fresh().vault()
    with_old.marks = house._writer._vault.marks
    before = await house.write(found)
    await rotates(house)
    await remark(house.write)
    head = await house.write(lambda tx: AuditLog(tx).head())
    row = ("2026-01-01", "0" * 16, "consent.given", "x", "ok")
    digest = keyed(with_old, head.digest, *row)
    insert = f"INSERT INTO audit ({COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"
    await house.write(lambda tx: tx.execute(insert, *row, head.digest, digest))
    await house.write(lambda tx: AuditLog(tx).keep_head(head.after(digest)))
    assert any("the chain breaks" in fault for fault in await house.write(lambda tx: AuditLog(tx).faults()))
    forged = with_old.index(4711, "guest", "who")
    await house.write(lambda tx: tx.execute("UPDATE card_share SET guest = ?", forged))
    seen = await house.write(found)
    assert (seen["shared"], seen["consents"]) == ([], before["consents"])


async def test_a_backup_of_any_moment_comes_back(house, lived_in_place, tmp_path):
    """Its own index keys are in it: with the key ring of now everything is found, and a rotation goes on."""
    vault = KeyRing.load(tmp_path / "keys.json").vault()
    before = await house.write(found)
    ring = KeyRing.load(tmp_path / "keys.json").rotated().without_index()
    moments = {"before": [], "within": [rotates], "after": [lambda each: remark(each.write)]}
    for moment, steps in moments.items():
        for step in steps:
            await step(house)
        await back_up(lived_in_place, tmp_path / f"{moment}.db", vault)
    for moment in moments:
        await restore(tmp_path / f"{moment}.db", tmp_path / f"restored-{moment}.db", ring.vault())
        database = await Database.open(tmp_path / f"restored-{moment}.db", ring.vault())
        assert await database.write(found) == before
        assert await faults(database) == []
        await rotates(database)
        await remark(database.write)
        assert await database.write(found) == before
        await database.close()


@pytest.mark.of_a_server
async def test_a_backup_of_amid_a_rotation_moves_to_a_server(house, lived_in_place, new_place, tmp_path):
    """There the rotation goes on, and everything is found as before."""
    before = await house.write(found)
    await rotates(house)
    with pytest.raises(Killed):
        await remark(killed_after(house.write, 3))
    vault = KeyRing.load(tmp_path / "keys.json").vault()
    await back_up(lived_in_place, tmp_path / "within.db", vault)
    await restore(tmp_path / "within.db", new_place, vault)
    moved = await Database.open(new_place, KeyRing.load(tmp_path / "keys.json").vault())
    assert await moved.write(found) == before
    await remark(moved.write)
    assert await moved.write(found) == before
    assert {(length, key) for _, length, key in await moved.write(heads)} == {(17, 2)}
    assert await faults(moved) == []
    await moved.close()


@pytest.mark.of_a_file
async def test_a_backup_of_before_the_index_key_was_kept_needs_the_ring_of_then(tmp_path):
    """A ring that has lost its index key cannot tell whose rows are whose: it says so and changes nothing."""
    laid_out(tmp_path, 14)
    ring = KeyRing.load(tmp_path / "keys.json").without_index()
    with pytest.raises(KeyRingUnusable, match="take the copy of the ring from before"):
        await restore(tmp_path / "bot.db", tmp_path / "new.db", ring.vault())
    assert not (tmp_path / "new.db").exists()


async def test_a_damaged_key_is_told_and_nothing_is_written_without_it(
    house, lived_in_place, tmp_path, caplog
):
    """The first is in the key ring as well, as long as it was not rotated."""
    ring = KeyRing.load(tmp_path / "keys.json")
    before = await house.write(found)
    await house.write(lambda tx: tx.execute("UPDATE index_key SET sealed = ?", b"\x01"))
    for vault in (ring.vault(), ring.without_index().vault()):
        database = await Database.open(lived_in_place, vault)
        if vault.has_index_key:
            assert await database.write(found) == before
        else:
            with pytest.raises(StorageUnavailable):
                await database.write(found)
            assert "the index key 1 of this database does not open" in caplog.text
        await database.close()


@pytest.mark.parametrize("gone", ["id > 0", "left_at IS NULL", "left_at IS NOT NULL"])
async def test_a_key_that_is_gone_is_told_and_ends_nothing(house, lived_in_place, tmp_path, caplog, gone):
    """Without the keys, the one of now or the first, which has the salt, nothing is written."""
    await rotates(house)
    await remark(house.write)
    await house.write(lambda tx: tx.execute(f"DELETE FROM index_key WHERE {gone}"))
    database = await Database.open(lived_in_place, KeyRing.load(tmp_path / "keys.json").vault())
    with pytest.raises(StorageUnavailable):
        await database.write(found)
    assert "an index key of this database is missing" in caplog.text
    assert "the writer has ended" not in caplog.text
    await database.close()


async def test_a_key_that_is_used_up_is_told(database):
    """After 254 rotations."""
    last = "UPDATE index_key SET id = ?"
    await database.write(lambda tx: tx.execute(last, HIGHEST_ID))
    with pytest.raises(KeyRingUnusable, match="no free id"):
        await rotates(database)
