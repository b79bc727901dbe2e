"""The errands job: does at the registry what somebody tapped for, and draws the outcome in his message."""

import asyncio
import logging
import secrets
from datetime import timedelta
from functools import partial

from bot.bot_api import BotApiError
from bot.jobs.asking import ErrandRunner
from bot.jobs.conclusion import Conclusion
from bot.jobs.giving_back import tell_operator
from bot.jobs.outcomes import keep_unclear
from bot.jobs.polis_photo import show_unreadable
from bot.log import reason
from handlers.cards.views import leaving as leaving_views
from handlers.ground.config import Config
from handlers.ground.context import Context
from handlers.ground.navigation import Go, Place
from handlers.ground.notify import notify, texts_for
from handlers.ground.screen import Button, Screen
from handlers.ground.tables import Rendered
from handlers.ground.turn import edit, message
from handlers.routing import render
from locales.texts import texts
from patient.notice import NoticeKind
from registry.errors import RegistryError
from storage.bookings import Bookings
from storage.database import Database
from storage.errands import Errand, ErrandKind, ErrandQueue
from storage.errors import StorageUnavailable
from storage.outbox import Call, Outbox
from storage.transaction import Transaction

log = logging.getLogger(__name__)

AT_ONCE = 8
LEASE = timedelta(seconds=60)  # longer than one errand may take
MOST_SECONDS = 45.0
FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(hours=1)
MOST_TRIES = {
    ErrandKind.FREE_TIMES: 3,
    ErrandKind.VISITS: 3,
    ErrandKind.BOOK: 8,
    ErrandKind.CANCEL: 8,
    ErrandKind.READ_POLIS: 3,
    ErrandKind.FAREWELL: 12,  # over an hour: nobody is left who could press «again»
    ErrandKind.GIVE_BACK: 36,  # over a day: nobody waits for it but who wants the time
}


