"""Another Bot API server, which does not know every method: nobody's chat waits for what only tidies."""

from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.bot_api import BotApi
from bot.bot_api.errors import TokenRefused
from bot.bot_api.insisting import offer
from bot.outgoing.making import TIDYING, make
from storage.outbox import Call
from tests.servers import serving

MANY = {"chat_id": 1, "message_ids": [5, 6]}
ONE = {"chat_id": 1, "message_id": 5, "callback_query_id": "7"}
UNKNOWN = {
    "in JSON": {"text": '{"ok": false, "error_code": 404, "description": "Not Found: method not found"}'},
    "as a page": {"text": "404: Not Found"},
    "in silence": {},
}


@asynccontextmanager
async def server(how, *known):
    """Open a server that knows these methods alone; yields what was asked of them, too."""
    asked = []

    async def answer(request):
        method = request.match_info["method"]
        if method not in known:
            return web.Response(status=404, **UNKNOWN[how])
        asked.append((method, (await request.json()).get("message_id")))
        return web.json_response({"ok": True, "result": True})

    app = web.Application()
    app.router.add_post("/bot1:x/{method}", answer)
    async with serving(app) as base:
        api = BotApi("1:x", base)
        yield api, asked
        await api.close()


@pytest.fixture(params=UNKNOWN)
def how(request):
    return request.param


@pytest.mark.parametrize("method", TIDYING)
async def test_what_only_tidies_is_done_without(how, method):
    """A message more stands there, or a button; what is said next is said."""
    async with server(how) as (api, _):
        given = MANY if method == "deleteMessages" else ONE
        assert await make(api, Call(method, given), None, 0) is None


async def test_what_cannot_be_deleted_together_is_deleted_one_by_one(how):
    """What holds data leaves the chat all the same."""
    async with server(how, "deleteMessage") as (api, asked):
        await make(api, Call("deleteMessages", MANY), None, 0)
    assert asked == [("deleteMessage", 5), ("deleteMessage", 6)]


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText", "sendDocument"])
async def test_what_is_said_waits(how, method):
    """Where nothing can be said, the token is wrong: the operator's matter, and no word is lost."""
    async with server(how) as (api, _):
        with pytest.raises(TokenRefused):
            await make(api, Call(method, ONE | {"text": "слово"}), None, 0)


async def test_what_only_decorates_is_offered_once(how):
    """And is not repeated for ever."""
    async with server(how) as (api, _):
        assert not await offer(api, "setMyDescription", {"description": "x"})
