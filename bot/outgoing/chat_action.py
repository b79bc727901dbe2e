"""The chat action: «печатает…» over a chat, while a job asks what the person there waits for.

It stands in no queue and in no table: nobody misses one that is lost, and no reply waits for it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from bot.bot_api import BotApi
from bot.bot_api.errors import BotApiError

FIRST = 0.4  # seconds; what takes less is there before anybody looks for a sign
LASTS = 4.5  # Telegram shows it for five
MOST = 10  # an errand is given up by then


@asynccontextmanager
async def typing_in(api: BotApi, chat: int) -> AsyncIterator[None]:
    """Show it again and again while the body runs; Telegram's first no ends it."""
    showing = asyncio.create_task(_show(api, chat))
    try:
        yield
    finally:
        showing.cancel()
        await asyncio.wait([showing])


async def _show(api: BotApi, chat: int) -> None:
    await asyncio.sleep(FIRST)
    with suppress(BotApiError):
        for _ in range(MOST):
            await api.call("sendChatAction", {"chat_id": chat, "action": "typing"})
            await asyncio.sleep(LASTS)
