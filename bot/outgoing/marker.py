"""The marker: what was sent leaves the outbox with the next commit, and what came of it is remembered."""

import asyncio
import logging
from functools import partial

from bot.monitoring.log import reason
from storage.database import Database
from storage.errors import StorageUnavailable
from storage.outbox import Outgoing
from storage.sent import Receipt, note_sent

log = logging.getLogger(__name__)

RETRY_SECONDS = 1.0


class Marker:
    """Keeps what was sent until it is marked; a chat is sent nothing after a message that is not.

    So a crash repeats at most one message a chat, however long a commit takes.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sent: dict[int, Receipt | None] = {}
        self._marking: dict[int, Receipt | None] = {}
        self._unmarked: dict[int, asyncio.Event] = {}
        self._task: asyncio.Task[None] | None = None

    @property
    def ids(self) -> set[int]:
        """The rows that were sent and are not marked yet."""
        return {*self._sent, *self._marking}

    def mark(self, outgoing: Outgoing, receipt: Receipt | None = None) -> None:
        """Have the row deleted, and remembered which message came of it."""
        self._sent[outgoing.id] = receipt
        if receipt and receipt.is_new:
            self._unmarked.setdefault(receipt.chat, asyncio.Event())
        if self._task is None:
            self._task = asyncio.create_task(self._mark_all())

    async def settled(self, chat: int) -> None:
        """Return when the last message to *chat* is marked."""
        if event := self._unmarked.get(chat):
            await event.wait()

    def forget(self) -> None:
        """Mark nothing of what was sent so far: it is another replica's by now."""
        self._sent.clear()
        self._settle()

    async def close(self, seconds: float) -> None:
        """Wait for what is being marked."""
        if self._task:
            await asyncio.wait([self._task], timeout=seconds)

    async def _mark_all(self) -> None:
        while self._sent:
            self._marking, self._sent = self._sent, {}
            sent = self._marking
            try:
                await self._database.write(partial(note_sent, sent))
            except StorageUnavailable:
                self._sent = sent | self._sent
                await asyncio.sleep(RETRY_SECONDS)
            except Exception as error:  # noqa: BLE001 - or a start would send all of it once more
                log.error("%d calls were sent and not marked: %s", len(sent), reason(error))  # noqa: TRY400
                self._sent = dict.fromkeys(sent) | self._sent  # what there was to remember may be at fault
                await asyncio.sleep(RETRY_SECONDS)
            else:
                self._settle()
            self._marking = {}
        self._task = None

    def _settle(self) -> None:
        """Let those chats go on of which nothing is unmarked any more."""
        unmarked = {receipt.chat for receipt in self._sent.values() if receipt and receipt.is_new}
        for chat in self._unmarked.keys() - unmarked:
            self._unmarked.pop(chat).set()
