"""The start: what is asked of Telegram is repeated until it works, and nothing waits for it."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.bot_api import BotApi
from bot.bot_api.errors import TelegramUnreachable
from bot.bot_api.insisting import offer
from bot.bot_api.patience import Patience, doubled
from bot.incoming.polling import Polling
from bot.incoming.webhook import NOT_SET, WebhookAddress
from bot.outgoing.introduction import introduce
from bot.outgoing.sender import _pause as sender_pause
from handlers.ground.config import ChatAddress
from tests.servers import PATIENCE, serving

OK = {"ok": True, "result": True}
ME = {"ok": True, "result": {"id": 1, "is_bot": True, "first_name": "Д", "username": "doctor73_bot"}}
OURS = "https://bot.example/telegram/webhook"


def refused(code, description="no"):
    return {"ok": False, "error_code": code, "description": description}


@asynccontextmanager
async def telegram(**scripts):
    """A Telegram that answers each method by its script, the last answer for ever; yields the calls too."""
    calls = []

    async def answer(request):
        method = request.match_info["method"]
        calls.append(method)
        script = scripts.get(method, [OK])
        told = script.pop(0) if len(script) > 1 else script[0]
        return web.json_response(told, status=told.get("error_code", 200))

    app = web.Application()
    app.router.add_post("/bot1:x/{method}", answer)
    async with serving(app) as base:
        api = BotApi("1:x", base)
        try:
            yield api, calls
        finally:
            await api.close()


async def until(condition):
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.mark.parametrize(
    "first", [refused(500), refused(401), refused(429), refused(404), {"ok": True, "result": 5}, [1], OK]
)
async def test_the_name_is_asked_for_until_it_is_told(first):
    """The sign-in's way back needs it."""
    chat = ChatAddress()
    first = first if isinstance(first, dict) else {"ok": True, "result": first}
    async with telegram(getMe=[first, ME]) as (api, _), asyncio.timeout(PATIENCE):
        await introduce(api, chat, "https://t.me")
    assert chat.url == "https://t.me/doctor73_bot"


async def test_a_decoration_that_the_server_lacks_is_left_out_and_told_once(caplog):
    """The other calls are made all the same."""
    async with (
        telegram(getMe=[ME], setMyDescription=[refused(404)]) as (api, calls),
        asyncio.timeout(PATIENCE),
    ):
        await introduce(api, ChatAddress(), "https://t.me")
    assert calls.count("setMyDescription") == 1
    assert calls.count("setMyCommands") == calls.count("setMyShortDescription") == 2
    assert caplog.text.count("setMyDescription is left out") == 1


async def test_a_decoration_is_repeated_while_the_server_does_not_answer():
    """It is missing for a while, not for ever."""
    async with (
        telegram(getMe=[ME], setMyCommands=[refused(502), OK]) as (api, calls),
        asyncio.timeout(PATIENCE),
    ):
        await introduce(api, ChatAddress(), "https://t.me")
    assert calls.count("setMyCommands") == 3


async def test_the_end_of_an_earlier_webhook_is_repeated():
    """One 500 would have kept a polling bot deaf."""
    async with telegram(deleteWebhook=[refused(500), OK]) as (api, calls), asyncio.timeout(PATIENCE):
        assert await offer(api, "deleteWebhook", {})
    assert calls == ["deleteWebhook"] * 2


@asynccontextmanager
async def kept(address):
    task = asyncio.create_task(address.run())
    yield
    task.cancel()
    await asyncio.wait([task])


async def test_an_address_is_set_until_it_is_taken():
    """Until then health tells that nobody is heard."""
    async with telegram(setWebhook=[refused(500), refused(400, "bad webhook"), OK]) as (api, calls):
        address = WebhookAddress(api, {"url": OURS}, 0.05)
        async with kept(address):
            assert address.trouble == NOT_SET
            await until(lambda: address.trouble is None)
    assert calls.count("setWebhook") == 3


async def test_an_address_that_somebody_changed_is_set_again(caplog):
    """Whoever did; the log asks who."""
    infos = [{"ok": True, "result": {"url": url}} for url in (OURS, "", OURS)]
    async with telegram(getWebhookInfo=infos) as (api, calls):
        address = WebhookAddress(api, {"url": OURS}, 0.01)
        async with kept(address):
            await until(lambda: calls.count("getWebhookInfo") > 4)
            assert address.trouble is None
    assert calls.count("setWebhook") == 2
    assert "another address" in caplog.text


async def test_what_cannot_be_delivered_is_trouble_until_it_can():
    """Telegram's own words say why."""

    def info(at, waiting):
        more = {"last_error_date": at, "last_error_message": "SSL error", "pending_update_count": waiting}
        return {"ok": True, "result": {"url": OURS} | more}

    async with telegram(getWebhookInfo=[info(5, 0), info(6, 3), info(6, 0)]) as (api, _):
        address = WebhookAddress(api, {"url": OURS}, 0.05)
        async with kept(address):
            await until(lambda: address.trouble == "Telegram cannot deliver: SSL error")
            await until(lambda: address.trouble is None)


@pytest.mark.parametrize("told", [refused(404), refused(400), OK, {"ok": True, "result": {"url": OURS}}])
async def test_a_server_that_does_not_tell_is_believed(told):
    """It took the address."""
    async with telegram(getWebhookInfo=[told]) as (api, calls):
        address = WebhookAddress(api, {"url": OURS}, 0.01)
        async with kept(address):
            await until(lambda: calls.count("getWebhookInfo") > 2)
            assert address.trouble is None
    assert calls.count("setWebhook") == 1


@pytest.mark.parametrize("code", [401, 409])
async def test_polling_that_is_refused_is_trouble_until_it_is_not(updates, code):
    """Health tells of it at once; the time without a poll tells of everything else."""
    nothing = {"ok": True, "result": []}
    async with telegram(getUpdates=[refused(code, "Conflict"), nothing]) as (api, _):
        polling = Polling(api, updates, 0.01)
        task = asyncio.create_task(polling.run())
        await until(lambda: polling.trouble)
        assert str(code) in polling.trouble
        await until(lambda: polling.trouble is None)
        task.cancel()
        await asyncio.wait([task])


async def test_a_minute_without_a_poll_is_trouble(updates):
    """Whatever the cause."""
    async with telegram(getUpdates=[refused(502)]) as (api, _):
        polling = Polling(api, updates, 0.01, silence=0.3)
        assert polling.trouble is None
        task = asyncio.create_task(polling.run())
        await until(lambda: polling.trouble)
        assert "no successful poll" in polling.trouble
        task.cancel()
        await asyncio.wait([task])


async def test_no_number_of_failures_ends_the_trying(updates):
    """Hours of outage are thousands of tries, and a power of two of that many is no float."""
    assert Patience().for_try(5000) == Patience().longest
    assert doubled(1.0, 5000, 60) == 60
    assert 0 < sender_pause(TelegramUnreachable("x"), 5000) <= 60
    async with telegram(getUpdates=[refused(502)]) as (api, _):
        polling = Polling(api, updates, 0.01)
        polling._failures = 5000
        task = asyncio.create_task(polling.run())
        await until(lambda: polling._failures > 5000)
        await asyncio.sleep(0)
        assert not task.done()
        task.cancel()
        await asyncio.wait([task])
