"""Polling: updates taken from Telegram in batches; the offset moves only after their commit."""

import asyncio
import logging
from time import monotonic
from typing import Any

from bot.bot_api import BotApi
from bot.bot_api.errors import AnswerTooDeep, BotApiError, TelegramUnreachable, TokenRefused
from bot.bot_api.patience import doubled
from bot.incoming.updates import ALLOWED_UPDATES, Updates, update_id_of
from bot.monitoring import metrics
from storage.errors import StorageUnavailable

log = logging.getLogger(__name__)

POLL_SECONDS = 8  # how long Telegram holds an empty answer back; a dead connection is noticed soon after
BATCH = 100
LONGEST_PAUSE = 30.0
SILENCE_SECONDS = 60.0
NO_PROGRESS_PAUSE = 1.0  # when Telegram repeats what has no number to be confirmed by


class Polling:
    """Asks for updates for ever; ``trouble`` tells why none arrive, if that is so."""

    def __init__(
        self,
        api: BotApi,
        updates: Updates,
        seconds: float = POLL_SECONDS,
        *,
        silence: float = SILENCE_SECONDS,
    ) -> None:
        self._api = api
        self._seconds = seconds
        self._silence = silence
        self._updates = updates
        self._offset = 0
        self._limit = BATCH
        self._failures = 0
        self._worked_at = monotonic()
        self._refusal: str | None = None

    @property
    def trouble(self) -> str | None:
        """Why no updates arrive: a refusal at once, silence after a minute."""
        if self._refusal or monotonic() - self._worked_at < self._silence:
            return self._refusal
        return f"no successful poll for {self._silence:g} s"

    async def run(self) -> None:
        """Poll until cancelled."""
        self._worked_at = monotonic()  # whoever leads only now has not been silent
        while True:
            try:
                await self._take(await self._ask())
            except (BotApiError, StorageUnavailable) as error:
                await self._rest(error)

    async def _ask(self) -> list[Any]:
        """Return a batch.

        Raises:
            BotApiError: there is none for now.
        """
        batch = await self._api.call(
            "getUpdates",
            {
                "offset": self._offset,
                "limit": self._limit,
                "timeout": self._seconds,
                "allowed_updates": ALLOWED_UPDATES,
            },
            seconds=self._seconds,
            tries=min(self._failures, 1),  # after a failure on a new connection, and a little more patiently
        )
        if not isinstance(batch, list):
            raise TelegramUnreachable("a batch of updates that is no list")
        return batch

    async def _take(self, batch: list[Any]) -> None:
        await asyncio.gather(*(self._updates.take(raw) for raw in batch))
        self._failures, self._limit, self._refusal = 0, BATCH, None
        self._worked_at = monotonic()
        metrics.POLLED.set_to_current_time()
        numbers = [number for raw in batch if (number := update_id_of(raw)) is not None]
        if numbers:
            self._offset = max(numbers) + 1
        elif batch:
            await asyncio.sleep(NO_PROGRESS_PAUSE)

    async def _rest(self, error: BotApiError | StorageUnavailable) -> None:
        """Pause after a failure, longer each time; what cannot be read is narrowed down first."""
        self._failures += 1
        self._refusal = (
            f"Telegram refuses to give updates: {error}" if isinstance(error, TokenRefused) else None
        )
        metrics.POLL_FAILURES.of(type(error).__name__).inc()
        log.warning("no updates for now: %s: %s", type(error).__name__, error)
        if isinstance(error, AnswerTooDeep):
            self._narrow(error.update_id)
        asked = error.retry_after if isinstance(error, BotApiError) else 0.0
        await asyncio.sleep(max(asked, doubled(1.0, self._failures - 1, LONGEST_PAUSE)))

    def _narrow(self, update_id: int | None) -> None:
        """Ask for one update at a time; one that cannot be read even alone is confirmed unseen."""
        if self._limit == 1 and update_id is not None:
            log.error("update %d cannot be read and is dropped", update_id)
            self._offset, self._limit = update_id + 1, BATCH
        else:
            self._limit = 1
