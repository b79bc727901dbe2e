"""The clock: what a stop does to a job that is under way."""

import asyncio
import logging
from datetime import timedelta

import pytest

from bot.clock import Clock

RARELY = timedelta(hours=1)


@pytest.mark.parametrize(("seconds", "outcome"), [(5, ["begun", "ended"]), (0.01, ["begun"])])
async def test_a_stop_waits_for_a_job_but_not_for_ever(seconds, outcome, caplog):
    """It ends what it began; what takes too long is cut short without an alarm."""
    happened = []

    async def job():
        happened.append("begun")
        await asyncio.sleep(0.3)
        happened.append("ended")

    clock = Clock()
    clock.every(RARELY, job, at_once=True)
    clock.start()
    async with asyncio.timeout(5):
        while not happened:
            await asyncio.sleep(0.01)
    await clock.stop(seconds)
    await asyncio.sleep(0.5)
    assert happened == outcome
    assert not [record for record in caplog.records if record.levelno > logging.INFO]
