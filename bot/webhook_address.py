"""The webhook's address: Telegram is told it until it knows it, and asked now and then if it still does."""

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from bot import metrics
from bot.bot_api import BotApi, BotApiError, CallRefused, TokenRefused
from bot.insisting import insist

log = logging.getLogger(__name__)

LOOK_SECONDS = 30.0
NOT_SET = "the webhook's address is not set"


class WebhookAddress:
    """Keeps the address set; ``trouble`` tells why updates do not arrive, if they do not."""

    def __init__(
        self, api: BotApi, parameters: Mapping[str, Any], look_seconds: float = LOOK_SECONDS
    ) -> None:
        self._api = api
        self._parameters = dict(parameters)
        self._look_seconds = look_seconds
        self._last_error = 0
        self.trouble: str | None = NOT_SET

    async def run(self) -> None:
        """Set the address, and again whenever Telegram has another one."""
        while True:
            self.trouble = NOT_SET
            await insist(self._api, "setWebhook", self._parameters)
            self.trouble = None
            while await self._is_ours():
                pass
            log.error("Telegram has another address for the webhook; does a second process use this token?")

    async def _is_ours(self) -> bool:
        """Look after a while at what Telegram knows, and note what it could not deliver."""
        await asyncio.sleep(self._look_seconds)
        try:
            told = await self._api.call("getWebhookInfo", {})
        except CallRefused:
            return True  # this server does not know the call: it took the address, that has to do
        except TokenRefused as error:
            self.trouble = None if str(error).startswith("404") else str(error)
            return True
        except BotApiError as error:
            self.trouble = f"Telegram cannot be asked: {error}"
            return True
        if not isinstance(told, dict):
            return True
        self.trouble = self._undelivered(told)
        if self.trouble is None:
            metrics.HOOKED.set_to_current_time()
        return bool(told.get("url", self._parameters["url"]) == self._parameters["url"])

    def _undelivered(self, told: dict[str, Any]) -> str | None:
        """Return Telegram's words for a delivery that failed since the last look, if updates wait."""
        failed_at, waiting = told.get("last_error_date"), told.get("pending_update_count")
        before, self._last_error = self._last_error, failed_at if type(failed_at) is int else 0
        if type(waiting) is not int or waiting <= 0 or self._last_error <= before:
            return None
        return f"Telegram cannot deliver: {str(told.get('last_error_message'))[:100]}"
