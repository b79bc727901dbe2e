"""The sender: order, pace, and what it does when Telegram says no."""

import asyncio
from dataclasses import dataclass
from itertools import count

import pytest
from aiohttp import web

from bot.bot_api import BotApi
from bot.bot_api.errors import TelegramUnreachable
from bot.outgoing.sender import Sender, _pause
from sandbox.telegram.app import telegram_app
from sandbox.telegram.faults import Fault
from sandbox.telegram.server import Telegram
from storage.dialogue import Dialogue
from storage.dialogues import Dialogues
from storage.outbox import Call, Outbox, Urgency
from tests.servers import PATIENCE, serving


@pytest.fixture
def telegram():
    return Telegram()


@pytest.fixture
async def sender(telegram, database):
    async with serving(telegram_app(telegram)) as base:
        api = BotApi("1:sandbox", base)
        sender = Sender(database, api)
        yield sender
        await sender.drain(2)
        await api.close()


async def say(database, chat, text, urgency=Urgency.REPLY, method="sendMessage", **more):
    parameters = {"chat_id": chat, "text": text, **more}
    call = Call(method, parameters)
    await database.write(lambda tx: Outbox(tx).add(chat, call, urgency=urgency))


def said(user, number, text):
    person = {"id": user, "is_bot": False, "first_name": "Анна", "language_code": "ru"}
    chat = {"id": user, "type": "private"}
    return {"message_id": 10**6 + number, "date": 1, "chat": chat, "from": person, "text": text}


async def everything_sent(database):
    async with asyncio.timeout(PATIENCE):
        while await database.write(lambda tx: Outbox(tx).count()):
            await asyncio.sleep(0.02)


def texts(telegram, chat):
    return [message["text"] for message in telegram.seen(chat)["messages"]]


async def test_messages_keep_their_order_a_chat(telegram, database, sender):
    """Also around a pause that Telegram asks for."""
    await sender.start()
    telegram.faults.append(Fault("sendMessage", 429, retry_after=1))
    for number in range(5):
        await say(database, 1001, str(number))
        await say(database, 1002, str(number))
    await everything_sent(database)
    assert texts(telegram, 1001) == texts(telegram, 1002) == list("01234")


async def test_what_a_crash_left_behind_is_sent(telegram, database, sender):
    """Rows of an earlier process go first."""
    await say(database, 1001, "раньше")
    await sender.start()
    await say(database, 1001, "теперь")
    await everything_sent(database)
    assert texts(telegram, 1001) == ["раньше", "теперь"]


async def test_replies_overtake_pushes_and_pushes_keep_the_limits(telegram, database, sender):
    """Sixty pushes at a strict Telegram: no 429, and a reply is not kept waiting by them."""
    telegram.is_strict = True
    for number in range(60):
        telegram.chat(3000 + number)
        await say(database, 3000 + number, "новость", Urgency.PUSH)
    await sender.start()
    async with asyncio.timeout(PATIENCE):
        while not telegram.log:
            await asyncio.sleep(0.01)
    await say(database, 1001, "ответ")
    await everything_sent(database)
    told = [given["text"] for method, given, _ in telegram.log if method == "sendMessage"]
    assert len(told) == 61
    assert told.index("ответ") < 60
    assert not any(answer.get("error_code") for _, _, answer in telegram.log)


async def test_pushes_keep_the_limits_over_a_network_that_stumbles(telegram, database):
    """The first calls arrive half a second late, the next at once: Telegram counts what arrives."""
    telegram.is_strict = True
    arrived = count()

    @web.middleware
    async def stumble(request, handler):
        await asyncio.sleep(0.5 if next(arrived) < 25 else 0)
        return await handler(request)

    app = telegram_app(telegram)
    app.middlewares.append(stumble)
    async with serving(app) as base:
        api = BotApi("1:sandbox", base)
        sender = Sender(database, api)
        for number in range(60):
            telegram.chat(3000 + number)
            await say(database, 3000 + number, "новость", Urgency.PUSH)
        await sender.start()
        await everything_sent(database)
        await api.close()
    assert not any(answer.get("error_code") for _, _, answer in telegram.log)


