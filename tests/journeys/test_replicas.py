"""Several replicas over one PostgreSQL, while one is killed, stops, or loses its database.

``PEOPLE`` and ``KILLS`` in the environment make the kills longer (``make soak-replicas``).
"""

import asyncio
import os
import random
import signal
from http import HTTPStatus
from itertools import count
from pathlib import Path

import pytest

from patient.card import OwnerId
from storage.cards import Cards
from storage.consents import Consents
from storage.database import Database
from storage.key_ring import KeyRing
from storage.places import Server
from tests import processes
from tests.journeys.standby import Standby
from tests.journeys.team import adds_card, another, stops, team
from tests.journeys.test_family import invites, share
from tests.journeys.test_visits import to_hours
from tests.postgres import Cluster
from tests.servers import PATIENCE

PEOPLE = int(os.environ.get("PEOPLE", "10"))
FIRST = 5000  # the lowest Telegram id of somebody
KILLS = int(os.environ.get("KILLS", "1"))
# seconds for a dead replica, on top of what a person waits for on this machine: `make soak-replicas` asks for
# the bar of 8; among other tests, which share the cores, only that nobody waits for ever
LONGEST_WAIT = float(os.environ.get("LONGEST_WAIT", "40"))
NEWS_WAIT = 4.0  # seconds more, for the search's own looks, the last that a person waits for
LIMIT = 30  # Telegram's, in a second
TOLD = 60  # people, two seconds of pushes
TEXT = "Завтра приём с 8 до 12"
AN_HOUR_AHEAD = {
    "LD_PRELOAD": str(next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), "libfaketime.so.1")),
    "FAKETIME": "+1h",
    "FAKETIME_DONT_FAKE_MONOTONIC": "1",
}
numbers = count(1)

pytestmark = pytest.mark.timeout(240 + KILLS * 40)


@pytest.fixture(scope="module")
def cluster():
    cluster = Cluster.begun()
    yield cluster
    cluster.end()


@pytest.fixture
async def url(cluster):
    """An empty database, where a replica that stalls in its turn loses it as it would for an operator."""
    name = f"replicas_{next(numbers)}"
    await cluster.execute(f"CREATE DATABASE {name}")
    return cluster.url(name).partition("?")[0]


async def check(members, people, disturbances, *, calm, patience=LONGEST_WAIT):
    """See that nothing was lost, little was said twice, all was said in order and nobody waited for long."""
    await members.has_sent_all()
    repeats = await members.check_order(disturbances)
    longest = max(max(person.waited[:-1]) for person in people)
    news = max(person.waited[-1] for person in people)
    database = await Database.open(Server(members.url), members.ring.vault())
    try:
        for person in people:
            owner = OwnerId(person.user)
            assert len(await database.write(lambda tx, o=owner: Cards(tx, o).readable())) == 1
            assert len(await database.write(lambda tx, o=owner: Consents(tx, o).in_force())) == 1
    finally:
        await database.close()
    print(  # noqa: T201 - the figures of a long run
        f"\n{len(people)} people, {disturbances} disturbances: {sum(repeats.values())} messages twice,"
        f" {max(repeats.values())} in one chat at most, the longest wait {longest:.1f} s,"
        f" for the news {news:.1f} s, before {calm:.1f} s"
    )
    assert longest <= patience + calm
    assert news <= patience + NEWS_WAIT + calm


def begins(people):
    """Have everybody add a card."""
    return [asyncio.create_task(adds_card(person)) for person in people]


async def calm_wait(members):
    """Return how long a person waits at most while nothing is disturbed: the machine may be busy."""
    (first,) = members.people(1, FIRST - 1)
    await adds_card(first)
    return max(first.waited)


async def after_a_while(people):
    """Return when the people are in the midst of their dialogues."""
    goal = random.randint(2, 8) * len(people)
    while sum(len(person.waited) for person in people) < goal:
        await asyncio.sleep(0.02)


async def test_one_of_two_is_killed(tmp_path, url):
    """Each time another one by lot, while everybody adds a card; it comes back after a while."""
    async with team(tmp_path, url, 2) as members:
        calm, everybody = await calm_wait(members), []
        for number in range(KILLS):
            people = members.people(PEOPLE, FIRST + number * PEOPLE)
            everybody += people
            talks = begins(people)
            await after_a_while(people)
            killed = random.choice(members.members)
            await killed.kill()
            await asyncio.gather(*talks)
            await killed.start()
            await members.has_back(killed)
        await check(members, everybody, KILLS, calm=calm)


