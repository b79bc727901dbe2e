"""The search job while the database is away: who is looked for hears of it as soon as anybody can be told."""

import asyncio
from datetime import timedelta

import pytest

from bot.jobs.running import attempt
from bot.process import config_of
from storage.database import Database
from storage.searches import Searches
from tests.broken_way import broken_way
from tests.chat import adds_card
from tests.jobs import job_named


@pytest.fixture
async def job(settings, vault, registry):
    """The search job, whose way to the database breaks before its second commit."""
    async with broken_way(settings.database, ("the word", "COMMIT"), after=1) as place:
        database = await Database.open(place, vault)
        yield job_named("searches", database, registry, config_of(settings))
        await database.close()


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
async def test_a_refused_claim_cuts_no_look_short(chat, database, job, gate, caplog):
    """What is under way at the registry is kept; the next one is claimed by the next run."""
    await adds_card(chat)
    held = gate.holds()
    run = asyncio.create_task(attempt(job))
    await held.comes()
    while "commit failed" not in caplog.text:
        await asyncio.sleep(0.01)
    held.goes_on()
    await run
    assert "what is due waits" in caplog.text
    assert "прикрепления" in await chat.reads()
    assert not await database.write(lambda tx: Searches(tx).claim("other", 9, timedelta(seconds=1)))
