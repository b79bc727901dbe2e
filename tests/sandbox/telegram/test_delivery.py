"""Updates wait until they are taken, by polling or by webhook, as Telegram's own server has it."""

import asyncio
from contextlib import asynccontextmanager
from itertools import chain

import pytest
from aiohttp import web

from tests.bot_api import check_update
from tests.sandbox.telegram.conftest import ANNA
from tests.servers import PATIENCE, serving


def kinds(updates):
    return [next(key for key in update if key != "update_id") for update in updates]


def texts(updates):
    return [update["message"]["text"] for update in updates]


async def test_every_kind_of_update_is_telegrams(telegram, call, send):
    """A text, a contact, a tap, an edit, a block: each fits the Bot API's model with nothing left over."""
    number = telegram.say("anna", {"text": "/start abc"}).number
    telegram.share_contact("anna")
    telegram.share_contact("anna", of="boris")
    telegram.tap("anna", (await send())["message_id"], "x")
    telegram.edit("anna", number, "иначе")
    telegram.set_blocked("boris", blocked=True)
    telegram.add_to_group("anna")
    telegram.say_in_group("anna", "привет")
    updates = (await call("getUpdates"))["result"]
    for update in updates:
        check_update(update)
    tapped, edited, moved = "callback_query", "edited_message", "my_chat_member"
    assert kinds(updates) == ["message"] * 3 + [tapped, edited, moved, moved, "message"]
    assert updates[0]["message"]["entities"] == [{"type": "bot_command", "offset": 0, "length": 6}]
    assert updates[2]["message"]["contact"]["user_id"] != updates[2]["message"]["from"]["id"]


async def test_an_offset_forgets_what_it_passes(telegram, call):
    """Until then the same updates come again; a negative offset keeps the last ones."""
    for text in ("раз", "два", "три"):
        telegram.say("anna", {"text": text})
    updates = (await call("getUpdates", limit=2))["result"]
    assert texts(updates) == ["раз", "два"]
    assert (await call("getUpdates", limit=2))["result"] == updates
    rest = (await call("getUpdates", offset=updates[0]["update_id"] + 1))["result"]
    assert texts(rest) == ["два", "три"]
    assert texts((await call("getUpdates", offset=-1))["result"]) == ["три"]
    assert telegram.delivery.pending == 1


async def test_taps_die_before_messages(telegram, call, send):
    """150 seconds for a tap, a day for a message; the numbers go on growing."""
    telegram.say("anna", {"text": "раз"})
    telegram.tap("anna", (await send())["message_id"], "x")
    telegram.shift = 151
    assert kinds((await call("getUpdates"))["result"]) == ["message"]
    telegram.shift = 86_401
    assert (await call("getUpdates"))["result"] == []