async def test_one_that_stands_still_in_its_turn_holds_nobody(tmp_path, url):
    """It loses its turn; when it wakes, it sends and marks nothing that the other one has taken over."""
    async with team(tmp_path, url, 2) as members:
        calm, everybody = await calm_wait(members), []
        for number in range(KILLS):
            people = members.people(PEOPLE, FIRST + number * PEOPLE)
            everybody += people
            talks = begins(people)
            await after_a_while(people)
            still = random.choice(members.members)
            await members.stand_still_in_its_turn(still)
            await asyncio.gather(*talks)
            still.wake()
            await still.logs("was silent and its work is taken over")
            await members.has_back(still)
        await check(members, everybody, KILLS, calm=calm)


async def test_the_database_crashes_and_comes_back(tmp_path, url, cluster):
    """Everybody waits for as long as that takes; nobody is buried for it."""
    async with team(tmp_path, url, 2) as members:
        calm, people = await calm_wait(members), members.people(PEOPLE)
        talks = begins(people)
        await after_a_while(people)
        cluster.stop(signal.SIGQUIT)
        await asyncio.sleep(2)
        cluster.start()
        await asyncio.gather(*talks)
        await check(members, people, 1, calm=calm, patience=2 + LONGEST_WAIT)
        assert not any("was silent" in line for member in members.members for line in member.errors)


async def test_another_database_takes_over(tmp_path):
    """The one that dies has told its standby all that it has told the bot."""
    primary = Cluster.begun()
    await primary.execute("CREATE DATABASE replicas")
    standby = await Standby.following(primary)
    url = f"postgresql://postgres@127.0.0.1:{primary.port},127.0.0.1:{standby.port}/replicas"
    try:
        async with team(tmp_path, url, 2) as members:
            calm, people = await calm_wait(members), members.people(PEOPLE)
            talks = begins(people)
            await after_a_while(people)
            primary.stop(signal.SIGQUIT)
            await standby.take_over()
            members.url = standby.url("replicas")
            await asyncio.gather(*talks)
            await check(members, people, 1, calm=calm)
    finally:
        standby.end()
        primary.end()


async def test_clocks_may_be_an_hour_apart(tmp_path, url):
    """Neither thinks that the other one is dead, and who lives finds out who died."""
    async with team(tmp_path, url, 2, last=AN_HOUR_AHEAD) as members:
        calm, people = await calm_wait(members), members.people(PEOPLE)
        talks = begins(people)
        await after_a_while(people)
        assert not any("was silent" in line for member in members.members for line in member.errors)
        leader = await members.leader()
        await leader.kill()
        await asyncio.gather(*talks)
        await leader.start()
        await leader.ready()
        await check(members, people, 1, calm=calm)


async def test_four_begin_at_once_in_an_empty_database(tmp_path, url, cluster):
    """One makes the schema, and one leads."""
    name = f"replicas_{next(numbers)}"
    await cluster.execute(f"CREATE DATABASE {name}")
    async with team(tmp_path, url, 1) as members:
        KeyRing.fresh().save(tmp_path / "others.json")
        own = {
            "DATABASE_URL": cluster.url(name).partition("?")[0],
            "DATA_KEYS": str(tmp_path / "others.json"),
        }
        four = [another(members.members[0], UPDATES="polling", **own) for _ in range(4)]
        await asyncio.gather(*(member.start() for member in four))
        await asyncio.gather(*(member.ready() for member in four))
        assert sum([await member.leads() for member in four]) == 1
        await asyncio.gather(*map(stops, four))


async def test_an_upgrade_is_no_outage(tmp_path, url):
    """One after the other stops in order and comes back: nothing is said twice, and nobody waits for long."""
    async with team(tmp_path, url, 2) as members:
        calm, people = await calm_wait(members), members.people(PEOPLE)
        talks = begins(people)
        for member in members.members:
            await after_a_while(people)
            stopping = asyncio.create_task(member.stop())
            while (told := await member.asks("readyz"))[0] == HTTPStatus.OK:
                await asyncio.sleep(0.01)
            assert "it is stopping" in told[1]
            assert await stopping == 0
            await member.start()
            await members.has_back(member)
        await asyncio.gather(*talks)
        await check(members, people, 0, calm=calm)


