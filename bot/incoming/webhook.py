"""The webhook: the route that Telegram posts to, and its address, of which Telegram is told."""

import asyncio
import hmac
import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from aiohttp import web

from bot.bot_api import BotApi
from bot.bot_api.errors import BotApiError, CallRefused, TokenRefused
from bot.bot_api.insisting import insist
from bot.incoming.updates import Updates
from bot.monitoring import metrics
from bot.web.server import patiently
from storage.errors import StorageUnavailable

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
UPDATE_BYTES = 1024 * 1024
LOOK_SECONDS = 30.0
NOT_SET = "the webhook's address is not set"


class Webhook:
    """The route that Telegram posts to."""

    def __init__(self, updates: Updates, secret: str) -> None:
        self._updates = updates
        self._secret = secret.encode()

    async def receive(self, request: web.Request) -> web.Response:
        """Answer 200 once the update is kept, 503 when it could not be, so that Telegram repeats it."""
        offered = request.headers.get(SECRET_HEADER, "").encode(errors="surrogateescape")
        if not hmac.compare_digest(offered, self._secret):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        try:
            raw = json.loads(await patiently(request, request.read()))
        except (ValueError, RecursionError):
            log.error("the webhook was sent something that is not JSON")  # noqa: TRY400 - no content in logs
            return web.Response()
        try:
            await self._updates.take(raw)
        except StorageUnavailable:
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        metrics.HOOKED.set_to_current_time()
        return web.Response()


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
            self.trouble = None if error.may_be_unknown else str(error)
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
