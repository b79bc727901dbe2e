"""A sandbox served over HTTP, and a hand that calls its Bot API with every exchange checked."""

import aiohttp
import pytest

from sandbox.telegram.app import telegram_app
from sandbox.telegram.server import Telegram
from tests.bot_api import METHODS, check_exchange
from tests.servers import serving

ANNA, BORIS = 1001, 1002
TOKEN = "1:sandbox"


@pytest.fixture
def telegram():
    return Telegram(pace=0.01)


@pytest.fixture
async def base(telegram):
    """The sandbox's address; when it goes, all exchanges must have been Telegram's own."""
    async with serving(telegram_app(telegram)) as address:
        yield address
    for method, given, answer in telegram.log:
        if method in METHODS and answer["ok"]:
            check_exchange(method, given, answer)


@pytest.fixture
async def http():
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
def call(base, http):
    """Call a method with JSON and return the whole answer."""

    async def calling(method, **parameters):
        async with http.post(f"{base}/bot{TOKEN}/{method}", json=parameters) as response:
            answer = await response.json()
            assert response.status == answer.get("error_code", 200)
            return answer

    return calling


@pytest.fixture
def refused(call):
    """Call a method that must be refused, and return Telegram's sentence."""

    async def refusing(method, **parameters):
        answer = await call(method, **parameters)
        assert not answer["ok"], answer
        return answer["description"]

    return refusing


@pytest.fixture
def send(call):
    """Send Anna a text and return the message."""

    async def sending(text="текст", **more):
        answer = await call("sendMessage", **{"chat_id": ANNA, "text": text, **more})
        assert answer["ok"], answer
        return answer["result"]

    return sending


@pytest.fixture
def do(base, http):
    """Do something as a person, through the control API."""

    async def doing(name, **given):
        async with http.post(f"{base}/_sandbox/{name}", json=given) as response:
            assert response.status == 200, await response.text()
            return (await response.json())["result"]

    return doing