async def test_two_pushes_to_one_chat_are_a_second_apart(telegram, database, sender):
    """Telegram's limit of one message a second a chat."""
    telegram.is_strict = True
    await sender.start()
    for number in range(4):
        await say(database, 1001, str(number), Urgency.PUSH)
    await everything_sent(database)
    assert texts(telegram, 1001) == ["0", "1", "2", "3"]
    assert not any(answer.get("error_code") for _, _, answer in telegram.log)


async def test_a_push_keeps_a_second_from_the_reply_before_it(telegram, database, sender):
    """Telegram counts both as messages of the chat."""
    telegram.is_strict = True
    await sender.start()
    await say(database, 1001, "ответ")
    await say(database, 1001, "новость", Urgency.PUSH)
    await everything_sent(database)
    assert texts(telegram, 1001) == ["ответ", "новость"]
    assert not any(answer.get("error_code") for _, _, answer in telegram.log)


async def test_a_blocked_chat_is_left_in_peace(telegram, database, sender):
    """One try, no repeats; the person is marked until he lets the bot speak again."""
    telegram.chat("anna").is_blocked = True
    await database.write(lambda tx: Dialogues(tx).save(Dialogue(1001)))
    await sender.start()
    await say(database, 1001, "раз")
    await say(database, 1001, "два")
    await everything_sent(database)
    assert sum(method == "sendMessage" for method, _, _ in telegram.log) <= 2
    assert await database.write(lambda tx: Dialogues(tx).is_blocked(1001))


async def test_an_impossible_edit_becomes_a_message(telegram, database, sender):
    """A list that was deleted or is too old appears anew, protected as everything is."""
    await sender.start()
    await say(database, 1001, "список", method="editMessageText", message_id=77)
    await everything_sent(database)
    (message,) = telegram.seen(1001)["messages"]
    assert (message["text"], message["protected"]) == ("список", True)


async def test_broken_html_is_sent_plain_and_a_hopeless_call_is_dropped(telegram, database, sender):
    """Nothing blocks the chat."""
    await sender.start()
    await say(database, 1001, "<b>жирный", parse_mode="HTML")
    await say(database, 1001, "")
    await say(database, 1001, "дальше")
    await everything_sent(database)
    assert texts(telegram, 1001) == ["<b>жирный", "дальше"]


def test_the_pause_between_tries_grows_and_is_bounded():
    """Jitter below, a minute above."""
    pauses = [_pause(TelegramUnreachable("x"), tries) for tries in (1, 3, 20)]
    assert 0.5 <= pauses[0] <= 1
    assert pauses[2] <= 60


@pytest.mark.parametrize("code", [400, 404])
async def test_messages_that_cannot_be_deleted_together_are_deleted_one_by_one(
    telegram, database, sender, code
):
    """One that is too old would keep all the others; an earlier Bot API does not know the call at all."""
    await sender.start()
    for number in range(3):
        await say(database, 1001, str(number))
    await everything_sent(database)
    numbers = [message["id"] for message in telegram.seen(1001)["messages"]]
    telegram.faults.append(Fault("deleteMessages", code))
    call = Call("deleteMessages", {"chat_id": 1001, "message_ids": [*numbers[:2], 999_999]})
    await database.write(lambda tx: Outbox(tx).add(1001, call))
    await everything_sent(database)
    assert texts(telegram, 1001) == ["2"]


