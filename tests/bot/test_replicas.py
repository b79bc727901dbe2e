"""Several replicas over one database: two of them in one process, each with a connection of its own."""

import asyncio
from datetime import timedelta
from itertools import count

import pytest
from aiohttp import web

from bot.bot_api import BotApi
from bot.bot_api.patience import Patience
from bot.outgoing import Sender
from bot.replica import Replica
from sandbox.telegram.errors import ApiError
from sandbox.telegram.limits import Limits
from storage.database import Database
from storage.errands import Errand, ErrandKind, ErrandQueue, Errands
from storage.migration import migrate
from storage.outbox import Call, Outbox, Urgency
from storage.replicas import Replicas, Rhythm
from tests.servers import PATIENCE, serving

QUICK = Rhythm(beat=0.05, silence=1.5)  # a busy disk keeps a heartbeat for a while
LEASE = timedelta(minutes=1)


class Telegram:
    """A Bot API that keeps who said what when, and can be held up."""

    def __init__(self):
        self.calls = []
        self.numbers = count(1)
        self.goes_on = asyncio.Event()
        self.goes_on.set()
        self.arrived = asyncio.Event()
        self.limits = None
        self.refused = []

    async def answer(self, request):
        given = await request.json()
        try:
            if self.limits:
                self.limits.count(given["chat_id"])
        except ApiError as error:
            self.refused.append(given["text"])
            refusal = {"ok": False, "error_code": error.code, "description": error.description}
            return web.json_response(refusal | {"parameters": {"retry_after": error.retry_after}}, status=429)
        self.calls.append((request.match_info["token"], request.match_info["method"], given))
        self.arrived.set()
        await self.goes_on.wait()
        return web.json_response({"ok": True, "result": {"message_id": next(self.numbers)}})

    def texts(self, token=""):
        return [given.get("text") for who, _, given in self.calls if token in who]


class Member:
    """A replica with its sender; what it says comes under its own token."""

    def __init__(self, database, api):
        self.database = database
        self.api = api
        self.replica = Replica(database, is_alone=False, rhythm=QUICK)
        self.sender = Sender(database, api, replica=self.replica)

    async def says(self, chat, *texts, urgency=Urgency.REPLY, method="sendMessage", **more):
        calls = [Call(method, {"chat_id": chat, "text": text, **more}) for text in texts]
        await self.database.write(lambda tx: Outbox(tx).add(chat, *calls, urgency=urgency))

    def dies(self):
        """Do nothing any more, as after kill -9; what is in flight may arrive."""
        self.replica._beating.cancel()
        for chat in self.sender._chats.values():
            chat.task.cancel()
        for task in (self.sender._marker._task, self.sender._pushing):
            if task:
                task.cancel()

    async def stands_still(self, seconds):
        """Give no heartbeat for a while, and think that no time has passed since."""
        self.replica._beating.cancel()
        await asyncio.sleep(seconds)

    def wakes(self):
        self.replica._beating = asyncio.create_task(self.replica._beat_on())


@pytest.fixture
def telegram():
    return Telegram()


@pytest.fixture
async def members(telegram, database, settings, vault):
    """As many as a test asks for, the first of which leads."""
    made = []
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", telegram.answer)

    async def join():
        opened = await Database.open(settings.database, vault)
        member = Member(
            opened,
            BotApi(
                f"{len(made) + 1}:test", base, Patience(connect=PATIENCE, silence=PATIENCE, longest=PATIENCE)
            ),
        )
        made.append(member)
        await member.sender.start()
        return member

    async with serving(app) as base:
        yield join
        telegram.goes_on.set()
        for member in made:
            await member.sender.drain(0.5)
            await member.replica.leave()
            await member.api.close()
            await member.database.close()


async def until(holds):
    async with asyncio.timeout(PATIENCE):
        while not holds():
            await asyncio.sleep(0.01)


async def everything_sent(database):
    async with asyncio.timeout(PATIENCE):
        while await database.write(lambda tx: Outbox(tx).count()):
            await asyncio.sleep(0.02)


async def test_the_first_that_lives_leads(members):
    """When it dies, the next does within the silence and a heartbeat; when it stops, at once."""
    first, second, third = [await members() for _ in range(3)]
    await until(lambda: third.replica._last.others == 2)
    assert [each.replica.leads for each in (first, second, third)] == [True, False, False]
    first.dies()
    await until(lambda: second.replica.leads)
    assert not third.replica.leads
    await second.replica.resign(0)
    assert not second.replica.leads
    await until(lambda: third.replica.leads)


