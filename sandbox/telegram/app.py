"""The application: the Bot API, the chat page and the control API on one address."""

from collections.abc import Sequence

from aiohttp import web

from sandbox.telegram.bot_api import BotApiDoor
from sandbox.telegram.control import Announce, ControlDoor, Tip
from sandbox.telegram.page import PageDoor
from sandbox.telegram.server import Telegram

BODY_BYTES = 50 * 1024 * 1024


def telegram_app(
    telegram: Telegram, tips: Sequence[Tip] = (), announce: Announce | None = None
) -> web.Application:
    """Make the application over *telegram*; shutting it down lets go of pollers, pages and webhooks."""
    app = web.Application(client_max_size=BODY_BYTES)
    BotApiDoor(telegram).add_routes(app.router)
    ControlDoor(telegram, tips, announce).add_routes(app.router)
    PageDoor(telegram).add_routes(app.router)

    async def close(_: web.Application) -> None:
        await telegram.close()

    app.on_shutdown.append(close)
    return app
