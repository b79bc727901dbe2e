"""The operator's private doors, over HTTP."""

import resource
from contextlib import contextmanager

import aiohttp
import pytest

from bot.web import health
from storage.outbox import Call, Outbox
from tests.servers import serving


@pytest.fixture
async def look(database):
    """Look at a page of the private doors: its status and its text."""
    async with serving(health.application(database)) as base, aiohttp.ClientSession(base) as session:

        async def look(path):
            async with session.get(path) as response:
                return response.status, await response.text()

        yield look


async def test_a_call_counts_as_waiting_until_it_is_marked(database, look):
    """What a start after a kill would send again is what the operator sees waiting."""
    await database.write(lambda tx: Outbox(tx).add(1001, Call("sendMessage", {"text": "раз"})))
    (waiting,) = await database.write(lambda tx: Outbox(tx).left_over())
    assert "\nbot_outbox_waiting 1.0\n" in (await look("/metrics"))[1]
    await database.write(lambda tx: Outbox(tx).done([waiting.id]))
    assert "\nbot_outbox_waiting 0.0\n" in (await look("/metrics"))[1]


async def test_who_cannot_commit_is_alive_but_not_ready(database, look):
    """A balancer keeps people away from it, and nobody restarts it for that."""
    assert await look("/readyz") == (200, "ready\n")
    with full_disk():
        assert await look("/healthz") == (200, "ok\n")
        assert await look("/readyz") == (503, "no writes\n")
    assert await look("/readyz") == (200, "ready\n")


@contextmanager
def full_disk():
    """Let no file of this process grow; a signal that would end others is ignored by Python."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
