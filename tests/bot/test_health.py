"""The operator's private doors, over HTTP."""

import asyncio

import aiohttp
import pytest
from pysqlite3 import dbapi2 as sqlite3

from bot.web import health
from storage.outbox import Call, Outbox
from tests.calm import within
from tests.faults import full_disk
from tests.servers import PATIENCE, serving


async def test_a_call_counts_as_waiting_until_it_is_marked(database, look):
    """What a start after a kill would send again is what the operator sees waiting."""
    await database.write(lambda tx: Outbox(tx).add(1001, Call("sendMessage", {"text": "раз"})))
    (waiting,) = await database.write(lambda tx: Outbox(tx).left_over())
    assert "\nbot_outbox_waiting 1.0\n" in (await look("/metrics"))[1]
    await database.write(lambda tx: Outbox(tx).done([waiting.id]))
    assert "\nbot_outbox_waiting 0.0\n" in (await look("/metrics"))[1]


@pytest.mark.of_a_file
async def test_who_cannot_commit_is_alive_but_not_ready(database, look):
    """A balancer keeps people away from it, and nobody restarts it for that."""
    assert await look("/readyz") == (200, "ready\n")
    with full_disk():
        assert await look("/healthz") == (200, "ok\n")
        assert await look("/readyz") == (503, "no writes\n")
    assert await look("/readyz") == (200, "ready\n")


@pytest.mark.of_a_file
async def test_a_locked_database_is_told_within_two_seconds(look, settings):
    """Whoever asks does not wait as long as the writer does."""
    other = sqlite3.connect(str(settings.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    async with within(2):
        assert await look("/readyz") == (503, "no writes\n")
    async with within(2):
        assert (await look("/metrics"))[0] == 200
    assert await look("/healthz") == (200, "ok\n")
    other.close()
    async with asyncio.timeout(PATIENCE):
        while (await look("/readyz"))[0] != 200:
            await asyncio.sleep(0.05)


async def test_a_bot_that_does_not_hear_says_so(database):
    """Both doors name what is wrong, with a status that no monitor overlooks."""
    troubles = ["polling has ended", "409 Conflict"]
    app = health.application(database, lambda: troubles)
    async with serving(app) as base, aiohttp.ClientSession(base) as session:
        for path in ("/healthz", "/readyz"):
            async with session.get(path) as response:
                assert response.status == 503
                assert await response.text() == "polling has ended\n409 Conflict\n"


async def test_the_process_is_told_of(look):
    """By Prometheus' own collectors."""
    told = (await look("/metrics"))[1]
    for name in (
        "process_resident_memory_bytes",
        "process_open_fds",
        "process_start_time_seconds",
        "python_info",
    ):
        assert f"\n{name}" in told