async def test_a_poll_waits_for_news(telegram, call):
    """The answer comes as soon as there is something to tell."""
    poll = asyncio.create_task(call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    telegram.say("anna", {"text": "раз"})
    assert texts((await asyncio.wait_for(poll, PATIENCE))["result"]) == ["раз"]


@pytest.mark.parametrize(
    ("rival", "given"), [("getUpdates", {}), ("setWebhook", {"url": "http://127.0.0.1:9/hook"})]
)
async def test_a_rival_ends_a_poll_at_once(call, rival, given):
    """Another poller or a webhook: the first poller gets 409 and the newcomer goes on."""
    poll = asyncio.create_task(call("getUpdates", timeout=20))
    await asyncio.sleep(0.05)
    assert (await call(rival, **given))["ok"]
    answer = await poll
    assert answer["error_code"] == 409
    assert answer["description"].startswith("Conflict: terminated by")


async def test_only_wanted_kinds_come(telegram, call):
    """The choice stands until another is made; an empty one means all."""
    await call("getUpdates", allowed_updates=["message"])
    number = telegram.say("anna", {"text": "раз"}).number
    telegram.edit("anna", number, "два")
    assert kinds((await call("getUpdates"))["result"]) == ["message"]
    await call("getUpdates", allowed_updates=[])
    telegram.edit("anna", number, "три")
    assert kinds((await call("getUpdates"))["result"]) == ["message", "edited_message"]


class Hook:
    """A bot's webhook: keeps what came, answers as told (200 when nothing is left to say)."""

    def __init__(self):
        self.updates, self.secrets, self.answers = [], [], iter(())

    async def take(self, request):
        update = await request.json()
        self.updates.append(update)
        self.secrets.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        answer = next(self.answers, None)
        return answer(update) if callable(answer) else answer or web.Response()


@asynccontextmanager
async def hooked(call, **given):
    hook = Hook()
    app = web.Application()
    app.router.add_post("/hook", hook.take)
    async with serving(app) as base:
        assert (await call("setWebhook", url=f"{base}/hook", **given))["ok"]
        yield hook


async def drained(telegram):
    async with asyncio.timeout(PATIENCE):
        while telegram.delivery.pending:
            await asyncio.sleep(0.005)


async def test_a_webhook_gets_an_update_until_it_takes_it(telegram, call):
    """In order within a chat, with the secret; getWebhookInfo tells what went wrong."""
    async with hooked(call, secret_token="s-1") as hook:
        hook.answers = iter([web.Response(status=500), web.Response(status=302)])
        telegram.say("anna", {"text": "раз"})
        telegram.say("anna", {"text": "два"})
        await drained(telegram)
        assert texts(hook.updates) == ["раз", "раз", "раз", "два"]
        assert set(hook.secrets) == {"s-1"}
        info = (await call("getWebhookInfo"))["result"]
        assert info["last_error_message"] == "Wrong response from the webhook: 302"
        assert (await call("getUpdates"))["description"].startswith("Conflict: can't use getUpdates")


async def test_one_stuck_chat_holds_up_nobody_else(telegram, call, send):
    """Another chat's messages and the same person's taps pass by."""
    number = (await send())["message_id"]
    async with hooked(call) as hook:

        def stuck(update):
            text = update.get("message", {}).get("text")
            return web.Response(status=500 if text == "плохо" and len(hook.updates) < 6 else 200)

        hook.answers = iter([stuck] * 10)
        telegram.say("anna", {"text": "плохо"})
        telegram.say("boris", {"text": "хорошо"})
        telegram.tap("anna", number, "x")
        await drained(telegram)
        firsts = [update["update_id"] for update in hook.updates]
        assert firsts.count(firsts[0]) > 1
        assert len(set(firsts)) == 3


async def test_a_webhook_may_ask_for_a_pause(telegram, call):
    """Retry-After counts in seconds; the pauses without it double."""
    async with hooked(call) as hook:
        hook.answers = iter([web.Response(status=503, headers={"Retry-After": "20"})])
        begin = asyncio.get_running_loop().time()
        telegram.say("anna", {"text": "раз"})
        await drained(telegram)
        assert asyncio.get_running_loop().time() - begin >= 0.19  # twenty seconds at a hundredth of the pace
        assert len(hook.updates) == 2


async def test_a_webhooks_answer_may_hold_a_call(telegram, call):
    """It is carried out, and nobody hears how it went."""
    async with hooked(call) as hook:
        good = web.json_response({"method": "sendMessage", "chat_id": ANNA, "text": "ответ"})
        bad = web.json_response({"method": "sendMessage", "chat_id": ANNA, "text": ""})
        hook.answers = chain([good, bad, web.json_response({"method": "sendCake"})])
        for text in ("раз", "два", "три"):
            telegram.say("anna", {"text": text})
        await drained(telegram)
        async with asyncio.timeout(PATIENCE):
            while len(hook.updates) < 3:
                await asyncio.sleep(0.005)
    answered = [m["text"] for m in telegram.seen("anna")["messages"] if m["from"] == "bot"]
    assert answered == ["ответ"]


async def test_a_webhook_that_is_gone_leaves_all_to_polling(telegram, call):
    """What could not be posted is there for the poller, unless it was to be dropped."""
    await call("setWebhook", url="http://127.0.0.1:9/hook")
    telegram.say("anna", {"text": "раз"})
    await asyncio.sleep(0.05)
    assert (await call("getWebhookInfo"))["result"]["pending_update_count"] == 1
    await call("deleteWebhook")
    assert texts((await call("getUpdates"))["result"]) == ["раз"]
    await call("deleteWebhook", drop_pending_updates=True)
    assert (await call("getUpdates"))["result"] == []


async def test_another_webhook_does_not_wait_for_the_former(telegram, call):
    """An hour of pause that the old one asked for is not the new one's."""
    async with hooked(call) as old:
        old.answers = iter([web.Response(status=503, headers={"Retry-After": "3600"})])
        telegram.say("anna", {"text": "раз"})
        async with asyncio.timeout(PATIENCE):
            while not old.updates:
                await asyncio.sleep(0.005)
        async with hooked(call) as new:
            await drained(telegram)
            assert (texts(old.updates), texts(new.updates)) == (["раз"], ["раз"])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"url": "http://["}, "bad webhook: invalid webhook URL specified"),
        ({"url": "http://example.org/hook"}, "An HTTPS URL must be provided for webhook"),
        ({"url": "https://example.org", "secret_token": "с"}, "secret token contains unallowed characters"),
    ],
)
async def test_a_wrong_webhook_is_refused(refused, given, sentence):
    """HTTPS but for this machine, and a secret of the allowed letters."""
    assert sentence in await refused("setWebhook", **given)
