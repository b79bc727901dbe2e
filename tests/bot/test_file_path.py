"""Files of the Bot API: the path that Telegram names leads to a file of this bot and nowhere else."""

import pytest
from aiohttp import web

from bot.bot_api import BotApi
from bot.bot_api.errors import CallRefused
from tests.servers import serving


@pytest.mark.parametrize("path", ["../2:other/x", "photos/../../x", "..", None, 5, ["x"]])
async def test_a_path_that_climbs_is_not_asked_for(path):
    """Whoever answers for Telegram could lead the token's own address elsewhere."""
    asked = []

    async def answer(request):
        asked.append(request.path)
        return web.json_response({"ok": True, "result": {"file_path": path}})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with serving(app) as base:
        api = BotApi("1:test", base)
        with pytest.raises(CallRefused):
            await api.download("file", 1000)
        await api.close()
    assert asked == ["/bot1:test/getFile"]
