"""The sender where Telegram answers oddly, hangs, or names another chat, and what waits is withdrawn."""

import asyncio
import contextlib
from itertools import count

import pytest
from aiohttp import web
from pysqlite3 import dbapi2 as sqlite3

from bot.bot_api import BotApi
from bot.bot_api.patience import Patience
from bot.incoming.polling import Polling
from bot.outgoing import Sender
from bot.process import conversation
from storage.cards import Cards
from storage.dialogue import Dialogue
from storage.dialogues import Dialogues
from storage.erasure import erase_card, erase_owner
from storage.moves import Move, Moves
from storage.outbox import Call, Outbox, Outgoing, Urgency
from tests.calm import within
from tests.chat import Chat
from tests.handlers.test_support import asks
from tests.handlers.test_support_desk import DESK, Desk
from tests.servers import PATIENCE, serving
from tests.storage.test_shares import CARD

SUPERGROUP = -1007300000002
PATIENT = Patience(connect=PATIENCE, silence=PATIENCE, longest=PATIENCE)
QUICK = Patience(connect=1, silence=0.3, longest=2)


class OddTelegram:
    """A Bot API that answers as a test tells it, and keeps what it was asked."""

    def __init__(self):
        self.calls = []
        self.answers = []
        self.numbers = count(1)
        self.answered = set()

    async def always(self, given):
        """Answer as usual; a test may put another way in its place."""

    async def answer(self, request):
        given = await request.json()
        method = request.match_info["method"]
        self.calls.append((method, given))
        answer = self.answers.pop(0) if self.answers else await self.always(given)
        self.answered.add(given.get("chat_id"))
        return web.json_response(answer or {"ok": True, "result": {"message_id": next(self.numbers)}})

    def app(self):
        app = web.Application()
        app.router.add_post("/bot{token}/{method}", self.answer)
        return app

    @property
    def texts(self):
        return [given.get("text") for _, given in self.calls]


@pytest.fixture
def telegram():
    return OddTelegram()


@pytest.fixture
def patience():
    """How long Telegram is waited for; a test of its silence gives less."""
    return PATIENT


@pytest.fixture
async def api(telegram, patience):
    async with serving(telegram.app()) as base:
        api = BotApi("1:test", base, patience)
        yield api
        await api.close()


@pytest.fixture
async def sender(database, api):
    sender = Sender(database, api)
    await sender.start()
    yield sender
    await sender.drain(2)


async def say(database, chat, *texts, urgency=Urgency.REPLY, **more):
    calls = [Call("sendMessage", {"chat_id": chat, "text": text}, **more) for text in texts]
    await database.write(lambda tx: Outbox(tx).add(chat, *calls, urgency=urgency))


async def everything_sent(database):
    async with asyncio.timeout(PATIENCE):
        while await database.write(lambda tx: Outbox(tx).count()):
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "result",
    [
        [],
        "да",
        5,
        None,
        {},
        {"message_id": None},
        {"message_id": "7"},
        {"message_id": 2**63},
        {"message_id": -1},
    ],
    ids=str,
)
async def test_an_odd_result_mutes_nobody(telegram, database, sender, result):
    """The answer to a question may lack the message's number, or tell one that no table can hold."""
    telegram.answers = [{"ok": True, "result": result}]
    await say(database, 1001, "вопрос", prompt=5)
    await everything_sent(database)
    await say(database, 1001, "дальше")
    await everything_sent(database)
    assert telegram.texts == ["вопрос", "дальше"]


async def test_a_call_that_cannot_be_made_is_given_up(telegram, database, sender, caplog):
    """Parameters that are no JSON end neither the chat's task nor the pushes'; their text is not logged."""
    for urgency in Urgency:
        odd = Call("sendMessage", {"chat_id": 1001, "text": "Тестова", "of": object()})
        sender.take(Outgoing(10**6, 1001, urgency, odd))
        await say(database, 1001, f"после {urgency}", urgency=urgency)
        await everything_sent(database)
    assert telegram.texts == ["после reply", "после push"]
    assert "given up" in caplog.text
    assert "Тестова" not in caplog.text


