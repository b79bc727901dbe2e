"""The delivery of updates: kept until they are acknowledged, by polling or by webhook.

Semantics of Telegram's own server (tdlib/telegram-bot-api): messages live 24 h and callback queries 150 s;
polling forgets what an offset passes; a webhook gets one update a queue at a time (messages by chat,
callbacks by user), again and again until it answers 2xx.
"""

import asyncio
import json
import random
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from sandbox.telegram.errors import ApiError

MESSAGE_LIFE = 86_400.0
CALLBACK_LIFE = 150.0
BATCH = 100
RETRIES = (0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name

Json = dict[str, Any]


@dataclass
class _Waiting:
    update: Json
    queue: str
    expires: float


@dataclass
class Webhook:
    """Where updates are posted to."""

    url: str
    secret: str | None
    allowed: list[str] | None


@dataclass
class Delivery:
    """The queue of one bot; *pace* scales the pauses between tries, for impatient tests."""

    clock: Callable[[], float]
    pace: float = 1.0
    webhook: Webhook | None = None
    allowed: list[str] | None = None
    _waiting: deque[_Waiting] = field(default_factory=deque)
    _number: int = field(default_factory=lambda: random.randrange(10**8, 9 * 10**8))  # noqa: S311 - as Telegram begins anywhere
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    _poller: object | None = None
    _posting: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _session: aiohttp.ClientSession | None = None
    posted: int = 0

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
        """Answer getUpdates.

        Raises:
            ApiError: 409 while a webhook is set or when another poller came.
        """
        if self.webhook:
            text = "Conflict: can't use getUpdates method while webhook is active"
            raise ApiError(409, text)
        poller = self._poller = object()
        self._forget_before(offset)
        if not self._waiting:
            self._arrived.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._arrived.wait(), seconds)
        if self._poller is not poller:
            raise ApiError(
                409,
                "Conflict: terminated by other getUpdates request;"
                " make sure that only one bot instance is running",
            )
        self._expire()
        return [waiting.update for waiting in list(self._waiting)[: min(limit, BATCH)]]

    def _forget_before(self, offset: int) -> None:
        while self._waiting and self._waiting[0].update["update_id"] < offset:
            self._waiting.popleft()

    def _expire(self) -> None:
        now = self.clock()
        self._waiting = deque(waiting for waiting in self._waiting if waiting.expires > now)

    def set_webhook(self, webhook: Webhook | None) -> None:
        """Post to *webhook* from now on, or not at all."""
        self.webhook = webhook
        for queue in {waiting.queue for waiting in self._waiting}:
            self._post(queue)

    def _post(self, queue: str) -> None:
        if self.webhook and queue not in self._posting:
            task = asyncio.get_running_loop().create_task(self._serve(queue))
            self._posting[queue] = task

    async def _serve(self, queue: str) -> None:
        """Post the updates of one queue in order, each until it is taken."""
        try:
            failures = 0
            while self.webhook and (first := self._first(queue)):
                if await self._send(first):
                    failures = 0
                    with suppress(ValueError):
                        self._waiting.remove(first)
                else:
                    await asyncio.sleep(RETRIES[min(failures, len(RETRIES) - 1)] * self.pace)
                    failures += 1
                self._expire()
        finally:
            del self._posting[queue]

    def _first(self, queue: str) -> _Waiting | None:
        return next((waiting for waiting in self._waiting if waiting.queue == queue), None)

    async def _send(self, waiting: _Waiting) -> bool:
        webhook = self.webhook
        if webhook is None:
            return False
        self._session = self._session or aiohttp.ClientSession()
        headers = {SECRET_HEADER: webhook.secret} if webhook.secret else {}
        try:
            async with self._session.post(
                webhook.url,
                data=json.dumps(waiting.update),
                headers={"Content-Type": "application/json", **headers},
                timeout=aiohttp.ClientTimeout(total=60),
            ) as response:
                self.posted += 1
                return response.status // 100 == 2  # noqa: PLR2004 - any 2xx
        except (aiohttp.ClientError, TimeoutError, OSError):
            return False

    async def close(self) -> None:
        """Stop posting."""
        for task in list(self._posting.values()):
            task.cancel()
        await asyncio.gather(*self._posting.values(), return_exceptions=True)
        if self._session:
            await self._session.close()
