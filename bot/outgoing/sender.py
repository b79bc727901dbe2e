"""The sender: the outbox out to Telegram, in order a chat, replies before pushes, within Telegram's limits.

At most one call is in flight a chat, so a crash repeats at most one message of it. Replies are sent
at once; pushes keep to the pace of `bot.outgoing.pace` over all chats, counting the replies, and a second
from what was said last to the chat, and so do replies to who is hasty (`bot.haste`). A 429 is obeyed by the
chat it names. What was sent leaves the outbox in the next shared commit.
"""

import asyncio
import logging
import random
from bisect import insort
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from bot.bot_api import BotApi
from bot.bot_api.errors import (
    BotApiError,
    ChatClosed,
    ChatMoved,
    TelegramUnreachable,
    TokenRefused,
    TooManyRequests,
)
from bot.bot_api.patience import doubled
from bot.haste import Haste
from bot.monitoring import metrics
from bot.monitoring.log import reason
from bot.outgoing.making import make
from bot.outgoing.marker import Marker
from bot.outgoing.pace import Pace
from bot.outgoing.precedence import Precedence
from bot.replica import Replica
from storage.database import Database
from storage.dialogues import Dialogues
from storage.errors import StorageUnavailable
from storage.moves import Move, Moves
from storage.outbox import Outbox, Outgoing, Urgency, Withdrawn
from storage.replicas import Buried, Held
from storage.sent import Receipt
from storage.transaction import Transaction

log = logging.getLogger(__name__)

CALLS_AT_ONCE = 64
UNTIL_IT_IS_BACK = float("inf")  # an answer waits for a database that is away, and is not given up
LONGEST_PAUSE = 60.0
SHORT_PAUSE = 0.05
MOST_MOVES = 3  # for one call: a group moves once
MOST_MESSAGES = 2**62  # the ids of messages are far below, and SQLite takes no larger ones


@dataclass(slots=True)
class _Chat:
    """What may be sent to one chat now, and the task that sends it."""

    ready: list[Outgoing] = field(default_factory=list)
    task: asyncio.Task[None] | None = None


