"""The updates in: through one door into the conversation, acknowledged only after the commit."""

import asyncio
import logging
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

from aiogram import Router

from bot.haste import Haste, Hearing
from bot.incoming.reading import read
from bot.incoming.trimming import trimmed
from bot.monitoring import metrics
from bot.monitoring.log import reason
from handlers.ground.config import Config
from handlers.ground.turn import turn_of
from handlers.ground.unread import apology, chat_of, hold_on
from storage.database import Database
from storage.dialogue import opened
from storage.dialogues import Dialogues
from storage.errors import StorageUnavailable
from storage.inbox import Inbox, sender_of
from storage.origin import on_behalf_of
from storage.outbox import Outbox
from storage.transaction import Transaction
from storage.writer import Work

log = logging.getLogger(__name__)

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]
NUMBERS = 2**63  # what a column holds


class Updates:
    """Feeds raw updates to aiogram's router, each in a unit of work of its own.

    Of one person at most one update waits for the writer, so every shared commit serves as many people as
    wait, and who says much waits for himself.
    """

    def __init__(self, database: Database, router: Router, config: Config, haste: Haste) -> None:
        self._database = database
        self._router = router
        self._config = config
        self._haste = haste
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def take(self, raw: Any) -> None:
        """Handle one update as Telegram sent it; when this returns, its effects are on the disk.

        Raises:
            StorageUnavailable: nothing was kept; Telegram must send it again.
        """
        update_id = update_id_of(raw)
        if update_id is None:
            log.error("an update without a number was dropped")
            return
        with on_behalf_of(f"update/{update_id}"):
            await self._hear(update_id, raw)

    async def _hear(self, update_id: int, raw: Any) -> None:
        chat = chat_of(raw)
        hearing = self._haste.hear(chat) if chat > 0 and "my_chat_member" not in raw else Hearing.READ
        if hearing is not Hearing.READ:
            await self._keep(update_id, raw, partial(self._leave_unread, update_id, raw, hearing))
            return
        short = trimmed(raw)
        with self._haste.answering(chat):
            async with self._turns.setdefault(chat, asyncio.Lock()):
                await self._keep(update_id, short, partial(self._handle, update_id, short))

    async def _keep(self, update_id: int, raw: Any, work: Work[str]) -> None:
        """Do *work*, which says what became of the update."""
        try:
            metrics.UPDATES.of(await self._database.write(work)).inc()
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one bad update must not stop the others
            await self._put_aside(update_id, raw, reason(error))
            metrics.UPDATES.of("dead").inc()

    async def _put_aside(self, update_id: int, raw: Any, why: str) -> None:
        """Bury the update; if not even that can be done, its number alone.

        Raises:
            StorageUnavailable: nothing at all can be kept.
        """
        log.error("update %d failed: %s", update_id, why)
        try:
            await self._database.write(partial(self._bury, update_id, raw, why))
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - what cannot be handled may not be fit to be kept either
            log.error("of update %d only the number is kept: %s", update_id, reason(error))  # noqa: TRY400
            await self._bury_number(update_id, why)

    async def _bury_number(self, update_id: int, why: str) -> None:
        try:
            await self._database.write(partial(self._bury, update_id, {"update_id": update_id}, why))
        except Exception as error:  # noqa: BLE001 - a number can always be kept, or the file is at fault
            raise StorageUnavailable(type(error).__name__) from None

    async def _leave_unread(
        self, update_id: int, raw: Any, hearing: Hearing, transaction: Transaction
    ) -> str:
        """Take the update without reading it; told is that what has no answer was not read."""
        if await Inbox(transaction).accept(update_id) and hearing is Hearing.TOLD:
            for chat, call in hold_on(raw):
                await Outbox(transaction).add(chat, call)
        return "unread"

    async def _handle(self, update_id: int, raw: Any, transaction: Transaction) -> str:
        """Handle the update within *transaction*, unless it was taken before."""
        if not await Inbox(transaction).accept(update_id):
            return "repeated"
        update = read({name: raw[name] for name in ("update_id", *ALLOWED_UPDATES) if name in raw})
        turn = turn_of(update, transaction, self._config)
        if turn is None:
            return "handled"
        dialogue = await Dialogues(transaction).of(turn.owner)
        turn.open(dialogue)
        kind = next(name for name in ALLOWED_UPDATES if getattr(update, name))
        with opened(dialogue):  # `Update.event_type` would keep the last 128 updates in memory
            answer = await self._router.propagate_event(kind, turn.event, turn=turn)
        if turn.is_private:  # who speaks in a group has no dialogue with the bot there
            await Dialogues(transaction).save(dialogue)
            if dialogue.is_blocked and update.my_chat_member is None:  # who speaks blocks nobody
                await Dialogues(transaction).mark_blocked(turn.owner, blocked=False)
        if isinstance(answer, list):
            await Outbox(transaction).add(turn.chat, *answer)
        return "handled"

    async def _bury(self, update_id: int, raw: Any, why: str, transaction: Transaction) -> None:
        """Keep the failed update for the operator and apologise once to the person."""
        if not await Inbox(transaction).accept(update_id):
            return
        await Inbox(transaction).bury(update_id, raw, why, sender_of(raw))
        for chat, call in apology(raw):
            await Outbox(transaction).add(chat, call)


def update_id_of(raw: Any) -> int | None:
    """Return the update's number, if it has one that can be kept."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if type(number) is int and 0 <= number < NUMBERS else None
