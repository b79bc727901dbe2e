"""The chat action: shown while somebody waits, never in anybody's way."""

import asyncio
from functools import partial

import pytest

from bot.bot_api import BotApi
from bot.outgoing.chat_action import typing_in
from sandbox.telegram.app import telegram_app
from sandbox.telegram.faults import Fault
from sandbox.telegram.server import Telegram
from tests.bot_api import check_exchange
from tests.servers import PATIENCE, serving


@pytest.fixture
def telegram():
    return Telegram()


@pytest.fixture
async def action(telegram):
    async with serving(telegram_app(telegram)) as base:
        api = BotApi("1:sandbox", base)
        yield partial(typing_in, api)
        await api.close()


def shown(telegram):
    return [given for method, given, _ in telegram.log if method == "sendChatAction"]


async def asked(telegram):
    """Wait until the action was asked for."""
    async with asyncio.timeout(PATIENCE):
        while not shown(telegram):
            await asyncio.sleep(0.01)


async def test_who_waits_sees_that_he_is_worked_for(telegram, action):
    """From a moment after the work began; nothing is shown once it is done."""
    async with action(1001):
        await asked(telegram)
    assert shown(telegram) == [{"chat_id": 1001, "action": "typing"}]
    assert telegram.seen(1001)["typing"] > 0
    for method, given, answer in telegram.log:
        check_exchange(method, given, answer)


async def test_what_is_done_at_once_shows_nothing(telegram, action):
    """No flicker, and no call."""
    async with action(1001):
        pass
    assert not shown(telegram)


@pytest.mark.parametrize("code", [400, 403, 429, 500])
async def test_a_telegram_that_refuses_keeps_no_work_back(telegram, action, code):
    """Best effort: one no is enough, whatever it is."""
    telegram.faults.append(Fault("sendChatAction", code, retry_after=60 if code == 429 else None))
    async with action(1001):
        await asked(telegram)
        await asyncio.sleep(0)
    assert len(shown(telegram)) == 1


async def test_an_error_of_the_work_comes_through(action):
    """The frame adds nothing and swallows nothing."""
    with pytest.raises(ValueError, match="so"):
        async with action(1001):
            raise ValueError("so")