async def test_the_keys_are_rotated_amid_everything(tmp_path, url):
    """A rotation is killed, another follows it while a replica stands still: nobody is lost sight of.

    Cards are added meanwhile, one is shared with a second parent, a visit is booked.
    """
    async with team(tmp_path, url, 2) as members:
        calm, people = await calm_wait(members), members.people(PEOPLE)
        anna, boris = (members.members[0].person(name) for name in ("anna", "boris"))
        token = await invites(anna)
        await next_key(members)
        talks = begins(people)
        await after_a_while(people)
        await rotation_is_killed(members)
        await share(anna, boris, token)
        await next_key(members)
        still = members.members[1]
        still.stand_still()
        await members.members[0].command("keys", "rotate")
        still.wake()
        await boris.answers("/cards", "1 карточка")
        await asyncio.gather(*talks)
        members.ring = KeyRing.load(tmp_path / "keys.json")
        assert members.ring.index is None
        assert await members.rows("SELECT 1 FROM index_key WHERE id <> 3 AND left_at IS NULL") == []
        await books(*members.people(1, FIRST - 2))
        await check(members, people, 1, calm=calm)
    assert "whole" in await members.members[0].command("audit", "verify")


async def next_key(members):
    """Make the next key of the ring, and wait until all replicas have it."""
    await members.members[0].command("keys", "add")
    newest = max(KeyRing.load(Path(members.members[0].environment["DATA_KEYS"])).secrets)
    async with asyncio.timeout(PATIENCE):
        while await members.rows("SELECT 1 FROM replica WHERE newest_key <> $1", newest):
            await asyncio.sleep(0.05)


async def rotation_is_killed(members):
    """Begin a rotation, and kill it as soon as the index key has changed."""
    rotation = await processes.fork("keys", "rotate", environment=members.members[0].environment)
    async with asyncio.timeout(PATIENCE):
        while not await members.rows("SELECT 1 FROM database_id WHERE index_keys > 0"):
            await asyncio.sleep(0.005)
    rotation.send_signal(signal.SIGKILL)
    await rotation.wait()


async def books(person):
    """Add a card and book a visit with it."""
    await adds_card(person)
    await person.presses("Просмотреть карточку", "Карточка")
    await to_hours(person)
    await person.presses(":", "Всё верно?")
    await person.presses("✅ Записаться", "запись на приём готова")


async def test_polling_is_taken_over(tmp_path, url):
    """When the leader dies, within the silence and a heartbeat; when it stops, at once."""
    async with team(tmp_path, url, 2, updates="polling") as members:
        (anna,) = members.people(1)
        await anna.answers("/start", "Здравствуйте")
        (calm,) = anna.waited
        first = await members.leader()
        await first.kill()
        await anna.answers("/help", "Помощь")
        await first.start()
        await first.ready()
        second = await members.leader()
        assert second is not first
        assert await second.stop() == 0
        await anna.answers("/start", "Здравствуйте")
        await second.start()
        await second.ready()
        *_, after_death, after_stop = anna.waited
        assert after_death <= LONGEST_WAIT + calm
        assert after_stop <= LONGEST_WAIT / 2 + calm


async def test_pushes_of_all_replicas_keep_one_pace(tmp_path, url):
    """Although the leader dies amid an announcement; each person is told once, but for what was under way."""
    text = tmp_path / "text.txt"
    text.write_text(TEXT)
    async with team(tmp_path, url, 3) as members:
        people = members.people(TOLD)
        await asyncio.gather(*(person.answers("/start", "Здравствуйте") for person in people))
        await members.has_sent_all()
        log = members.telegram.log
        begun = len(log)
        await members.members[0].command("announce", "--all", str(text), "--send")
        await members.members[0].shows(lambda: len(log) > begun + TOLD // 4)
        leader = await members.leader()
        await leader.kill()
        for person in people:
            await person.reads(TEXT)
        await leader.start()
        await leader.ready()
        await members.has_sent_all()
        await members.check_order(1)
        assert log.worst_second(begun) <= LIMIT
