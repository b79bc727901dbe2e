"""The terms: what waits by the database's clock waits no longer when that is set back, on either engine."""

import asyncio
import shutil
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from time import time

import pytest

from bot.jobs.running import Wakers
from bot.jobs.upkeep import TermsJob
from bot.replica import Replica
from handlers.ground.jobs import MINUTE, Job
from storage.database import Database
from storage.errands import Errand, ErrandKind, Errands
from storage.errors import StorageUnavailable
from storage.inbox import Inbox
from storage.migration import migrate
from storage.places import Server
from storage.set_back import ClockSetBack, ClockWatch
from storage.standing import Standing
from tests.faults import full_disk
from tests.postgres import Cluster
from tests.servers import PATIENCE

HOUR = 3600
FAKETIME = str(next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), "libfaketime.so.1"))


@asynccontextmanager
async def over_a_file(folder, vault):
    """Yield a database, and what sets its clock back by an hour."""
    database, behind = await Database.open(folder / "bot.db", vault), []
    await database.connection.create_function("unixepoch", 2, lambda *_: time() - sum(behind))
    await migrate(database.connection, vault)

    async def set_back():
        behind.append(HOUR)

    yield database, set_back
    await database.close()


@asynccontextmanager
async def over_a_server(_, vault):
    """Yield the same of a PostgreSQL whose machine's clock is set, with the bot's own left alone."""
    folder = Path(tempfile.mkdtemp())  # the server runs as a user of its own, who sees no folder of ours
    folder.chmod(0o755)
    told = folder / "clock"
    told.write_text("+0")
    cluster = Cluster.begun(
        LD_PRELOAD=FAKETIME,
        FAKETIME_TIMESTAMP_FILE=str(told),
        FAKETIME_NO_CACHE="1",
        FAKETIME_DONT_FAKE_MONOTONIC="1",
    )
    database = await Database.open(Server(cluster.url("postgres")), vault)
    try:
        await migrate(database.connection, vault)

        async def set_back():
            (folder / "next").write_text(f"-{HOUR}")
            (folder / "next").replace(told)

        yield database, set_back
        await database.close()
    finally:
        cluster.end()
        shutil.rmtree(folder)


@pytest.fixture(params=[over_a_file, over_a_server], ids=["file", "server"])
async def shifting(request, tmp_path, vault):
    async with request.param(tmp_path, vault) as (database, set_back):
        yield database, set_back


async def waits(tx):
    """Have something be due in a minute."""
    await Errands(tx, 1001).enqueue(Errand("x", 1001, ErrandKind.VISITS, 1, "go:visits"))
    await tx.execute("UPDATE errand SET next_at = ?", tx.clock + 60)


async def due_in(database):
    """Return in how many seconds that is due, by the database's clock."""
    ((next_at,),) = await database.write(lambda tx: tx.rows("SELECT next_at FROM errand"))
    return next_at - await database.write(_clock)


async def _clock(tx):
    return tx.clock


async def test_what_waits_comes_forward_with_the_clock(shifting):
    """The next commit finds out; who leads sees to it, once."""
    database, set_back = shifting
    replica, job = Replica(database, is_alone=database.is_alone), TermsJob(database)
    await replica.join()
    wakers = Wakers(database, [Job("terms", MINUTE, job.run, wakes_on=ClockSetBack)])
    await database.write(waits)
    before = await database.write(_clock)
    await set_back()
    assert await database.write(_clock) < before - HOUR / 2
    async with asyncio.timeout(PATIENCE):
        while await due_in(database) > HOUR / 2:
            await asyncio.sleep(0.01)
    assert 0 < await due_in(database) < 63
    await job.run()
    assert 0 < await due_in(database) < 63
    await wakers.close(1)
    await replica.leave()


async def test_who_does_not_lead_leaves_it_to_who_does(database):
    """All notice it, and it is to be done once."""
    job = TermsJob(database)
    await database.write(waits)
    database.standing = Standing(2, leads=False)
    await database.write(_tells)
    await job.run()
    assert 55 < await due_in(database) <= 60


async def test_a_clock_that_was_set_back_while_nobody_looked(database):
    """The process was not there, or who led died over it: the newest update tells of it, once."""
    await database.write(waits)
    await database.write(lambda tx: Inbox(tx).accept(1))
    await database.write(lambda tx: tx.execute("UPDATE inbox SET received_at = received_at + 40"))
    for job in (TermsJob(database), TermsJob(database)):
        await job.run()
        assert 15 < await due_in(database) <= 21


async def _tells(tx):
    tx.publish(ClockSetBack(100.0))


@pytest.mark.of_a_file
async def test_what_could_not_be_kept_is_brought_forward_later(database):
    """The disk is full at that moment."""
    job = TermsJob(database)
    await database.write(waits)
    await database.write(_tells)
    with full_disk(), pytest.raises(StorageUnavailable):
        await job.run()
    await job.run()
    assert await due_in(database) < -35


def test_only_a_clock_that_was_set_back_is_told():
    """Neither a wait for the turn, nor a standstill, nor slewing, nor a clock set forward is that."""
    watch = ClockWatch()
    assert watch.look(1000.0, 10.0, 10.1) == 0
    assert watch.look(1001.0, 11.0, 21.0) == 0
    assert watch.look(1002.0, 12.0, 40.0) == 0
    assert watch.look(1031.0, 41.0, 41.0) == 0
    assert watch.look(5000.0, 42.0, 42.0) == 0
    assert watch.look(4999.5, 43.0, 43.0) == 0
    assert watch.look(1400.0, 44.0, 44.0) == pytest.approx(3600.5)
    assert watch.look(1401.0, 45.0, 45.0) == 0