class Sender:
    """Takes each row right after its commit; reads the table only for what other processes left."""

    def __init__(
        self, database: Database, api: BotApi, haste: Haste | None = None, replica: Replica | None = None
    ) -> None:
        self._database = database
        self._api = api
        self._haste = haste or Haste()
        self._chats: dict[int, _Chat] = {}
        self._pushes: list[Outgoing] = []
        self._pushing: asyncio.Task[None] | None = None
        self._replica = replica or Replica(database, is_alone=True)
        self._pace = Pace(calls_of_others=lambda: self._replica.calls_of_others)
        self._replica.calls = self._pace.calls_of_late
        self._replica.unheard = self._still_unheard
        self._unheard: frozenset[int] = frozenset()
        self._precedence = Precedence(database)
        self._slots = asyncio.Semaphore(CALLS_AT_ONCE)
        self._wanted: set[int] = set()
        self._moved: dict[int, int] = {}
        self._marker = Marker(database)

    async def start(self) -> None:
        """Send what was left over, and from now on everything that is committed."""
        for move in await self._database.write(lambda tx: Moves(tx).all()):
            self._follow(move)
        left_over = await self._left_over()
        self._database.subscribe(Move, self._follow)
        self._database.subscribe(Withdrawn, self._withdraw)
        self._database.subscribe(Buried, lambda _: self._marker.forget())  # the others have taken it over
        self._database.subscribe(Outgoing, self.take)
        self._database.subscribe(Held, self._keep_only)
        for outgoing in left_over:
            self.take(outgoing)
        await self._replica.join()

    async def _left_over(self) -> list[Outgoing]:
        """Return all that an earlier process did not send; among replicas the leader takes that over."""
        if not self._replica.is_alone:
            return []
        return await self._database.write(lambda tx: Outbox(tx).left_over())

    def take(self, outgoing: Outgoing) -> None:
        """Queue a call; never waits."""
        self._wanted.add(outgoing.id)
        if outgoing.urgency is Urgency.REPLY:
            self._enqueue(outgoing)
            return
        insort(self._pushes, outgoing, key=_in_order)
        if self._pushing is None:
            self._pushing = asyncio.create_task(_steadily(self._release_pushes))

    async def drain(self, seconds: float) -> None:
        """Send what is ready for at most *seconds*; the rest stays in the outbox for whoever comes."""
        tasks = [chat.task for chat in self._chats.values() if chat.task]
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        for task in (self._pushing, *(chat.task for chat in self._chats.values())):
            if task:
                task.cancel()
        self._precedence.close()
        await self._marker.close(seconds)

    def _keep_only(self, held: Held) -> None:
        """Do not send what is no more this replica's: another one has withdrawn it, or may send it.

        What is, and was never heard of, came of a commit whose answer was lost with the database.
        """
        self._wanted &= held.ids
        self._unheard = held.ids - self._wanted - self._marker.ids

    def _still_unheard(self) -> frozenset[int]:
        """Return the rows that were not known a heartbeat ago, and are not now."""
        return self._unheard - self._wanted - self._marker.ids

    def _withdraw(self, withdrawn: Withdrawn) -> None:
        """Do not send what the database has dropped, wherever it waits here."""
        self._wanted -= withdrawn.ids

    def _follow(self, move: Move) -> None:
        """Send to the group's new id from now on, and have the operator name it."""
        log.error("group %d is the supergroup %d now: if it is SUPPORT_CHAT, change that", move.old, move.new)
        self._lead(move.old, move.new)

    def _lead(self, old: int, new: int) -> None:
        """Send to the *new* id from now on, in one line with what is on its way to the *old* one."""
        self._moved[old] = new
        if chat := self._chats.get(old):
            self._chats.setdefault(new, chat)

    def _place(self, chat: int) -> int:
        """Return the id by which Telegram knows *chat* now."""
        for _ in self._moved:
            chat = self._moved.get(chat, chat)
        return chat

    def _enqueue(self, outgoing: Outgoing) -> None:
        number = self._place(outgoing.chat)
        chat = self._chats.setdefault(number, _Chat())
        insort(chat.ready, outgoing, key=_in_order)  # what was taken over may be earlier
        self._haste.owe(number)
        if chat.task is None:
            chat.task = asyncio.create_task(_steadily(partial(self._serve, number, chat)))

    async def _release_pushes(self) -> None:
        """Let pushes go at the pace of Telegram; until then they stand in no reply's way."""
        while self._pushes:
            await self._replica.may_push()
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
            outgoing = await self._next_of(number, chat)
            self._haste.pay(number)
            try:
                await self._deliver(outgoing)
            except Exception as error:  # noqa: BLE001 - one call must not keep the chat's others back
                log.error("a %s was given up: %s", outgoing.call.method, reason(error))  # noqa: TRY400
                metrics.GIVEN_UP.inc()
                self._marker.mark(outgoing)
            self._haste.note_answer(number)
            self._wanted.discard(outgoing.id)
        for each in {number, self._place(number)}:
            if self._chats.get(each) is chat:
                del self._chats[each]

    async def _next_of(self, number: int, chat: _Chat) -> Outgoing:
        """Take the chat's next call when it may go: the first of all, wherever they are sent from."""
        await self._hold_back(number)
        await self._marker.settled(number)
        while (first := chat.ready[0]).waits:
            await self._precedence.come(first)
            chat.ready.remove(first)
            insort(chat.ready, replace(first, waits=False), key=_in_order)
        return chat.ready.pop(0)

    async def _hold_back(self, number: int) -> None:
        """Wait until something may be said to who is too fast."""
        if pause := self._haste.pause(number):
            await asyncio.sleep(pause)
        self._haste.note_call(number)

    async def _deliver(self, outgoing: Outgoing) -> None:
        """Send until it is sent, can never be, or is not wanted any more."""
        failures = 0
        while True:
            try:
                async with self._slots:
                    await self._attempt(outgoing, failures)
            except ChatMoved as error:
                failures += 1
                if outgoing.chat > 0 or failures > MOST_MOVES:  # a person's messages go nowhere else
                    raise
                await self._note_move(self._place(outgoing.chat), error.chat)
            except (TooManyRequests, TelegramUnreachable, TokenRefused) as error:
                failures += 1
                await asyncio.sleep(_pause(error, failures))
            except ChatClosed:
                await self._close(outgoing.chat)
                return
            else:
                return

    async def _attempt(self, outgoing: Outgoing, tries: int) -> None:
        """Make the call and have it marked, if it is still to be made and by this process."""
        outgoing = await self._addressed(outgoing)
        await self._replica.living()
        replica = self._replica.number
        if outgoing.id not in self._wanted:
            return
        if self._would_leave_the_desk(outgoing):
            self._marker.mark(outgoing)
            return
        if outgoing.urgency is Urgency.REPLY:
            await self._pace.wait_to_reply()
        place = self._place(outgoing.chat)
        with self._pace.call():
            result = await make(self._api, outgoing.call, place if place != outgoing.chat else None, tries)
        if self._replica.number == replica:  # or another one has the row by now, to send and to mark
            self._marker.mark(outgoing, self._receipt(outgoing, result))

    async def _addressed(self, outgoing: Outgoing) -> Outgoing:
        """Name the message that holds the form where it had not been sent when the call was thought of.

        It is sent and marked by now; where it never will be, a new one is.
        """
        if not outgoing.call.awaits_form:
            return outgoing
        number = await self._database.write_patiently(
            lambda tx: Dialogues(tx).form_message(outgoing.chat), UNTIL_IT_IS_BACK
        )
        return replace(outgoing, call=outgoing.call.into(number))

    def _would_leave_the_desk(self, outgoing: Outgoing) -> bool:
        """Tell whether a group that was to be left has meanwhile turned out to be one that has moved here."""
        return outgoing.call.method == "leaveChat" and outgoing.chat in self._moved.values()

    async def _note_move(self, old: int, new: int) -> None:
        """Keep where the group is now; what waits for it goes there, with a database or without."""
        self._lead(old, new)
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

    def _receipt(self, outgoing: Outgoing, result: Any) -> Receipt | None:
        number = _message_id(result)
        return Receipt(outgoing, self._place(outgoing.chat), number) if number else None


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


def _in_order(outgoing: Outgoing) -> int:
    return outgoing.id


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
    return random.uniform(0.5, 1) * doubled(1.0, failures - 1, LONGEST_PAUSE)  # noqa: S311 - jitter
