"""Two releases over one PostgreSQL: the later one changes nothing beneath the earlier that would break it."""

import shutil
from functools import partial

import pytest

from storage.schema import SUITS
from tests import processes
from tests.journeys.house import House, house
from tests.processes import ROOT
from tests.servers import free_port

ROOMS = ("bot", "handlers", "esia", "registry", "storage", "barcode", "locales", "patient")
SUITABLE = f"{SUITS}\nCREATE TABLE suitable (id INTEGER PRIMARY KEY) STRICT;\n"
BREAKING = "CREATE TABLE breaking (id INTEGER PRIMARY KEY) STRICT;\n"

pytestmark = pytest.mark.timeout(240)


@pytest.fixture
def later(tmp_path):
    """A release with two more migrations, of which one suits this release."""
    folder = tmp_path / "later"
    folder.mkdir()
    for room in ROOMS:
        shutil.copytree(ROOT / room, folder / room)
    (folder / "storage" / "migrations" / "0098_suitable.sql").write_text(SUITABLE)
    (folder / "storage" / "migrations" / "0099_breaking.sql").write_text(BREAKING)
    return folder


def of_the_later(home, folder):
    """Return one more replica beside *home*, of the later release."""
    ports = {name: f"127.0.0.1:{free_port()}" for name in ("LISTEN", "LISTEN_PRIVATE")}
    begin = partial(processes.start, folder=folder)
    return House(home.telegram, home.registry, home.esia, home.environment | ports, begin)


async def test_the_later_one_waits_for_the_earlier_ones_to_stop(tmp_path, later, postgres):
    """It says so, and whom to stop; nobody writes in vain meanwhile, and it goes on by itself then."""
    url = postgres.another().url
    async with house(tmp_path, DATABASE_URL=url, ESIA_CLIENT_ID="") as earlier:
        anna = earlier.person(1001)
        await anna.answers("/start", "Здравствуйте")
        after = of_the_later(earlier, later)
        await after.start()
        await after.logs("could not work with schema 99: stop them")
        assert await after.stop() == 0
        await after.start()
        await after.logs("could not work with schema 99: stop them")
        await anna.answers("/help", "Помощь")
        assert await earlier.stop() == 0
        await after.ready()
        await anna.answers("/start", "Здравствуйте")
        again = await processes.fork(environment=earlier.environment)
        assert await again.wait() == 1
        assert "install the later release here" in (await again.stderr.read()).decode()
        assert await after.stop() == 0
