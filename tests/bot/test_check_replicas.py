"""`check` with a shared database: which replicas run, who leads, and whose an address is that is taken."""

import socket

import pytest
from pydantic import SecretStr

from bot.checks import doors, running
from bot.replica import Replica
from bot.version import VERSION
from storage.replicas import NOWHERE, RHYTHM, Replicas, Seat
from tests.servers import free_port

pytestmark = pytest.mark.of_a_server
HERE = socket.gethostname()


@pytest.fixture
def engine():
    return "postgres"


@pytest.fixture
async def told(settings):
    """Return what `check` says of what runs."""

    async def told():
        runs = await running.look(settings)
        return runs, [finding.text.split(":")[0] for finding in runs.findings if not finding.is_wrong]

    return told


async def joined(database, seat=NOWHERE):
    return await database.write(lambda tx: Replicas(tx, RHYTHM, seat).beat(None, 0))


async def test_the_replicas_are_named_with_release_and_machine(told, database):
    """The first one leads; the clock of a heartbeat is the database's."""
    runs, texts = await told()
    assert (runs.here, runs.anywhere, texts) == (False, False, ["no replica gives heartbeats"])
    replica = Replica(database, is_alone=False)
    await replica.join()
    await joined(database, Seat("app2", "9.9.9"))
    runs, texts = await told()
    assert (runs.here, runs.anywhere) == (True, True)
    first, second, both = texts
    assert first == f"replica {replica.number} ({VERSION} on {HERE}) leads"
    assert second.endswith("(9.9.9 on app2) follows")
    assert both == "replicas"
    await replica.leave()
    runs, texts = await told()
    assert (runs.here, runs.anywhere) == (False, True)
    assert [text.rpartition(" ")[2] for text in texts] == ["leads"]


async def test_one_that_is_silent_runs_no_more(told, database):
    """Nobody is there to bury it; it leads nobody."""
    await joined(database, Seat(HERE, VERSION))
    await database.write(lambda tx: tx.execute("UPDATE replica SET seen_at = seen_at - 6"))
    runs, texts = await told()
    assert (runs.here, runs.anywhere) == (False, False)
    assert [text.rpartition(") ")[2] for text in texts] == ["is silent", "no replica gives heartbeats"]


async def test_living_ones_of_which_none_leads_are_an_alarm(database, settings):
    """The only one is leaving, and does not come to its end."""
    last = await joined(database)
    await database.write(lambda tx: Replicas(tx).resign(last.replica))
    wrong = [finding.text for finding in (await running.look(settings)).findings if finding.is_wrong]
    assert ["none of them leads" in text for text in wrong] == [True]


async def test_an_address_of_our_own_is_not_another_programs(database, settings):
    """A replica on this machine listens there; one elsewhere does not."""
    listen, private = (f"127.0.0.1:{free_port()}" for _ in range(2))
    settings = settings.model_copy(update={"listen": listen, "listen_private": private})
    with socket.create_server(("127.0.0.1", int(listen.rpartition(":")[2]))):
        await joined(database, Seat("app2", VERSION))
        (found,) = await doors.look(settings, await running.look(settings))
        assert "another program listens" in found.text
        await joined(database, Seat(HERE, VERSION))
        assert await doors.look(settings, await running.look(settings)) == []


async def test_what_cannot_be_read_says_nothing_of_what_runs(settings, database, postgres):
    """A database of before, or of nobody: what is wrong with it is told elsewhere."""
    settings = settings.model_copy(update={"database_url": SecretStr(postgres.another().url)})
    assert not (await running.look(settings)).anywhere


async def test_a_database_out_of_reach_leaves_open_what_runs(settings):
    """The replicas wait for it meanwhile, and what holds the address may be one of them."""
    away, listen = (f"127.0.0.1:{free_port()}" for _ in range(2))
    url = SecretStr(f"postgresql://doctor73@{away}/doctor73")
    settings = settings.model_copy(update={"database_url": url, "listen": listen})
    runs = await running.look(settings)
    assert (runs.anywhere, runs.findings) == (False, ())
    with socket.create_server(("127.0.0.1", int(listen.rpartition(":")[2]))):
        assert await doors.look(settings, runs) == []