async def test_what_a_dead_one_had_to_send_is_sent(telegram, members, database):
    """One that answers, and a push that it had committed without leading."""
    first, second = await members(), await members()
    telegram.goes_on.clear()
    await second.says(1001, "раз", "два")
    await second.says(1002, "новость", urgency=Urgency.PUSH)
    await until(lambda: "новость" in telegram.texts("1:test"))
    assert telegram.texts("2:test") == ["раз"]
    second.dies()
    telegram.goes_on.set()
    await everything_sent(database)
    assert telegram.texts("1:test") == ["новость", "раз", "два"]
    assert first.replica.leads


async def test_a_chats_calls_keep_their_order_whoever_sends_them(telegram, members, database):
    """An answer of one replica waits for the earlier one of another, also when that has died meanwhile."""
    first, second = await members(), await members()
    telegram.goes_on.clear()
    await second.says(1001, "раз", "два")
    await until(lambda: telegram.texts() == ["раз"])
    await first.says(1001, "три")
    await first.says(1002, "другому")
    await until(lambda: telegram.texts("1:test") == ["другому"])
    second.dies()
    await asyncio.sleep(3 * QUICK.beat)
    telegram.goes_on.set()
    await everything_sent(database)
    assert telegram.texts("1:test") == ["другому", "раз", "два", "три"]


async def test_answers_of_two_living_replicas_keep_their_order(telegram, members, database):
    """Back and forth, as a balancer spreads what one person says."""
    both = [await members(), await members()]
    for number in range(10):
        await both[number % 2].says(1001, str(number))
    await everything_sent(database)
    assert telegram.texts() == [str(number) for number in range(10)]


async def test_what_two_replicas_say_within_a_second_comes_whole_and_in_order(telegram, members, database):
    """A push does not know what another one has just answered: Telegram refuses it once, and it comes then.

    So it goes with one replica, too, where two answers are quick: nothing more is lost or repeated.
    """
    first, second = await members(), await members()
    telegram.limits = Limits()
    await second.says(1001, "ответ")
    await until(lambda: telegram.calls)
    await everything_sent(database)
    await first.says(1001, "новость", urgency=Urgency.PUSH)
    await until(lambda: "новость" in {*telegram.refused, *telegram.texts()})
    await second.says(1001, "ещё", "и ещё")
    await everything_sent(database)
    told = telegram.texts()
    assert sorted(told) == sorted(["ответ", "новость", "ещё", "и ещё"])
    assert [text for text in told if text != "новость"] == ["ответ", "ещё", "и ещё"]
    assert len(telegram.refused) <= 3 * len(told)


async def test_who_stood_still_sends_and_marks_nothing_that_was_taken_over(telegram, members, database):
    """It wakes with a queue and with a call in flight, of which the other one has sent all."""
    first, second = await members(), await members()
    telegram.goes_on.clear()
    await second.says(1001, "раз", "два", "три")
    await until(lambda: telegram.texts() == ["раз"])
    number = second.replica.number
    await second.stands_still(QUICK.silence + 3 * QUICK.beat)
    await until(lambda: telegram.texts("1:test") == ["раз"])
    telegram.goes_on.set()
    await everything_sent(database)
    second.wakes()
    await until(lambda: second.replica.number != number)
    await second.says(1001, "четыре")
    await everything_sent(database)
    assert telegram.texts("1:test") == ["раз", "два", "три"]
    assert telegram.texts("2:test") == ["раз", "четыре"]
    assert not any(method.startswith("delete") for _, method, _ in telegram.calls)
    assert first.replica.leads


async def test_nothing_goes_out_before_it_is_known_who_lives(telegram, members, database):
    """What was committed just before a standstill goes once, by whoever has it now."""
    first, second = await members(), await members()
    await second.stands_still(QUICK.silence)
    await second.says(1001, "раз")
    await until(lambda: telegram.texts() == ["раз"])
    second.wakes()
    await everything_sent(database)
    await asyncio.sleep(3 * QUICK.beat)
    assert telegram.texts("1:test") == ["раз"]
    assert telegram.texts("2:test") == []
    assert first.replica.leads


