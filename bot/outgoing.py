"""The sender: the outbox out to Telegram, in order a chat, replies before pushes, within Telegram's limits.

At most one call is in flight a chat, so a crash repeats at most one message of it. Replies are sent
at once; pushes keep to the pace of `bot.pace` over all chats, counting the replies, and to one a second a
chat. A 429 is obeyed by the chat it names. What was sent leaves the outbox in the next shared commit.
"""

import asyncio
import logging
import random
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from bot import metrics
from bot.bot_api import (
    BotApi,
    BotApiError,
    CallRefused,
    ChatClosed,
    TelegramUnreachable,
    TokenRefused,
    TooManyRequests,
)
from bot.pace import Pace
from storage.database import Database
from storage.dialogue import Dialogues
from storage.errors import StorageUnavailable
from storage.outbox import Outbox, Outgoing, Urgency
from storage.transaction import Transaction

log = logging.getLogger(__name__)

CALLS_AT_ONCE = 64
LONGEST_PAUSE = 60.0
PUSH_GAP = 1.05  # seconds between two pushes to one chat, a little more than Telegram's second
SHORT_PAUSE = 0.05
HARMLESS = ("message is not modified", "query is too old", "message to delete not found")
EDIT_IMPOSSIBLE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")


@dataclass(slots=True)
class _Chat:
    """What may be sent to one chat now, and the task that sends it."""

    ready: deque[Outgoing] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


class Sender:
    """Takes each row right after its commit; reads the table only for what an earlier process left."""

    def __init__(self, database: Database, api: BotApi) -> None:
        self._database = database
        self._api = api
        self._chats: dict[int, _Chat] = {}
        self._pushes: deque[Outgoing] = deque()
        self._pushed: dict[int, float] = {}
        self._pushing: asyncio.Task[None] | None = None
        self._pace = Pace()
        self._slots = asyncio.Semaphore(CALLS_AT_ONCE)
        self._sent: dict[int, tuple[int, int] | None] = {}
        self._marker: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Send what was left over, and from now on everything that is committed."""
        left_over = await self._database.write(lambda tx: Outbox(tx).left_over())
        self._database.subscribe(Outgoing, self.take)
        for outgoing in left_over:
            self.take(outgoing)

    def take(self, outgoing: Outgoing) -> None:
        """Queue a call; never waits."""
        if outgoing.urgency is Urgency.REPLY:
            self._enqueue(outgoing)
            return
        self._pushes.append(outgoing)
        if self._pushing is None:
            self._pushing = asyncio.create_task(self._release_pushes())

    async def drain(self, seconds: float) -> None:
        """Send what is ready for at most *seconds*; the rest stays in the outbox for the next start."""
        tasks = [chat.task for chat in self._chats.values() if chat.task]
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        for task in (self._pushing, *(chat.task for chat in self._chats.values())):
            if task:
                task.cancel()
        if self._marker:
            await self._marker

    def _enqueue(self, outgoing: Outgoing) -> None:
        chat = self._chats.setdefault(outgoing.chat, _Chat())
        chat.ready.append(outgoing)
        if chat.task is None:
            chat.task = asyncio.create_task(self._serve(outgoing.chat, chat))

    async def _release_pushes(self) -> None:
        """Let pushes go at the pace of Telegram; until then they stand in no reply's way."""
        while self._pushes:
            await self._pace.wait()
            push = self._next_push()
            if push is None:
                await asyncio.sleep(SHORT_PAUSE)
                continue
            self._enqueue(push)
            await asyncio.sleep(0)  # lets its call begin, and so count
        self._pushing = None

    def _next_push(self) -> Outgoing | None:
        """Take the first push whose chat had none just now; within a chat they keep their order."""
        now = monotonic()
        self._pushed = {chat: at for chat, at in self._pushed.items() if at + PUSH_GAP > now}
        for index, push in enumerate(self._pushes):
            if push.chat not in self._pushed:
                del self._pushes[index]
                self._pushed[push.chat] = now
                return push
        return None

    async def _serve(self, number: int, chat: _Chat) -> None:
        while chat.ready:
            await self._deliver(chat.ready.popleft())
        del self._chats[number]

    async def _deliver(self, outgoing: Outgoing) -> None:
        """Send until it is sent or can never be."""
        failures = 0
        while True:
            try:
                async with self._slots:
                    with self._pace.call():
                        result = await self._send(outgoing)
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

    async def _send(self, outgoing: Outgoing) -> Any:
        try:
            call = outgoing.call
            return await self._api.call(call.method, call.parameters, file=call.file)
        except CallRefused as error:
            if any(text in error.description for text in HARMLESS):
                return None
            return await self._mend(outgoing, error)

    async def _mend(self, outgoing: Outgoing, error: CallRefused) -> Any:
        """Say it another way: a new message instead of an impossible edit, plain text instead of bad HTML."""
        parameters = dict(outgoing.call.parameters)
        if outgoing.call.method == "editMessageText" and any(
            text in error.description for text in EDIT_IMPOSSIBLE
        ):
            del parameters["message_id"]
            parameters["protect_content"] = True
        elif "can't parse entities" in error.description:
            log.error("Telegram did not understand the HTML of a %s", outgoing.call.method)
            parameters.pop("parse_mode", None)
        else:
            log.warning("%s refused for good: %s", outgoing.call.method, error.description)
            return None
        with suppress(CallRefused):
            return await self._api.call("sendMessage", parameters)

    async def _close(self, chat: int) -> None:
        """Forget what waits for a chat that nobody reads."""
        log.info("chat %d is closed", chat)
        self._chats[chat].ready.clear()
        try:
            await self._database.write(lambda tx: _close(tx, chat))
        except StorageUnavailable as error:
            log.warning("chat %d stays open in the database: %s", chat, error)

    def _mark(self, outgoing: Outgoing, result: Any) -> None:
        """Have the row deleted with the next commit, and the prompt's message remembered."""
        prompt = None
        if outgoing.call.is_prompt and isinstance(result, dict):
            prompt = (outgoing.chat, int(result["message_id"]))
        self._sent[outgoing.id] = prompt
        if self._marker is None:
            self._marker = asyncio.create_task(self._mark_sent())

    async def _mark_sent(self) -> None:
        while self._sent:
            sent, self._sent = self._sent, {}
            try:
                await self._database.write(lambda tx, sent=sent: _forget_sent(tx, sent))  # type: ignore[misc]
            except StorageUnavailable:
                self._sent = sent | self._sent
                await asyncio.sleep(1)
        self._marker = None


async def _forget_sent(transaction: Transaction, sent: dict[int, tuple[int, int] | None]) -> None:
    await Outbox(transaction).done(sent)
    for prompt in filter(None, sent.values()):
        await Dialogues(transaction).remember_prompt(*prompt)


async def _close(transaction: Transaction, chat: int) -> None:
    await Outbox(transaction).forget(chat)
    await Dialogues(transaction).mark_blocked(chat, blocked=True)


def _pause(error: BotApiError, failures: int) -> float:
    if isinstance(error, TooManyRequests):
        return error.retry_after
    log.warning("Telegram did not take a message (%s), try %d", error, failures)
    return random.uniform(0.5, 1) * min(2.0 ** (failures - 1), LONGEST_PAUSE)  # noqa: S311 - jitter
