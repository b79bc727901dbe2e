"""The precedence: a chat's calls go in the order of their rows, whichever replica sends them."""

import asyncio
import logging

from bot.monitoring.log import reason
from storage.database import Database
from storage.outbox import Outbox, Outgoing

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.05


class Precedence:
    """Holds calls back while earlier ones of their chats wait elsewhere; one look serves all of them."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: dict[int, asyncio.Event] = {}
        self._looking: asyncio.Task[None] | None = None

    async def come(self, outgoing: Outgoing) -> None:
        """Return when no earlier call of the chat is another replica's to send."""
        if not outgoing.waits:
            return
        event = self._held.setdefault(outgoing.id, asyncio.Event())
        if self._looking is None:
            self._looking = asyncio.create_task(self._look_on())
        await event.wait()

    def close(self) -> None:
        """Look no more."""
        if self._looking:
            self._looking.cancel()

    async def _look_on(self) -> None:
        while self._held:
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001 - who does not look holds chats back for ever
                log.warning(
                    "%d calls wait for a look at what goes before: %s", len(self._held), reason(error)
                )
            await asyncio.sleep(LOOK_SECONDS)
        self._looking = None

    async def _look(self) -> None:
        ids = list(self._held)
        waiting = await self._database.write(lambda tx: Outbox(tx).waiting_of(ids))
        for number in set(ids) - waiting:
            self._held.pop(number).set()
