"""The updates in: by webhook or polling into the conversation, acknowledged only after the commit."""

import asyncio
import hmac
import json
import logging
from functools import partial
from http import HTTPStatus
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.types import Update
from aiohttp import web

from bot import metrics
from bot.bot_api import BotApi, BotApiError, TooManyRequests
from bot.log import reason
from bot.web.server import patiently
from handlers.turn import apology, turn_of
from handlers.world import World
from storage.database import Database
from storage.dialogue import Dialogues, opened
from storage.errors import StorageUnavailable
from storage.inbox import Inbox
from storage.outbox import Outbox
from storage.transaction import Transaction

log = logging.getLogger(__name__)

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
UPDATE_BYTES = 1024 * 1024
POLL_SECONDS = 8  # how long Telegram holds an empty answer back; a dead connection is noticed soon after
LONGEST_PAUSE = 30.0


class Updates:
    """Feeds raw updates to the dispatcher, each in a unit of work of its own."""

    def __init__(self, database: Database, dispatcher: Dispatcher, bot: Bot, world: World) -> None:
        self._database = database
        self._dispatcher = dispatcher
        self._bot = bot
        self._world = world

    async def take(self, raw: Any) -> None:
        """Handle one update as Telegram sent it; when this returns, its effects are on the disk.

        Raises:
            StorageUnavailable: nothing was kept; Telegram must send it again.
        """
        update_id = _update_id(raw)
        if update_id is None:
            log.error("an update without a number was dropped")
            return
        try:
            is_new = await self._database.write(partial(self._handle, update_id, raw))
            metrics.UPDATES.labels("handled" if is_new else "repeated").inc()
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one bad update must not stop the others
            why = reason(error)
            log.error("update %d failed: %s", update_id, why)  # noqa: TRY400 - a traceback may quote the text
            await self._database.write(partial(self._bury, update_id, raw, why))
            metrics.UPDATES.labels("dead").inc()

    async def _handle(self, update_id: int, raw: Any, transaction: Transaction) -> bool:
        """Handle the update within *transaction*; False when it was taken before."""
        if not await Inbox(transaction).accept(update_id):
            return False
        update = Update.model_validate(raw, context={"bot": self._bot})
        turn = turn_of(update, transaction, self._world)
        if turn is None:
            return True
        dialogue = await Dialogues(transaction).of(turn.owner)
        turn.open(dialogue)
        with opened(dialogue):
            answer = await self._dispatcher.feed_update(self._bot, update, turn=turn)
        if turn.is_private:  # who speaks in a group has no dialogue with the bot there
            await Dialogues(transaction).keep(dialogue)
            if dialogue.is_blocked and update.my_chat_member is None:  # who speaks blocks nobody
                await Dialogues(transaction).mark_blocked(turn.owner, blocked=False)
        if isinstance(answer, list):
            await Outbox(transaction).add(turn.chat, *answer)
        return True

    async def _bury(self, update_id: int, raw: Any, why: str, transaction: Transaction) -> None:
        """Keep the failed update for the operator and apologise once to the person."""
        if not await Inbox(transaction).accept(update_id):
            return
        await Inbox(transaction).bury(update_id, raw, why)
        for chat, call in apology(raw):
            await Outbox(transaction).add(chat, call)


class Webhook:
    """The route that Telegram posts to."""

    def __init__(self, updates: Updates, secret: str) -> None:
        self._updates = updates
        self._secret = secret.encode()

    async def receive(self, request: web.Request) -> web.Response:
        """Answer 200 once the update is kept, 503 when it could not be, so that Telegram repeats it."""
        offered = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(offered, self._secret):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        try:
            raw = json.loads(await patiently(request.read()))
        except (ValueError, RecursionError):
            log.error("the webhook was sent something that is not JSON")  # noqa: TRY400 - no content in logs
            return web.Response()
        try:
            await self._updates.take(raw)
        except StorageUnavailable:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return web.Response()


async def poll(api: BotApi, updates: Updates, seconds: float = POLL_SECONDS) -> None:
    """Take updates by long polling for ever; the offset moves only after the commit."""
    offset, failures = 0, 0
    while True:
        try:
            batch = await api.call(
                "getUpdates",
                {"offset": offset, "timeout": seconds, "allowed_updates": ALLOWED_UPDATES},
                seconds=seconds,
                tries=min(failures, 1),  # after a failure on a new connection, and a little more patiently
            )
            await asyncio.gather(*(updates.take(raw) for raw in batch))
        except (BotApiError, StorageUnavailable) as error:
            failures += 1
            log.warning("no updates for now: %s", error)
            asked = error.retry_after if isinstance(error, TooManyRequests) else 0.0
            await asyncio.sleep(max(asked, min(2.0 ** (failures - 1), LONGEST_PAUSE)))
            continue
        failures = 0
        offset = max((_update_id(raw) or 0 for raw in batch), default=offset - 1) + 1


def _update_id(raw: Any) -> int | None:
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if isinstance(number, int) else None
