"""The delivery of updates: kept until they are acknowledged, by polling or by webhook.

Semantics of Telegram's own server (tdlib/telegram-bot-api): messages live 24 h and callback queries 150 s;
polling forgets what an offset passes; a webhook gets one update a queue at a time (messages by chat,
callbacks by user), again and again until it answers 2xx.
"""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from sandbox.telegram.errors import ApiError
from sandbox.telegram.webhook import Webhook, post

MESSAGE_LIFE = 86_400.0
CALLBACK_LIFE = 150.0
BATCH = 100
CONFLICT = "Conflict: terminated by {}; make sure that only one bot instance is running"

Json = dict[str, Any]


@dataclass
class _Waiting:
    update: Json
    queue: str
    expires: float


async def _ignore(_: str, __: Json) -> None:
    """Carry out nothing."""


@dataclass
class Delivery:
    """The queue of one bot; *pace* scales the pauses between tries, for impatient tests.

    ``execute`` carries out the method that a webhook's answer may hold.
    """

    clock: Callable[[], float]
    pace: float = 1.0
    webhook: Webhook | None = None
    allowed: Sequence[str] = ()
    execute: Callable[[str, Json], Awaitable[None]] = _ignore
    posted: int = 0
    last_error: tuple[float, str] | None = None
    _waiting: deque[_Waiting] = field(default_factory=deque)
    _number: int = field(default_factory=lambda: random.randrange(10**8, 9 * 10**8))  # noqa: S311 - any will do
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _poller: object | None = None
    _posting: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _session: aiohttp.ClientSession | None = None
    _connections: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(40))

    def add(self, kind: str, body: Json, queue: str) -> int:
        """Queue an update and return its number."""
        self._number += 1
        if self.allowed and kind not in self.allowed:
            return self._number
        life = CALLBACK_LIFE if kind == "callback_query" else MESSAGE_LIFE
        update = {"update_id": self._number, kind: body}
        self._waiting.append(_Waiting(update, queue, self.clock() + life))
        self._arrived.set()
        self._post(queue)
        return self._number

    @property
    def pending(self) -> int:
        """How many updates were not acknowledged."""
        return len(self._waiting)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Answer getUpdates; a negative *offset* counts from the end and forgets what is before it.

        Raises:
            ApiError: 409 while a webhook is set, or when another poller or a webhook came.
        """
        if self.webhook:
            raise ApiError(
                409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first"
            )
        poller = self._poller = object()
        self._arrived.set()
        self._forget_before(offset)
        if not self._waiting:
            self._arrived.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), seconds)
        if self._poller is not poller:
            by = "setWebhook request" if self.webhook else "other getUpdates request"
            raise ApiError(409, CONFLICT.format(by))
        self._expire()
        return [waiting.update for waiting in list(self._waiting)[: max(1, min(limit, BATCH))]]

    def _forget_before(self, offset: int) -> None:
        while self._waiting and (
            self._waiting[0].update["update_id"] < offset or 0 < -offset < len(self._waiting)
        ):
            self._waiting.popleft()

    def _expire(self) -> None:
        now = self.clock()
        self._waiting = deque(waiting for waiting in self._waiting if waiting.expires > now)

    def set_webhook(self, webhook: Webhook | None, *, drop_pending: bool = False) -> None:
        """Post to *webhook* from now on, or not at all; the pauses of the former one end."""
        if webhook != self.webhook:
            self._stop_posting()
        self.webhook, self.last_error = webhook, None
        if webhook:
            self._connections = asyncio.Semaphore(webhook.max_connections)
            self._stop_polling()
        if drop_pending:
            self._waiting.clear()
        for queue in {waiting.queue for waiting in self._waiting}:
            self._post(queue)

    def _stop_polling(self) -> None:
        self._poller = None
        self._arrived.set()

    def _stop_posting(self) -> list[asyncio.Task[None]]:
        stopped = list(self._posting.values())
        self._posting.clear()
        for task in stopped:
            task.cancel()
        return stopped

    def _post(self, queue: str) -> None:
        if self.webhook and queue not in self._posting:
            self._posting[queue] = asyncio.get_running_loop().create_task(self._serve(queue))

    async def _serve(self, queue: str) -> None:
        """Post the updates of one queue in order, each until it is taken."""
        try:
            failures = 0
            while self.webhook and (first := self._first(queue)):
                pause = await self._send(self.webhook, first, failures)
                failures = 0 if pause is None else failures + 1
                await asyncio.sleep(pause or 0)
                self._expire()
        finally:
            if self._posting.get(queue) is asyncio.current_task():
                del self._posting[queue]

    def _first(self, queue: str) -> _Waiting | None:
        return next((waiting for waiting in self._waiting if waiting.queue == queue), None)

    async def _send(self, webhook: Webhook, waiting: _Waiting, failures: int) -> float | None:
        """Post once; return None when it was taken, else the pause before the next try."""
        self._session = self._session or aiohttp.ClientSession()
        async with self._connections:
            answer = await post(self._session, webhook, waiting.update)
        self.posted += 1
        if answer.error:
            self.last_error = self.clock(), answer.error
            return answer.pause(failures, self.pace)
        with suppress(ValueError):
            self._waiting.remove(waiting)
        if answer.call:
            await self.execute(str(answer.call.pop("method")), answer.call)
        return None

    async def close(self) -> None:
        """Stop posting, and let pollers go."""
        self._stop_polling()
        await asyncio.gather(*self._stop_posting(), return_exceptions=True)
        if self._session:
            await self._session.close()
            self._session = None