@pytest.mark.parametrize("patience", [QUICK])
async def test_a_telegram_that_hangs_keeps_nobody_waiting(telegram, database, updates, sender, api):
    """For a while every connection is accepted and none is answered, also those kept from before."""
    well, taken = asyncio.Event(), asyncio.Event()
    waiting = [{"update_id": number, "message": start_of(1000 + number)} for number in (1, 2)]

    async def answer(given):
        if "offset" not in given:
            return await (asyncio.sleep(0) if well.is_set() else asyncio.sleep(3600))
        taken.set()
        await asyncio.sleep(0.05 if well.is_set() else 3600)
        return {"ok": True, "result": [one for one in waiting if one["update_id"] >= given["offset"]][:1]}

    await say(database, 1003, *(f"{number}" for number in range(3)))
    await everything_sent(database)
    telegram.answered.clear()
    telegram.always = answer
    polling = asyncio.create_task(Polling(api, updates, 0.5).run())
    await taken.wait()
    await say(database, 1003, "ответ")
    asyncio.get_running_loop().call_later(0.4, well.set)
    async with within(20):  # before: 30 s for a call, 40 s for a poll
        while not {1001, 1002, 1003} <= telegram.answered:
            await asyncio.sleep(0.01)
    polling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await polling


def start_of(user, text="/start"):
    person = {"id": user, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
    head = {"message_id": 1, "date": 1, "chat": {"id": user, "type": "private"}, "from": person}
    command = {"entities": [{"type": "bot_command", "offset": 0, "length": len(text)}]}
    return head | {"text": text} | (command if text.startswith("/") else {})


def moved(chat):
    text = "Bad Request: group chat was upgraded to a supergroup chat"
    return {"ok": False, "error_code": 400, "description": text, "parameters": {"migrate_to_chat_id": chat}}


async def test_a_group_that_became_a_supergroup_is_followed(telegram, database, api, sender, caplog):
    """The question that was refused goes to the new id, and so does every later one, also after a restart."""
    telegram.answers = [moved(SUPERGROUP)]
    await say(database, DESK, "первый", "второй", urgency=Urgency.PUSH)
    await everything_sent(database)
    await sender.drain(2)
    again = Sender(database, api)
    await again.start()
    await say(database, DESK, "третий", urgency=Urgency.PUSH)
    await everything_sent(database)
    await again.drain(2)
    sent = [(given["chat_id"], given["text"]) for _, given in telegram.calls]
    assert sent == [(DESK, "первый"), *((SUPERGROUP, text) for text in ("первый", "второй", "третий"))]
    assert str(SUPERGROUP) in caplog.text


async def test_nothing_overtakes_what_is_on_its_way_to_a_supergroup(telegram, database, sender):
    """While the move is being kept, which may take a while, the later message waits for the earlier one."""
    kept, held = asyncio.Event(), []

    async def answer(given):
        if given["chat_id"] == DESK:
            held.append(asyncio.create_task(database.write(lambda _: kept.wait())))
            return moved(SUPERGROUP)
        return {"ok": True, "result": {"message_id": 5}}

    telegram.always = answer
    await say(database, DESK, "первый", "второй", urgency=Urgency.PUSH)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0.5):
            while len(telegram.calls) == len(held):
                await asyncio.sleep(0.01)
    kept.set()
    await everything_sent(database)
    assert [given["text"] for _, given in telegram.calls] == ["первый", "первый", "второй"]


@pytest.mark.parametrize("chat", [2002, 0, True, "x", None, -(2**70)], ids=str)
async def test_nobodys_messages_are_sent_to_another_person(telegram, database, sender, chat):
    """Only groups move: an answer that names anything else is a refusal like others."""
    telegram.answers = [moved(chat)]
    await say(database, 1001, "личное", "дальше")
    await everything_sent(database)
    assert [given["chat_id"] for _, given in telegram.calls] == [1001, 1001]


async def test_a_person_never_moves_into_a_group(telegram, database, sender):
    """Not even if Telegram said so."""
    telegram.answers = [moved(SUPERGROUP)] * 9
    await say(database, 1001, "личное")
    await say(database, 1001, "дальше")
    await everything_sent(database)
    assert {given["chat_id"] for _, given in telegram.calls} == {1001}


async def test_groups_that_move_in_a_circle_end_no_task(telegram, database, sender):
    """What is refused so again and again is given up."""
    telegram.answers = [moved(SUPERGROUP), moved(DESK)] * 3
    await say(database, DESK, "вопрос", urgency=Urgency.PUSH)
    await everything_sent(database)
    assert len(telegram.calls) < 6


