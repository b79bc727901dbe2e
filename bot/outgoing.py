"""The sender: the outbox out to Telegram, in order a chat, replies before pushes, within Telegram's limits.

At most one call is in flight a chat, so a crash repeats at most one message of it. Replies are sent
at once; pushes keep to the pace of `bot.pace` over all chats, counting the replies, and a second from what
was said last to the chat, and so do replies to who is hasty (`bot.haste`). A 429 is obeyed by the chat it
names. What was sent leaves the outbox in the next shared commit.
"""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bot import metrics
from bot.bot_api import (
    BotApi,
    BotApiError,
    CallRefused,
    ChatClosed,
    ChatMoved,
    TelegramUnreachable,
    TokenRefused,
    TooManyRequests,
)
from bot.haste import Haste
from bot.log import reason
from bot.pace import Pace
from storage.database import Database
from storage.dialogues import Dialogues
from storage.errors import StorageUnavailable
from storage.moves import Move, Moves
from storage.outbox import Outbox, Outgoing, Urgency, Withdrawn
from storage.sent import Receipt, note_sent
from storage.transaction import Transaction

log = logging.getLogger(__name__)

CALLS_AT_ONCE = 64
LONGEST_PAUSE = 60.0
MOST_DOUBLINGS = 10  # a float ends at a thousand of them
SHORT_PAUSE = 0.05
MOST_MOVES = 3  # for one call: a group moves once
MOST_MESSAGES = 2**62  # the ids of messages are far below, and SQLite takes no larger ones
HARMLESS = ("message is not modified", "query is too old", "message to delete not found")
DELETIONS = ("deleteMessage", "deleteMessages")
EDIT_IMPOSSIBLE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")


@dataclass(slots=True)
class _Chat:
    """What may be sent to one chat now, and the task that sends it."""

    ready: deque[Outgoing] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


