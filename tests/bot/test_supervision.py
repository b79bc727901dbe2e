"""Supervision: what ends is begun again and told of; what ends again and again ends the process."""

import asyncio

import pytest

from bot.process.supervision import Forbearance, GivenUp, Supervisor
from tests.servers import PATIENCE

NAME = "Канарейкина"


@pytest.fixture
async def supervisor():
    made = Supervisor(Forbearance(pause=0.01, window=60, most=3))
    yield made
    await made.close()


def ending(*ends):
    """Return what ends in each of these ways, and goes on after them; and the runs it had."""
    runs, left = [], list(ends)

    async def run():
        runs.append(None)
        if left:
            end = left.pop(0)
            if end is None:
                return
            raise end
        await asyncio.Event().wait()

    return run, runs


async def watched(supervisor, seconds=PATIENCE):
    async with asyncio.timeout(seconds):
        await supervisor.watch(asyncio.Event())


@pytest.mark.parametrize("end", [ValueError(NAME), asyncio.CancelledError(NAME), None])
async def test_what_ends_begins_again(supervisor, end, caplog):
    """Whatever ended it; the log tells by class, and only once."""
    run, runs = ending(end)
    supervisor.keep("polling", run)
    async with asyncio.timeout(PATIENCE):
        while len(runs) < 2:
            await asyncio.sleep(0.005)
    assert supervisor.troubles == []
    assert "polling" in caplog.text


async def test_what_rests_is_known_as_ended():
    """Health tells of it until it goes again."""
    supervisor = Supervisor(Forbearance(pause=60))
    run, _ = ending(ValueError())
    supervisor.keep("polling", run)
    await asyncio.sleep(0.01)
    assert supervisor.troubles == ["polling has ended"]
    await supervisor.close()


async def test_what_ends_again_and_again_is_given_up(supervisor):
    """The service manager begins a new process then."""
    run, runs = ending(*[ValueError(NAME)] * 5)
    supervisor.keep("polling", run)
    with pytest.raises(GivenUp, match="polling"):
        await watched(supervisor)
    assert len(runs) == 3


async def test_ends_that_lie_far_apart_are_forgiven():
    """Only those within the window count."""
    supervisor = Supervisor(Forbearance(pause=0.02, window=0.01, most=2))
    run, runs = ending(*[ValueError()] * 5)
    supervisor.keep("polling", run)
    async with asyncio.timeout(PATIENCE):
        while len(runs) < 6:
            await asyncio.sleep(0.005)
    await supervisor.close()


async def test_what_has_an_end_may_end(supervisor):
    """It is not begun again, but for an error."""
    run, runs = ending(ValueError(), None, None)
    supervisor.keep("introduction", run, has_end=True)
    async with asyncio.timeout(PATIENCE):
        while len(runs) < 2:
            await asyncio.sleep(0.005)
    await asyncio.sleep(0.05)
    assert len(runs) == 2
    assert supervisor.troubles == []


async def test_a_stop_is_no_end_that_counts(supervisor, caplog):
    """The process ends because it was told to."""
    run, _ = ending()
    supervisor.keep("polling", run)
    stop = asyncio.Event()
    asyncio.get_running_loop().call_later(0.05, stop.set)
    async with asyncio.timeout(PATIENCE):
        await supervisor.watch(stop)
        await supervisor.close()
    assert not caplog.records


async def test_a_writer_that_cannot_be_helped_is_given_up(supervisor, database):
    """Its connection is gone, and every new beginning ends by that."""
    supervisor.keep("writer", database.serve)

    async def somebody_writes():
        while True:
            await asyncio.gather(database.prove_writes(), return_exceptions=True)
            await asyncio.sleep(0.005)

    writing = asyncio.create_task(somebody_writes())
    await database.connection.close()
    with pytest.raises(GivenUp, match="writer"):
        await watched(supervisor)
    writing.cancel()
