"""The clock: what a stop does to a job that is under way."""

import asyncio
import logging
from datetime import timedelta
from time import monotonic

import pytest

from bot.jobs.clock import Clock, ClockStopped
from tests.servers import PATIENCE

RARELY = timedelta(hours=1)


@pytest.mark.parametrize(("seconds", "outcome"), [(PATIENCE, ["begun", "ended"]), (0.01, ["begun"])])
async def test_a_stop_waits_for_a_job_but_not_for_ever(seconds, outcome, caplog):
    """It ends what it began; what takes too long is cut short without an alarm."""
    happened, begun, goes_on = [], asyncio.Event(), asyncio.Event()

    async def job():
        happened.append("begun")
        begun.set()
        await goes_on.wait()
        happened.append("ended")

    clock = Clock()
    clock.every(RARELY, job, at_once=True)
    clock.start()
    await asyncio.wait_for(begun.wait(), PATIENCE)
    stopping = asyncio.create_task(clock.stop(seconds))
    await asyncio.wait([stopping], timeout=PATIENCE if seconds < 1 else 0.05)
    goes_on.set()
    await stopping
    await asyncio.sleep(0)
    assert happened == outcome
    assert not [record for record in caplog.records if record.levelno > logging.INFO]


@pytest.mark.parametrize("jump", [-3600, 3600])
async def test_nothing_rests_for_the_length_of_a_jump(jump, caplog):
    """The machine's clock is set by an hour: what waits by it ticks at once."""
    ticked, wall = asyncio.Event(), [0.0]

    async def job():
        ticked.set()

    clock = Clock(lambda: monotonic() + wall[0], look_seconds=0.01)
    clock.every(RARELY, job)
    clock.start()
    serving = asyncio.create_task(clock.serve())
    await asyncio.sleep(0.05)
    assert not ticked.is_set()
    wall[0] = jump
    await asyncio.wait_for(ticked.wait(), PATIENCE)
    assert "jumped" in caplog.text
    serving.cancel()
    await clock.stop(1)


async def test_a_scheduler_that_lost_its_tick_is_found_out_and_begun_again():
    """Its supervisor hears of it and serves anew."""
    ticks = asyncio.Queue()

    async def job():
        ticks.put_nowait(None)

    clock = Clock(look_seconds=0.001)
    clock.every(timedelta(seconds=0.1), job)
    clock.start()
    await ticks.get()
    serving = asyncio.create_task(clock.serve())
    await ticks.get()
    clock._scheduler._stop_timer()
    with pytest.raises(ClockStopped):
        await asyncio.wait_for(serving, PATIENCE)
    serving = asyncio.create_task(clock.serve())
    await asyncio.wait_for(ticks.get(), PATIENCE)
    serving.cancel()
    await clock.stop(1)
