"""The application: the Bot API and the chat page on one address."""

from collections.abc import Sequence

from aiohttp import web

from sandbox.telegram.bot_api import BotApiDoor
from sandbox.telegram.control import ControlDoor, Tip
from sandbox.telegram.server import Telegram

BODY_BYTES = 8 * 1024 * 1024


def telegram_app(telegram: Telegram, tips: Sequence[Tip] = ()) -> web.Application:
    """Make the application over *telegram*; closing it stops the delivery."""
    app = web.Application(client_max_size=BODY_BYTES)
    door = BotApiDoor(telegram)
    app.router.add_route("*", "/bot{token:[^/]+}/{method}", door.answer)
    ControlDoor(telegram, tips).add_routes(app.router)

    async def close(_: web.Application) -> None:
        await telegram.delivery.close()

    app.on_cleanup.append(close)
    return app