async def test_what_another_replica_withdraws_is_not_sent(telegram, members, database):
    """A push that waits at the leader while its person leaves by way of another replica."""
    first, second = await members(), await members()
    telegram.goes_on.clear()
    await first.says(1001, "ответ")
    await until(lambda: telegram.texts() == ["ответ"])
    await first.says(1001, "новость")
    await second.database.write(lambda tx: Outbox(tx).forget(1001))
    await asyncio.sleep(3 * QUICK.beat)
    telegram.goes_on.set()
    await asyncio.sleep(3 * QUICK.beat)
    await everything_sent(database)
    assert "новость" not in telegram.texts()


async def test_one_that_stops_hands_over(telegram, members, database):
    """What it has not sent by then goes out within a heartbeat, not after a silence."""
    first, second = await members(), await members()
    telegram.goes_on.clear()
    await second.says(1001, "раз", "два")
    await until(lambda: telegram.texts() == ["раз"])
    await second.replica.resign(0)
    await second.sender.drain(0)
    await second.replica.leave()
    await until(lambda: telegram.texts("1:test") == ["раз"])
    telegram.goes_on.set()
    await everything_sent(database)
    assert telegram.texts("1:test") == ["раз", "два"]
    assert first.replica.leads


async def test_leases_of_the_dead_are_free(members, database):
    """Whoever tapped waits for the silence, not for the end of the lease; a living one's stand."""
    first, second = await members(), await members()
    for member, name in ((first, "one"), (second, "two")):
        errand = Errand(name, 1001, ErrandKind.VISITS, 1, "go:visits")
        await member.database.write(lambda tx, errand=errand: Errands(tx, 1001).enqueue(errand))
        holder = member.database.holder()
        claim = await member.database.write(lambda tx, h=holder: ErrandQueue(tx).claim(h, 8, LEASE))
        assert [each.id for each in claim] == [name]
    await until(lambda: first.replica._last.others == 1)
    second.dies()
    await until(lambda: first.replica._last.others == 0)
    freed = await database.write(lambda tx: ErrandQueue(tx).claim("0/x", 8, LEASE))
    assert [(each.id, each.tries) for each in freed] == [("two", 1)]


async def test_a_replica_goes_with_a_ring_that_was_changed_elsewhere(settings, ring, tmp_path):
    """Without a restart: what it could not read before is read again, and it seals with the new key."""
    path = tmp_path / "keys.json"
    ring.save(path)
    vault = ring.vault(path)
    opened = await Database.open(settings.database, vault)
    await migrate(opened.connection, vault)
    replica = Replica(opened, is_alone=False, rhythm=QUICK)
    await replica.join()
    rotated = ring.rotated()
    other = await Database.open(settings.database, rotated.vault())
    await other.write(lambda tx: Outbox(tx).add(1001, Call("sendMessage", {"text": "x"})))
    assert await opened.write(lambda tx: Outbox(tx).left_over()) == []
    rotated.save(path, replacing=True)
    await until(lambda: vault.header == rotated.vault().header)
    (waiting,) = await opened.write(lambda tx: Outbox(tx).left_over())
    assert waiting.call.parameters == {"text": "x"}
    await replica.leave()
    await opened.close()
    await other.close()


async def test_what_was_kept_by_a_commit_without_an_answer_is_sent(members, telegram, database):
    """The server went away with its word: who repeats the work finds it done, so its rows must be found."""
    first, _ = await members(), await members()

    async def unheard(transaction):
        await Outbox(transaction).add(5, Call("sendMessage", {"chat_id": 5, "text": "answer"}))
        transaction.events.clear()

    await first.database.write(unheard)
    await everything_sent(database)
    assert telegram.texts("1:test") == ["answer"]


async def test_what_is_under_way_is_not_taken_for_unheard(members, telegram, database):
    """However many heartbeats go by until Telegram answers."""
    first = await members()
    telegram.goes_on.clear()
    await first.says(5, "answer")
    await asyncio.sleep(10 * QUICK.beat)
    telegram.goes_on.set()
    await everything_sent(database)
    assert telegram.texts() == ["answer"]


async def test_one_that_is_outlived_ends(members, database):
    """It was buried while it stood still, and a later release has changed the schema since."""
    member, told = await members(), asyncio.Queue()
    member.replica.outlived = told.put_nowait
    await database.write(lambda tx: tx.execute("INSERT INTO migration VALUES (9999, 'later')"))
    await asyncio.sleep(3 * QUICK.beat)
    assert told.empty()
    await database.write(lambda tx: Replicas(tx).leave(member.replica.number))
    assert "install the later release" in await asyncio.wait_for(told.get(), PATIENCE)