class ErrandJob:
    """Claims what is wished for, asks, keeps the answer and shows it; safe to run twice.

    A booking or a cancellation whose answer was lost is looked up before it is tried again, see
    `registry.port`.
    """

    def __init__(self, database: Database, asking: ErrandRunner, config: Config) -> None:
        self._database = database
        self._runner = asking
        self._config = config
        self._looking = asyncio.Lock()

    async def run(self) -> None:
        """Do everything that is due but photographs, a few errands at once."""
        while due := await self._database.write(
            lambda tx: ErrandQueue(tx).claim(secrets.token_hex(8), AT_ONCE, LEASE)
        ):
            await asyncio.gather(*(self._carry_out(errand) for errand in due))

    async def run_photos(self) -> None:
        """Claim a photograph only when the worker is free for it: until then none of its time passes."""
        if self._looking.locked():
            return
        async with self._looking:
            while due := await self._database.write(
                lambda tx: ErrandQueue(tx).claim_photo(secrets.token_hex(8), LEASE)
            ):
                await asyncio.gather(*(self._carry_out(errand) for errand in due))

    async def _carry_out(self, errand: Errand) -> None:
        try:
            async with asyncio.timeout(MOST_SECONDS):
                keep = await self._runner.perform(errand)
            await self._database.write(partial(self._conclude, errand, keep))
        except (RegistryError, BotApiError, TimeoutError) as error:
            log.warning("errand %s: %s: %s", errand.kind, type(error).__name__, error)
            await self._database.write(partial(self._postpone, errand))
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one bad errand must neither stop the others nor come back for ever
            log.error("errand %s failed: %s", errand.kind, reason(error))  # noqa: TRY400 - it may quote the person
            await self._database.write(partial(self._drop, errand))

    async def _conclude(self, errand: Errand, keep: Conclusion, transaction: Transaction) -> None:
        """Keep the outcome and show it, unless a newer wish came in between."""
        if not await self._finish(errand, transaction):
            return
        context = await self._scene(errand, transaction)
        screen = await keep(transaction, context.t)
        if screen or errand.kind is not ErrandKind.GIVE_BACK:
            await self._end(context, errand, screen or await render(context, errand.go))

    async def _postpone(self, errand: Errand, transaction: Transaction) -> None:
        """Try again later, and say so once; in the end say that it did not work."""
        if errand.tries + 1 >= MOST_TRIES[errand.kind]:
            await self._give_up(errand, transaction)
            return
        pause = min(FIRST_PAUSE * 2**errand.tries, LONGEST_PAUSE)
        if (
            await ErrandQueue(transaction).postpone(errand, pause)
            and errand.tries == 0
            and errand.kind is not ErrandKind.GIVE_BACK
        ):
            context = await self._scene(errand, transaction)
            await self._show(context, errand, Screen(context.t(f"trouble.{errand.kind.name.lower()}")))

    async def _give_up(self, errand: Errand, transaction: Transaction) -> None:
        if not await self._finish(errand, transaction):
            return
        if errand.kind is ErrandKind.GIVE_BACK:
            tell_operator(errand)
            return
        context = await self._scene(errand, transaction)
        booking = await Bookings(transaction, errand.owner).find(errand.id)
        if booking:
            await keep_unclear(booking, transaction)
            await self._end(context, errand, await render(context, errand.go))
            return
        if errand.kind is ErrandKind.READ_POLIS:
            await self._show(context, errand, await show_unreadable(errand, "broken", transaction, context.t))
            return
        if errand.kind is ErrandKind.FAREWELL:
            await self._show(context, errand, _in_vain(context, errand))
            return
        again = Button(context.t.plain("button.try_again"), Go.unpack(errand.go))
        await self._show(context, errand, Screen(context.t("trouble.over"), ((again,),)))

    async def _drop(self, errand: Errand, transaction: Transaction) -> None:
        """End an errand over which the bot itself fails, and say that it did not work."""
        if not await self._finish(errand, transaction):
            return
        if errand.kind is ErrandKind.GIVE_BACK:
            tell_operator(errand)
            return
        booking = await Bookings(transaction, errand.owner).find(errand.id)
        if booking:
            await keep_unclear(booking, transaction)
        context = await self._scene(errand, transaction)
        if errand.kind is ErrandKind.FAREWELL:
            await self._show(context, errand, _in_vain(context, errand))
            return
        said = context.t("booking.problem.unclear" if booking else "trouble.own")
        menu = Button(context.t.plain("button.menu"), Go(to=Place.MENU))
        await self._show(context, errand, Screen(said, ((menu,),)))

    async def _finish(self, errand: Errand, transaction: Transaction) -> bool:
        """Note that the errand is over; a photograph leaves the chat, whatever came of it."""
        if not await ErrandQueue(transaction).finish(errand):
            return False
        if errand.photo:
            gone = Call("deleteMessage", {"chat_id": errand.owner, "message_id": errand.photo})
            await Outbox(transaction).add(errand.owner, gone)
        return True

    async def _scene(self, errand: Errand, transaction: Transaction) -> Context:
        t = texts(errand.language) if errand.language else await texts_for(transaction, errand.owner)
        return Context(self._config, transaction, errand.owner, t)

    async def _end(self, context: Context, errand: Errand, drawn: Rendered) -> None:
        """Show the outcome; who had to wait for that of a booking is told of it in a new message too."""
        await self._show(context, errand, drawn)
        if errand.kind is ErrandKind.BOOK and errand.tries and isinstance(drawn, Screen):
            outcome = drawn
            await notify(
                context.transaction,
                context.zone,
                errand.owner,
                NoticeKind.VISIT,
                lambda _: outcome,
                card=errand.card,
            )

    async def _show(self, context: Context, errand: Errand, drawn: Rendered) -> None:
        """Change the message to what was drawn, or make one where none was sent yet.

        What still misses something was asked for in vain.
        """
        screen = drawn if isinstance(drawn, Screen) else Screen(context.t("trouble.over"))
        call = Call("editMessageText", edit(errand.owner, errand.message, screen))
        if not errand.message:
            call = Call("sendMessage", message(errand.owner, screen))
        await Outbox(context.transaction).add(errand.owner, call)


def _in_vain(context: Context, errand: Errand) -> Screen:
    """Name the visits that may not be cancelled."""
    left = [visit for farewell in errand.farewells for visit in farewell.visits]
    return leaving_views.outcome((), left, context.zone, context.t)
