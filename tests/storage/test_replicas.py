"""The replicas' rows: who is dead, who leads, and who gives the others time to come back."""

from dataclasses import replace

import pytest

from storage.database import Database
from storage.errors import EarlierReplicasLive, SchemaUnknown
from storage.key_ring import KeyRing
from storage.migration import migrate
from storage.outbox import OUTBOX
from storage.presence import refuse_to_break
from storage.replicas import RHYTHM, Buried, Replicas
from storage.resealing import count_put_aside


@pytest.fixture
def beats(database):
    """Give a heartbeat after *last*."""

    async def beat(last=None):
        return await database.write(lambda tx: Replicas(tx).beat(last, 0))

    return beat


async def shift(database, seconds):
    """Have all heartbeats stand in the past or the future, as after an outage or when the clock was set."""
    await database.write(lambda tx: tx.execute("UPDATE replica SET seen_at = seen_at - ?", seconds))


async def test_who_is_silent_is_buried_and_joins_under_another_number(database, beats):
    """The number is the epoch: what was its own is nobody's."""
    first, second = await beats(), await beats()
    assert (first.leads, second.leads, second.others) == (True, False, 1)
    await shift(database, RHYTHM.silence + 1)
    second = await beats(replace(second, bury_from=0.0))
    assert (second.leads, second.others) == (True, 0)
    told = []
    database.subscribe(Buried, told.append)
    again = await beats(first)
    assert again.replica > second.replica
    assert not again.leads
    assert told == [Buried()]


@pytest.mark.parametrize("seconds", [3600, -3600], ids=["an outage, or a clock ahead", "a clock behind"])
async def test_who_was_out_of_touch_gives_the_others_time(database, beats, seconds):
    """All may have waited for the same database: nobody is dead for that; who is, is found out later."""
    _, second = await beats(), await beats()
    await shift(database, seconds)
    second = await beats(replace(second, at=second.at - seconds, bury_from=0.0))
    assert second.others == 1
    assert second.bury_from == pytest.approx(second.at + RHYTHM.silence)
    second = await beats(replace(second, bury_from=0.0))
    assert second.others == 0


async def test_a_busy_machine_keeps_no_dead_one_alive(database, beats):
    """Heartbeats that come late, one after the other, but not so late that the living would seem dead."""
    _, second = await beats(), await beats()
    await shift(database, RHYTHM.silence + 1)
    second = await beats(replace(second, at=second.at - 2.5 * RHYTHM.beat, bury_from=0.0))
    assert second.others == 0


async def test_a_newcomer_buries_nobody_at_once(database, beats):
    """It cannot know whether the others are dead or were kept away, as it was not there."""
    await beats()
    await shift(database, 3600)
    newcomer = await beats()
    assert newcomer.others == 1
    assert not newcomer.leads
    assert newcomer.bury_from == pytest.approx(newcomer.at + RHYTHM.silence)


async def test_who_leaves_does_not_lead(database, beats):
    """It still lives until it has gone."""
    first, second = await beats(), await beats()
    await database.write(lambda tx: Replicas(tx).resign(first.replica))
    first, second = await beats(first), await beats(second)
    assert (first.leads, second.leads, second.others) == (False, True, 1)
    await database.write(lambda tx: Replicas(tx).leave(first.replica))
    assert (await beats(second)).others == 0


async def test_who_wakes_over_a_schema_of_a_later_release_does_not_join(database, beats):
    """It was buried meanwhile, and its writes would be those of another time."""
    last = await beats()
    await database.write(lambda tx: Replicas(tx).leave(last.replica))
    await database.write(lambda tx: tx.execute("INSERT INTO migration VALUES (9999, 'later')"))
    with pytest.raises(SchemaUnknown, match="install the later release here"):
        await beats(last)


async def test_a_schema_is_not_changed_beneath_the_living(database, beats):
    """The dead are buried for it, and what they had under way is free."""

    async def change(tx):
        await refuse_to_break(database.connection, tx, 9999)

    first = await beats()
    with pytest.raises(
        EarlierReplicasLive, match=rf"replicas {first.replica} .* could not work with schema 9999"
    ):
        await database.write(change)
    await shift(database, RHYTHM.silence + 1)
    await database.write(change)
    assert await database.write(lambda tx: tx.count("replica")) == 0


async def test_a_heartbeat_takes_a_ring_up_that_was_changed(new_place, tmp_path):
    """Within a second, whether or not a row needs it: so its replica is no longer one that lacks the key.

    And rows that were put aside for want of the key are looked at again.
    """
    path, ring = tmp_path / "keys.json", KeyRing.fresh()
    ring.save(path)
    vault = ring.vault(path)
    opened = await Database.open(new_place, vault)
    await migrate(opened.connection, vault)
    beat = await opened.write(lambda tx: Replicas(tx).beat(None, 0))
    await opened.write(lambda tx: tx.put_aside(OUTBOX, 7, ValueError()))
    assert await opened.write(lambda tx: Replicas(tx).lacking(2)) == 1
    rotated = ring.rotated()
    rotated.save(path, replacing=True)
    assert vault.header == ring.vault().header
    await opened.write(lambda tx: Replicas(tx).beat(beat, 0))
    assert vault.header == rotated.vault().header
    assert await opened.write(lambda tx: Replicas(tx).lacking(2)) == 0
    assert await opened.write(count_put_aside) == 0
    await opened.close()
