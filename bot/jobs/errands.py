"""The errands job: does at the registry what somebody tapped for, and draws the outcome in his message."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from datetime import timedelta
from functools import partial
from typing import Any

from bot.bot_api.errors import BotApiError
from handlers.ground.calls import edit, message
from handlers.ground.config import Config
from handlers.ground.context import Context
from handlers.ground.errands import Conclusion, InVain, Works
from handlers.ground.jobs import Busy
from handlers.ground.notify import notify, texts_for
from handlers.ground.screen import Screen, plain
from handlers.ground.tables import Rendered
from handlers.routing import render
from locales.texts import texts
from registry.errors import RegistryError
from storage.database import Database
from storage.errands import Errand, ErrandQueue
from storage.errors import StorageUnavailable
from storage.outbox import Call, Outbox
from storage.transaction import Transaction
from storage.writer import Work

log = logging.getLogger(__name__)

AT_ONCE = 8
LEASE = timedelta(seconds=60)  # longer than one errand may take
MOST_SECONDS = 45.0
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(hours=1)


class ErrandJob:
    """Claims what is wished for, asks, keeps the answer and shows it; safe to run twice.

    A booking or a cancellation whose answer was lost is looked up before it is tried again, see
    `registry.port`.
    """

    def __init__(self, database: Database, works: Works, config: Config, busy: Busy = nullcontext) -> None:
        self._database = database
        self._works = works
        self._config = config
        self._busy = busy
        self._looking = asyncio.Lock()

    async def run(self) -> None:
        """Do everything that is due but photographs, a few errands at once."""
        await self._do_all(lambda tx: ErrandQueue(tx).claim(self._database.holder(), AT_ONCE, LEASE))

    async def run_photos(self) -> None:
        """Claim a photograph only when the worker is free for it: until then none of its time passes."""
        if self._looking.locked():
            return
        async with self._looking:
            await self._do_all(lambda tx: ErrandQueue(tx).claim_photo(self._database.holder(), LEASE))

    async def _do_all(self, claim: Work[Sequence[Errand]]) -> None:
        while due := await self._database.write(claim):
            await asyncio.gather(*(self._carry_out(errand) for errand in due))

    async def _carry_out(self, errand: Errand) -> None:
        work = self._works[errand.kind]
        try:
            async with asyncio.timeout(MOST_SECONDS), self._shown_to(errand):
                keep = await work.perform(errand)
            await self._database.write_patiently(partial(self._end, errand, partial(self._outcome, keep)))
        except (RegistryError, BotApiError, TimeoutError) as error:
            log.warning("errand %s: %s: %s", errand.kind, type(error).__name__, error)
            await self._database.write_patiently(partial(self._postpone, errand))
        except StorageUnavailable:
            raise
        except Exception:  # one bad errand must neither stop the others nor come back for ever
            log.exception("errand %s failed", errand.kind)
            await self._database.write_patiently(partial(self._end, errand, work.broken))

    def _shown_to(self, errand: Errand) -> AbstractAsyncContextManager[Any]:
        """Show that it is being done to whoever waits for it."""
        is_silent = self._works[errand.kind].is_silent
        return nullcontext() if is_silent else self._busy(errand.owner)

    async def _outcome(self, keep: Conclusion, context: Context, errand: Errand) -> Rendered | None:
        """Keep the outcome, and return what shows it; a silent errand's own place is not drawn."""
        screen = await keep(context)
        return screen if screen or self._works[errand.kind].is_silent else await _place(context, errand)

    async def _postpone(self, errand: Errand, transaction: Transaction) -> None:
        """Try again later, and say so once; in the end say that it did not work."""
        work = self._works[errand.kind]
        if errand.tries + 1 >= work.tries:
            await self._end(errand, work.in_vain, transaction)
            return
        pause = min(FIRST_PAUSE * 2**errand.tries, LONGEST_PAUSE)
        is_news = await ErrandQueue(transaction).postpone(errand, pause) and errand.tries == 0
        if is_news and not work.is_silent:
            context = await self._context(errand, transaction)
            await self._show(context, errand, plain(context.t(f"trouble.{errand.kind.name.lower()}")))

    async def _end(self, errand: Errand, say: InVain, transaction: Transaction) -> None:
        """End the errand and say what came of it, if anything, unless a newer wish came in between."""
        if not await self._finish(errand, transaction):
            return
        context = await self._context(errand, transaction)
        drawn = await say(context, errand)
        if drawn is not None:
            await self._tell(context, errand, drawn)

    async def _finish(self, errand: Errand, transaction: Transaction) -> bool:
        """Note that the errand is over; a photograph leaves the chat, whatever came of it."""
        if not await ErrandQueue(transaction).finish(errand):
            return False
        if errand.photo:
            gone = Call("deleteMessage", {"chat_id": errand.owner, "message_id": errand.photo})
            await Outbox(transaction).add(errand.owner, gone)
        return True

    async def _context(self, errand: Errand, transaction: Transaction) -> Context:
        t = texts(errand.language) if errand.language else await texts_for(transaction, errand.owner)
        return Context(self._config, transaction, errand.owner, t)

    async def _tell(self, context: Context, errand: Errand, drawn: Rendered) -> None:
        """Show the outcome; who had to wait for one that is worth it is told in a new message too."""
        await self._show(context, errand, drawn)
        kind = self._works[errand.kind].tells
        if kind and errand.tries and isinstance(drawn, Screen):
            transaction, view = context.transaction, lambda _: drawn
            await notify(transaction, context.zone, errand.owner, kind, view, card=errand.card)

    async def _show(self, context: Context, errand: Errand, drawn: Rendered) -> None:
        """Change the message to what was drawn, or make one where none was sent yet.

        What still misses something was asked for in vain.
        """
        screen = drawn if isinstance(drawn, Screen) else plain(context.t("trouble.over"))
        await Outbox(context.transaction).add(errand.owner, *_drawn(errand, screen))


async def _place(context: Context, errand: Errand) -> Rendered:
    """Render the place that the errand was for, under what was said of it."""
    rendered = await render(context, errand.go)
    return rendered.under(errand.notice) if errand.notice and isinstance(rendered, Screen) else rendered


def _drawn(errand: Errand, screen: Screen) -> Sequence[Call]:
    """Return the calls that show *screen* in the errand's message, or in its place where that may not be."""
    owner, number = errand.owner, errand.message
    if number and screen.protection.fits(is_open=errand.is_open):
        return [Call("editMessageText", edit(owner, number, screen, is_open=errand.is_open))]
    gone = [Call("deleteMessage", {"chat_id": owner, "message_id": number})] if number else []
    return [*gone, Call("sendMessage", message(owner, screen))]
