"""A team: replicas of the bot over one PostgreSQL, behind a balancer, before one Telegram that counts."""

import asyncio
import random
import signal
from bisect import bisect_left
from collections import Counter
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from time import monotonic

import aiohttp
import asyncpg
from aiohttp import web

from storage.key_ring import KeyRing
from storage.outbox import OUTBOX
from tests import processes
from tests.form import ANNA
from tests.journeys.house import House, Person, house
from tests.servers import PATIENCE, free_port, serving

# then the balancer thinks that a replica does not answer; one that lives may wait two for the turn
ANSWER_SECONDS = 3.0
REST_SECONDS = 10.0  # for which it is left alone then, while there is another, unless it is welcomed before
PASSED = ("X-", "Content-Type")
MADE = ("sendMessage", "sendDocument")
NOTE = """
CREATE TABLE said (id BIGINT PRIMARY KEY, chat BIGINT, urgency TEXT, sealed BYTEA, withdrawn BOOLEAN);
CREATE FUNCTION note_said() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO said VALUES (NEW.id, NEW.chat, NEW.urgency, NEW.sealed); RETURN NEW; END $$;
CREATE TRIGGER said AFTER INSERT ON outbox FOR EACH ROW EXECUTE FUNCTION note_said();
"""
IN_ITS_TURN = """
SELECT 1 FROM pg_stat_activity
    WHERE client_port = ANY($1::int[]) AND state LIKE 'idle in transaction%'
"""


class Log(list):
    """Telegram's log, with the moment of each call."""

    def __init__(self):
        super().__init__()
        self.moments = []

    def append(self, call):
        self.moments.append(monotonic())
        super().append(call)

    def worst_second(self, since=0):
        """Return the most messages that were made in any second, from a place in the log on."""
        calls = zip(self.moments[since:], self[since:], strict=True)
        moments = [at for at, (method, _, _) in calls if method in MADE]
        return max((bisect_left(moments, at + 1) - number for number, at in enumerate(moments)), default=0)


@dataclass
class Patient(Person):
    """A person who notes how long he ever waited for what he was to see."""

    waited: list[float] = field(default_factory=list)

    async def sees(self, holds):
        began = monotonic()
        await super().sees(holds)
        self.waited.append(monotonic() - began)


class Balancer:
    """Gives each update to a replica by lot; who does not answer is left alone for a moment."""

    def __init__(self):
        self.members = []
        self._rests = {}

    def welcome(self, member):
        """Give it updates again; otherwise two rest where the next one fails soon, and the lot decides."""
        self._rests.pop(member.listen, None)

    def app(self):
        app = web.Application()
        app.router.add_post("/telegram/webhook", self.forward)
        return app

    async def forward(self, request):
        body, now = await request.read(), monotonic()
        awake = [each for each in self.members if self._rests.get(each.listen, 0) < now]
        chosen = random.choice(awake or self.members)
        headers = {
            name: value for name, value in request.headers.items() if name.startswith(("X-", "Content-T"))
        }
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(
                    f"http://{chosen.listen}/telegram/webhook", data=body, headers=headers
                ) as answer,
            ):
                return web.Response(status=answer.status)
        except (aiohttp.ClientError, TimeoutError):
            self._rests[chosen.listen] = monotonic() + REST_SECONDS
            return web.Response(status=HTTPStatus.BAD_GATEWAY)


class Member(House):
    """One replica."""

    @property
    def listen(self):
        return self.environment["LISTEN"]

    async def leads(self):
        return "bot_leads 1.0" in (await self.asks("metrics"))[1]

    async def kill(self):
        """End it as a power cut does."""
        assert await self.stop(signal.SIGKILL) == -signal.SIGKILL

    def stand_still(self):
        self.process.send_signal(signal.SIGSTOP)

    def wake(self):
        self.process.send_signal(signal.SIGCONT)


