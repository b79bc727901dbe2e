"""What the tests of the process's parts share."""

import aiohttp
import pytest

from bot.web import health
from sandbox.esia.keys import make_demo_keys
from tests.servers import serving


@pytest.fixture
async def look(database):
    """Look at a page of the private doors: its status and its text."""
    async with serving(health.application(database)) as base, aiohttp.ClientSession(base) as session:

        async def look(path):
            async with session.get(path) as response:
                return response.status, await response.text()

        yield look


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """ESIA's keys and ours, as the demo makes them: its own, and the files of the sign-in's settings."""
    return make_demo_keys(tmp_path_factory.mktemp("keys"))