@pytest.fixture
def at_desk(settings, database):
    with_desk = settings.model_copy(update={"support_chat": DESK})
    return Chat(conversation(with_desk, database), database)


@pytest.mark.parametrize(
    ("group", "told"),
    [(DESK, {"migrate_to_chat_id": SUPERGROUP}), (SUPERGROUP, {"migrate_from_chat_id": DESK})],
    ids=["to", "from"],
)
async def test_the_support_desk_is_not_left_when_it_moves(at_desk, group, told):
    """Either message is enough; answers count in the new group, and a stranger's group is left as before."""
    await asks(at_desk)
    asked = {"text": Desk(at_desk).asked()}
    at_desk.calls.clear()
    assert await Desk(at_desk, group).says(told) == ""
    assert await Desk(at_desk, SUPERGROUP).says({"text": "Кто возьмёт?"}) == ""
    assert "Ответ передан" in await Desk(at_desk, SUPERGROUP).says({"text": "Ответ"}, asked)
    assert "leaveChat" not in dict(at_desk.calls)
    await Desk(at_desk, -4009).says({"migrate_from_chat_id": -4008})
    assert at_desk.calls[-1] == ("leaveChat", {"chat_id": -4009})
    assert await at_desk.database.write(lambda tx: Moves(tx).all()) == [Move(DESK, SUPERGROUP)]


async def test_a_supergroup_is_not_left_though_its_first_word_came_before_the_move(
    telegram, database, sender
):
    """Telegram gives no order between chats: the leaving waits in the sender when the move is told."""
    leaving = Call("leaveChat", {"chat_id": SUPERGROUP})

    async def both(tx):
        await Outbox(tx).add(SUPERGROUP, leaving)
        await Moves(tx).note(DESK, SUPERGROUP)

    await database.write(both)
    await everything_sent(database)
    assert telegram.calls == []


async def test_pushes_that_wait_here_are_not_sent_to_who_is_erased(telegram, database, sender):
    """Three wait for the second between pushes; after /delete_me none of them goes out."""
    await database.write(lambda tx: Dialogues(tx).save(Dialogue(1001)))
    await say(database, 1001, *(f"новость {number}" for number in range(4)), urgency=Urgency.PUSH)
    while not telegram.calls:
        await asyncio.sleep(0.01)
    await database.write(lambda tx: erase_owner(tx, 1001))
    await say(database, 1001, "прощание", urgency=Urgency.PUSH)
    await everything_sent(database)
    said = [text for text in telegram.texts if text]  # besides, what was said before may be taken back
    assert said == ["новость 0", "прощание"]


async def add_push(chat, call, card, tx):
    await Outbox(tx).add(chat, call, urgency=Urgency.PUSH, card=card)


async def test_pushes_of_a_deleted_card_are_not_sent(telegram, database, sender):
    """What is about nothing or another card is."""
    card = CARD
    await database.write(lambda tx: Cards(tx, card.owner).add(card))
    for text, about in (("раз", None), ("о карточке", card.id), ("два", None)):
        call = Call("sendMessage", {"chat_id": card.owner, "text": text})
        await database.write(
            lambda tx, call=call, about=about: Outbox(tx).add(
                card.owner, call, urgency=Urgency.PUSH, card=about
            )
        )
    await database.write(lambda tx: erase_card(tx, card.id, card.owner))
    await everything_sent(database)
    assert telegram.texts == ["раз", "два"]


async def test_nothing_follows_a_message_that_is_not_marked(telegram, database, settings, sender):
    """So a crash repeats one message a chat at most, however long the disk takes."""
    with contextlib.closing(sqlite3.connect(str(settings.database), isolation_level=None)) as other:

        async def hold_the_disk(_):
            if len(telegram.calls) == 1:
                other.execute("BEGIN IMMEDIATE")

        telegram.always = hold_the_disk
        await say(database, 1001, "раз", "два")
        async with asyncio.timeout(PATIENCE):
            while not telegram.answered:
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.2)
        assert telegram.texts == ["раз"]
        other.execute("ROLLBACK")
        await everything_sent(database)
        assert telegram.texts == ["раз", "два"]