@dataclass
class Team:
    """The replicas, and what is said to them."""

    members: list[Member]
    url: str
    ring: KeyRing
    balancer: Balancer

    @property
    def telegram(self):
        return self.members[0].telegram

    def people(self, number, first=5000):
        return [Patient(self.members[0], first + each) for each in range(number)]

    async def rows(self, statement, *values):
        connection = await asyncpg.connect(self.url)
        try:
            return await connection.fetch(statement, *values)
        finally:
            await connection.close()

    async def leader(self):
        """Return who leads, as soon as somebody does."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for member in self.members:
                    if member.process.returncode is None and await member.leads():
                        return member
                await asyncio.sleep(0.05)

    async def others(self):
        leader = await self.leader()
        return [each for each in self.members if each is not leader]

    async def has_back(self, member):
        """Wait until a replica takes updates again, and the balancer, which looks at that, knows."""
        await member.ready()
        self.balancer.welcome(member)

    async def has_sent_all(self):
        async with asyncio.timeout(PATIENCE):
            while await self.rows("SELECT 1 FROM outbox LIMIT 1"):
                await asyncio.sleep(0.05)

    async def stand_still_in_its_turn(self, member):
        """Stop a replica within a transaction that has the turn; try until it is caught there."""
        connection = await asyncpg.connect(self.url)
        ports = ports_of(member.process.pid)
        async with asyncio.timeout(PATIENCE):
            while True:
                member.stand_still()
                await asyncio.sleep(0.01)
                if await connection.fetch(IN_ITS_TURN, ports):
                    return await connection.close()
                member.wake()
                await asyncio.sleep(random.uniform(0.01, 0.05))

    async def check_order(self, disturbances):
        """See that each chat was told all, in the order of the rows, and the least of it twice."""
        said = await self.rows("SELECT id, chat, urgency, sealed FROM said ORDER BY id")
        vault = self.ring.vault()
        wanted = {}
        for number, chat, urgency, sealed in said:
            call = vault.open(sealed, OUTBOX.binding("", chat))
            if "chat_id" not in call["parameters"]:
                continue  # the answer to a tap
            wanted.setdefault((chat, urgency), []).append((number, call["method"], call["parameters"]))
        told = {}
        for method, given, _ in self.telegram.log:
            told.setdefault(given.get("chat_id"), []).append((method, given))
        repeats = Counter()
        for (chat, urgency), calls in wanted.items():
            repeats[chat] += _follow(chat, urgency, calls, told.get(chat, []))
        assert max(repeats.values(), default=0) <= disturbances, repeats
        return repeats


def _follow(chat, urgency, calls, told):
    """Walk through what a chat was told beside what was to be told; return how many messages came again."""
    position, repeats = 0, 0
    for method, given in told:
        same = [n for n, call in enumerate(calls) if _is_that(call, method, given)]
        ahead = [n for n in same if n >= position]
        if not same:
            continue  # of the other urgency, or no row's
        if ahead and ahead[0] == position:
            position += 1
        elif any(n < position for n in same):
            repeats += method in MADE
        else:
            missing = [calls[n] for n in range(position, ahead[0])]
            raise AssertionError(f"{urgency} to {chat}: {calls[ahead[0]]} was told before {missing}")
    assert position == len(calls), f"{urgency} to {chat}: {calls[position:]} never came"
    return repeats


def _is_that(call, method, given):
    """Tell whether this is how a call comes out; one that awaits the form's number comes out with it."""
    _, meant, parameters = call
    if meant == "editMessageText" and parameters["message_id"] < 0:
        return method in {"editMessageText", "sendMessage"} and given["text"] == parameters["text"]
    return meant == method and parameters == given


def ports_of(pid):
    """Return the local ports of a process's connections."""
    inodes = set()
    for each in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            inodes.add(str(each.readlink()))
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return [int(row[1].split(":")[1], 16) for row in rows if f"socket:[{row[9]}]" in inodes]


@asynccontextmanager
async def team(tmp_path, url, size, *, updates="webhook", last=None):
    """Start a team of so many replicas, and see in the end that each stops in order.

    *last* is what stands in the environment of the last one alone, which is a process of its own making then.
    """
    balancer = Balancer()
    async with AsyncExitStack() as stack:
        public = await stack.enter_async_context(serving(balancer.app()))
        settings = {"DATABASE_URL": url, "PUBLIC_URL": public, "ESIA_CLIENT_ID": ""}
        first = await stack.enter_async_context(house(tmp_path, updates=updates, kind=Member, **settings))
        first.telegram.log = Log()
        made = Team([first], url, KeyRing.load(tmp_path / "keys.json"), balancer)
        await note_what_is_said(url)
        for _ in range(size - 1):
            made.members.append(another(first))
        if last:
            made.members[-1].environment |= last
            made.members[-1].begin = processes.start
        for member in made.members[1:]:
            await member.start()
            stack.push_async_callback(stops, member)
        for member in made.members:
            await member.ready()
        balancer.members = made.members
        yield made
        await asyncio.gather(*map(stops, made.members))


def another(member, **settings):
    """Return one more beside *member*, at addresses of its own."""
    ports = {name: f"127.0.0.1:{free_port()}" for name in ("LISTEN", "LISTEN_PRIVATE")}
    environment = member.environment | ports | settings
    return Member(member.telegram, member.registry, member.esia, environment, member.begin)


async def stops(member):
    """Stop it, as it may be, and see that it ends in order."""
    if member.process.returncode is None:
        member.wake()
        assert await member.stop() == 0


async def note_what_is_said(url):
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(NOTE)
    finally:
        await connection.close()


async def adds_card(person):
    """Walk through the whole form, to the news of the search."""
    told = {"birth_date": "13.10.1979", "polis": "7349020886007312", "phone": f"+7902000{person.user:04}"}
    await person.adds_card(ANNA | told)
    await person.reads("прикрепления найдены")