@pytest.mark.parametrize("method", ["deleteMessage", "deleteMessages"])
async def test_a_question_that_is_too_old_to_be_deleted_loses_its_buttons(telegram, database, sender, method):
    """Telegram deletes nothing after two days; what was answered is not to be pressed all the same."""
    await sender.start()
    buttons = {"inline_keyboard": [[{"text": "Отмена", "callback_data": "x"}]]}
    await say(database, 1001, "вопрос", reply_markup=buttons)
    await everything_sent(database)
    (question,) = telegram.seen(1001)["messages"]
    telegram.shift = 49 * 3600
    which = {"message_id": question["id"]} if method == "deleteMessage" else {"message_ids": [question["id"]]}
    await database.write(lambda tx: Outbox(tx).add(1001, Call(method, {"chat_id": 1001, **which})))
    await everything_sent(database)
    (left,) = telegram.seen(1001)["messages"]
    assert question.get("buttons")
    assert not left.get("buttons")


@pytest.mark.parametrize("answers", [("Тестова",), ("Тестова", "Анна", "Петровна"), ("Тестова", "отмена")])
async def test_the_form_stays_in_one_message_for_who_types_faster_than_telegram(
    telegram, database, updates, sender, answers
):
    """What changes a message that was not sent yet is told which one it is when its turn comes."""
    for number, text in enumerate(("/add", *answers), 1):
        telegram.chat(1001)
        await updates.take({"update_id": number, "message": said(1001, number, text)})
    await sender.start()
    await everything_sent(database)
    assert len([message for message in telegram.seen(1001)["messages"] if message["buttons"]]) == 1


async def test_a_form_whose_message_never_came_goes_on_in_a_new_one(telegram, database, updates, sender):
    """Telegram refused the first question for good."""
    telegram.faults.append(Fault("sendMessage", 400))
    for number, text in enumerate(("/add", "Тестова"), 1):
        await updates.take({"update_id": number, "message": said(1001, number, text)})
    await sender.start()
    await everything_sent(database)
    (shown,) = telegram.seen(1001)["messages"]
    assert "имя" in shown["text"]
    assert shown["protected"]


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_a_server_that_knows_no_moments_is_told_them_in_words(telegram, database, sender, method):
    """The tag goes, the rest of the HTML stays; an edit stays an edit."""
    await sender.start()
    await say(database, 1001, "раньше")
    await everything_sent(database)
    number = telegram.seen(1001)["messages"][0]["id"]
    telegram.faults.append(UnknownTag(method, 400))
    text = '<b><tg-time unix="1795800000">вт 24 ноября, 09:20</tg-time></b>'
    where = {"message_id": number} if method == "editMessageText" else {}
    await say(database, 1001, text, method=method, parse_mode="HTML", **where)
    await everything_sent(database)
    shown = telegram.seen(1001)["messages"][-1]
    assert shown["html"] == "<b>вт 24 ноября, 09:20</b>"
    assert (shown["id"] == number) is (method == "editMessageText")


@dataclass
class UnknownTag(Fault):
    """What a server of some years ago answers."""

    @property
    def description(self) -> str:
        """Telegram's sentence."""
        return 'Bad Request: can\'t parse entities: Unsupported start tag "tg-time" at byte offset 3'


async def test_buttons_that_a_server_does_not_know_go_all_the_same(telegram, database, sender):
    """A push that was answered loses its buttons where none can be shown as disabled."""
    await sender.start()
    keyboard = {"inline_keyboard": [[{"text": "Приду", "callback_data": "x"}]]}
    await say(database, 1001, "завтра приём", reply_markup=keyboard)
    await everything_sent(database)
    telegram.faults.append(Fault("editMessageReplyMarkup", 400))
    number = telegram.seen(1001)["messages"][0]["id"]
    chosen = {"inline_keyboard": [[{"text": "✓ Приду", "disabled": {}}]]}
    call = Call("editMessageReplyMarkup", {"chat_id": 1001, "message_id": number, "reply_markup": chosen})
    await database.write(lambda tx: Outbox(tx).add(1001, call))
    await everything_sent(database)
    assert telegram.seen(1001)["messages"][0]["buttons"] == []
