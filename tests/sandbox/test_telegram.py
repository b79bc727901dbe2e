"""The sandbox's Telegram is as strict as the real one."""

import asyncio

import aiohttp
import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram.app import telegram_app
from sandbox.telegram.entities import parse_html
from sandbox.telegram.errors import ApiError
from sandbox.telegram.server import Telegram
from tests.bot_api import check_exchange, check_update
from tests.servers import serving


@pytest.fixture
def telegram():
    return Telegram(pace=0.01)


@pytest.fixture
async def call(telegram):
    async with serving(telegram_app(telegram)) as base, aiohttp.ClientSession() as session:

        async def calling(method, token="1:sandbox", **parameters):
            async with session.post(f"{base}/bot{token}/{method}", json=parameters) as response:
                answer = await response.json()
                assert response.status == answer.get("error_code", 200)
                return answer

        yield calling


REFUSALS = [
    ("sendMessage", {"chat_id": 1001, "text": ""}, "message text is empty"),
    ("sendMessage", {"chat_id": 1001, "text": "x" * 4097}, "message is too long"),
    ("sendMessage", {"chat_id": 7, "text": "x"}, "chat not found"),
    ("sendMessage", {"chat_id": 1001, "text": "<b>x", "parse_mode": "HTML"}, "can't parse entities"),
    ("sendMessage", {"chat_id": 1001, "text": "<x>y</x>", "parse_mode": "HTML"}, "can't parse entities"),
    ("editMessageText", {"chat_id": 1001, "message_id": 9, "text": "x"}, "message to edit not found"),
    ("deleteMessage", {"chat_id": 1001, "message_id": 9}, "message to delete not found"),
    ("answerCallbackQuery", {"callback_query_id": "9"}, "query is too old"),
]


@pytest.mark.parametrize(("method", "parameters", "sentence"), REFUSALS)
async def test_what_telegram_refuses_is_refused_in_its_words(call, method, parameters, sentence):
    """The bot is tried against the true sentences."""
    answer = await call(method, **parameters)
    assert not answer["ok"]
    assert sentence in answer["description"]


async def test_unknown_methods_and_tokens_are_refused(call):
    """No blanket ok."""
    assert (await call("sendCake"))["error_code"] == 404
    assert (await call("getMe", token="2:other"))["error_code"] == 401


@pytest.mark.parametrize(
    "button",
    [
        {"text": "x", "callback_data": "я" * 33},
        {"text": "x", "callback_data": ""},
        {"text": "", "callback_data": "x"},
        {"text": "x"},
        {"text": "x", "callback_data": "x", "url": "https://example.org"},
        {"text": "x", "url": "javascript:alert(1)"},
    ],
)
async def test_a_button_of_another_shape_is_refused(call, button):
    """64 bytes, one action, a text."""
    markup = {"inline_keyboard": [[button]]}
    assert not (await call("sendMessage", chat_id=1001, text="x", reply_markup=markup))["ok"]


async def test_every_answer_is_telegrams(call, telegram):
    """Calls and answers fit the Bot API's models, with nothing left over."""
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "x"}]]}
    sent = await call(
        "sendMessage",
        chat_id=1001,
        text="<b>жирный</b> <a href='https://example.org'>a</a>",
        parse_mode="HTML",
        protect_content=True,
        reply_markup=markup,
    )
    number = sent["result"]["message_id"]
    await call("editMessageText", chat_id=1001, message_id=number, text="другой")
    same = await call("editMessageText", chat_id=1001, message_id=number, text="другой")
    assert "message is not modified" in same["description"]
    query = telegram.tap("anna", number, "x")
    await call("answerCallbackQuery", callback_query_id=query, text="тост")
    for method in ("getMe", "getWebhookInfo", "deleteWebhook"):
        await call(method)
    await call("getChat", chat_id=1001)
    await call("deleteMessage", chat_id=1001, message_id=number)
    for exchange in telegram.log:
        check_exchange(*exchange)
    assert telegram.toasts[1001][0]["text"] == "тост"


async def test_an_update_lives_until_an_offset_passes_it(call, telegram):
    """Polling forgets what was acknowledged; taps die after 150 seconds, messages after a day."""
    telegram.say("anna", {"text": "раз"})
    telegram.share_contact("anna")
    sent = await call("sendMessage", chat_id=1001, text="x")
    telegram.tap("anna", sent["result"]["message_id"], "x")
    telegram.set_blocked("boris", blocked=True)
    telegram.say_in_group("anna", "x")
    telegram.edit("anna", 1, "два")
    updates = (await call("getUpdates"))["result"]
    for update in updates:
        check_update(update)
    assert [next(key for key in update if key != "update_id") for update in updates] == [
        "message",
        "message",
        "callback_query",
        "my_chat_member",
        "message",
        "edited_message",
    ]
    telegram.shift = 151
    assert len((await call("getUpdates"))["result"]) == 5
    first = updates[0]["update_id"]
    assert (await call("getUpdates", offset=first + 1))["result"][0]["update_id"] == first + 1
    telegram.shift = 86_401
    assert (await call("getUpdates", offset=first + 1, timeout=0))["result"] == []


async def test_a_second_poller_is_a_conflict(call):
    """Only one process may poll."""
    first = asyncio.create_task(call("getUpdates", timeout=5))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(call("getUpdates", timeout=0))
    await second
    assert (await asyncio.wait_for(first, 6))["error_code"] == 409


async def test_a_webhook_is_tried_until_it_takes_the_update(call, telegram):
    """The same update comes again after a 500, with the secret, one at a time a chat."""
    seen = []

    async def receive(request):
        seen.append((request.headers["X-Telegram-Bot-Api-Secret-Token"], await request.json()))
        return web.Response(status=500 if len(seen) < 3 else 200)

    app = web.Application()
    app.router.add_post("/hook", receive)
    async with serving(app) as base:
        await call("setWebhook", url=f"{base}/hook", secret_token="s")
        assert (await call("getUpdates"))["error_code"] == 409
        telegram.say("anna", {"text": "раз"})
        telegram.say("anna", {"text": "два"})
        async with asyncio.timeout(5):
            while telegram.delivery.pending:
                await asyncio.sleep(0.01)
    assert [update["message"]["text"] for _, update in seen] == ["раз", "раз", "раз", "два"]
    assert {secret for secret, _ in seen} == {"s"}


async def test_the_limits_are_telegrams(call, telegram):
    """One message a second a chat, with the pause to keep."""
    telegram.is_strict = True
    assert (await call("sendMessage", chat_id=1001, text="x"))["ok"]
    refused = await call("sendMessage", chat_id=1001, text="x")
    assert refused["parameters"]["retry_after"] == 1


@given(st.text(alphabet="<>b/i a&;ltg\"'=привет", max_size=60) | st.text(max_size=60))
def test_any_text_is_html_or_refused(text):
    """No text breaks the parser; what it takes has entities within the text."""
    try:
        plain, entities = parse_html(text)
    except ApiError:
        return
    size = len(plain.encode("utf-16-le")) // 2
    assert all(entity["offset"] + entity["length"] <= size for entity in entities)