class Sender:
    """Takes each row right after its commit; reads the table only for what an earlier process left."""

    def __init__(self, database: Database, api: BotApi, haste: Haste | None = None) -> None:
        self._database = database
        self._api = api
        self._haste = haste or Haste()
        self._chats: dict[int, _Chat] = {}
        self._pushes: deque[Outgoing] = deque()
        self._pushing: asyncio.Task[None] | None = None
        self._pace = Pace()
        self._slots = asyncio.Semaphore(CALLS_AT_ONCE)
        self._wanted: set[int] = set()
        self._moved: dict[int, int] = {}
        self._sent: dict[int, Receipt | None] = {}
        self._marker: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Send what was left over, and from now on everything that is committed."""
        for move in await self._database.write(lambda tx: Moves(tx).all()):
            self._follow(move)
        left_over = await self._database.write(lambda tx: Outbox(tx).left_over())
        self._database.subscribe(Move, self._follow)
        self._database.subscribe(Withdrawn, self._withdraw)
        self._database.subscribe(Outgoing, self.take)
        for outgoing in left_over:
            self.take(outgoing)

    def take(self, outgoing: Outgoing) -> None:
        """Queue a call; never waits."""
        self._wanted.add(outgoing.id)
        if outgoing.urgency is Urgency.REPLY:
            self._enqueue(outgoing)
            return
        self._pushes.append(outgoing)
        if self._pushing is None:
            self._pushing = asyncio.create_task(_steadily(self._release_pushes))

    async def drain(self, seconds: float) -> None:
        """Send what is ready for at most *seconds*; the rest stays in the outbox for the next start."""
        tasks = [chat.task for chat in self._chats.values() if chat.task]
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        for task in (self._pushing, *(chat.task for chat in self._chats.values())):
            if task:
                task.cancel()
        if self._marker:
            await asyncio.wait([self._marker], timeout=seconds)

    def _withdraw(self, withdrawn: Withdrawn) -> None:
        """Do not send what the database has dropped, wherever it waits here."""
        self._wanted -= withdrawn.ids

    def _follow(self, move: Move) -> None:
        """Send to the group's new id from now on, and have the operator name it."""
        log.error("group %d is the supergroup %d now: if it is SUPPORT_CHAT, change that", move.old, move.new)
        self._moved[move.old] = move.new

    def _place(self, chat: int) -> int:
        """Return the id by which Telegram knows *chat* now."""
        for _ in self._moved:
            chat = self._moved.get(chat, chat)
        return chat

    def _enqueue(self, outgoing: Outgoing) -> None:
        number = self._place(outgoing.chat)
        chat = self._chats.setdefault(number, _Chat())
        chat.ready.append(outgoing)
        self._haste.owe(number)
        if chat.task is None:
            chat.task = asyncio.create_task(_steadily(partial(self._serve, number, chat)))

    async def _release_pushes(self) -> None:
        """Let pushes go at the pace of Telegram; until then they stand in no reply's way."""
        while self._pushes:
            await self._pace.wait_to_push()
            push = self._next_push()
            if push is None:
                await asyncio.sleep(SHORT_PAUSE)
                continue
            self._pace.note_push()
            self._enqueue(push)
            await asyncio.sleep(0)  # lets its call begin, and so count
        self._pushing = None

    def _next_push(self) -> Outgoing | None:
        """Take the first push whose chat was told nothing just now; within a chat they keep their order."""
        for index, push in enumerate(self._pushes):
            number = self._place(push.chat)
            if number not in self._chats and self._haste.is_rested(number):
                del self._pushes[index]
                return push
        return None

    async def _serve(self, number: int, chat: _Chat) -> None:
        while chat.ready:
            await self._hold_back(number)
            outgoing = chat.ready.popleft()
            self._haste.pay(number)
            try:
                await self._deliver(outgoing)
            except Exception as error:  # noqa: BLE001 - one call must not keep the chat's others back
                log.error("a %s was given up: %s", outgoing.call.method, reason(error))  # noqa: TRY400
                metrics.CALLS.labels("failed").inc()
                self._mark(outgoing, None)
            self._wanted.discard(outgoing.id)
        del self._chats[number]

    async def _hold_back(self, number: int) -> None:
        """Wait until something may be said to who is too fast."""
        if pause := self._haste.pause(number):
            await asyncio.sleep(pause)
        self._haste.note_call(number)

    async def _deliver(self, outgoing: Outgoing) -> None:
        """Send until it is sent, can never be, or is not wanted any more."""
        failures = 0
        while outgoing.id in self._wanted and not self._would_leave_the_desk(outgoing):
            try:
                async with self._slots:
                    if outgoing.urgency is Urgency.REPLY:
                        await self._pace.wait_to_reply()
                    with self._pace.call():
                        result = await self._send(outgoing, failures)
            except ChatMoved as error:
                failures += 1
                if outgoing.chat > 0 or failures > MOST_MOVES:  # a person's messages go nowhere else
                    raise
                await self._note_move(self._place(outgoing.chat), error.chat)
            except (TooManyRequests, TelegramUnreachable, TokenRefused) as error:
                failures += 1
                metrics.CALLS.labels(type(error).__name__).inc()
                await asyncio.sleep(_pause(error, failures))
            except ChatClosed:
                metrics.CALLS.labels("ChatClosed").inc()
                await self._close(outgoing.chat)
                return
            else:
                metrics.CALLS.labels("sent").inc()
                self._mark(outgoing, result)
                return
        if outgoing.id in self._wanted:
            self._mark(outgoing, None)

    def _would_leave_the_desk(self, outgoing: Outgoing) -> bool:
        """Tell whether a group that was to be left has meanwhile turned out to be one that has moved here."""
        return outgoing.call.method == "leaveChat" and outgoing.chat in self._moved.values()

    async def _send(self, outgoing: Outgoing, tries: int) -> Any:
        call, chat = outgoing.call, self._place(outgoing.chat)
        parameters = call.parameters | ({"chat_id": chat} if chat != outgoing.chat else {})
        try:
            return await self._api.call(call.method, parameters, file=call.file, tries=tries)
        except CallRefused as error:
            if any(text in error.description for text in HARMLESS):
                return None
            if call.method in DELETIONS:
                return await self._delete_each(parameters)
            return await self._mend(call.method, parameters, error)
        except TokenRefused:
            if call.method != "deleteMessages":
                raise
            return await self._delete_each(parameters)  # a server that does not know it answers 404

    async def _delete_each(self, parameters: dict[str, Any]) -> None:
        """Delete what can be deleted: one message that is too old keeps the others of the call.

        The buttons of one that stays go at least.
        """
        for number in parameters.get("message_ids") or [parameters["message_id"]]:
            where = {"chat_id": parameters["chat_id"], "message_id": number}
            try:
                await self._api.call("deleteMessage", where)
            except CallRefused as error:
                if any(text in error.description for text in HARMLESS):
                    continue
                with suppress(CallRefused):
                    await self._api.call("editMessageReplyMarkup", where)

    async def _mend(self, method: str, parameters: dict[str, Any], error: CallRefused) -> Any:
        """Say it another way: a new message instead of an impossible edit, plain text instead of bad HTML."""
        parameters = dict(parameters)
        if method == "editMessageText" and any(text in error.description for text in EDIT_IMPOSSIBLE):
            del parameters["message_id"]
            parameters["protect_content"] = True
        elif "can't parse entities" in error.description:
            log.error("Telegram did not understand the HTML of a %s", method)
            parameters.pop("parse_mode", None)
        else:
            log.warning("%s refused for good: %s", method, error.description)
            return None
        with suppress(CallRefused):
            return await self._api.call("sendMessage", parameters)

    async def _note_move(self, old: int, new: int) -> None:
        """Keep where the group is now; what waits for it goes there, with a database or without."""
        self._moved[old] = new
        try:
            await self._database.write(lambda tx: Moves(tx).note(old, new))
        except StorageUnavailable as error:
            log.warning("the move of group %d is not kept: %s", old, error)

    async def _close(self, number: int) -> None:
        """Forget what waits for a chat that nobody reads."""
        log.info("chat %d is closed", number)
        try:
            await self._database.write(lambda tx: _close(tx, number))
        except StorageUnavailable as error:
            log.warning("chat %d stays open in the database: %s", number, error)

    def _mark(self, outgoing: Outgoing, result: Any) -> None:
        """Have the row deleted with the next commit, and remembered which message came of it."""
        number = _message_id(result)
        receipt = Receipt(outgoing, self._place(outgoing.chat), number) if number else None
        self._sent[outgoing.id] = receipt
        if self._marker is None:
            self._marker = asyncio.create_task(self._mark_sent())

    async def _mark_sent(self) -> None:
        while self._sent:
            sent, self._sent = self._sent, {}
            try:
                await self._database.write(partial(note_sent, sent))
            except StorageUnavailable:
                self._sent = sent | self._sent
                await asyncio.sleep(1)
            except Exception as error:  # noqa: BLE001 - or a start would send all of it once more
                log.error("%d calls were sent and not marked: %s", len(sent), reason(error))  # noqa: TRY400
                self._sent = dict.fromkeys(sent) | self._sent  # what there was to remember may be at fault
                await asyncio.sleep(1)
        self._marker = None


async def _steadily(work: Callable[[], Awaitable[None]]) -> None:
    """Do *work* to its end, however often something that nobody foresaw ends it before."""
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - a sender that stops is a bot that is mute
            log.error("the sender stumbled: %s", reason(error))  # noqa: TRY400 - it may quote the person
            await asyncio.sleep(1)
        else:
            return


def _message_id(result: Any) -> int | None:
    """Read which message came of a call, if the answer tells one that can be."""
    number = result.get("message_id") if isinstance(result, dict) else None
    return number if isinstance(number, int) and 0 < number < MOST_MESSAGES else None


async def _close(transaction: Transaction, chat: int) -> None:
    await Outbox(transaction).forget(chat)
    await Dialogues(transaction).mark_blocked(chat, blocked=True)


def _pause(error: BotApiError, failures: int) -> float:
    if isinstance(error, TooManyRequests):
        return error.retry_after
    log.warning("Telegram did not take a message (%s), try %d", error, failures)
    return random.uniform(0.5, 1) * min(2.0 ** min(failures - 1, MOST_DOUBLINGS), LONGEST_PAUSE)  # noqa: S311 - jitter
