"""The Bot API over HTTP: JSON out, the answer's ``ok`` checked, and one error for each thing to do next.

aiogram's own session builds a multipart form and a pydantic model for every call; the sender needs neither.
Calls go over `bot.bot_api.wire`; only files, up and down, take aiohttp's client.

"""

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import aiohttp
from pydantic_core import to_json

from bot.bot_api.answers import failure, read
from bot.bot_api.errors import BotApiError, CallRefused, TelegramUnreachable
from bot.bot_api.patience import PATIENCE, Patience
from bot.bot_api.wire import Limits, Wire, WireBroken
from bot.monitoring import metrics
from storage.outbox import File

ANSWER_BYTES = 8 * 1024 * 1024  # a full batch of updates is far smaller
FILE_SECONDS = 30.0


class BotApi:
    """One bot's door to Telegram; close it when done."""

    def __init__(self, token: str, base_url: str, patience: Patience = PATIENCE) -> None:
        base = f"{base_url.rstrip('/')}/bot{token}/"
        self._base = base
        self._file_base = f"{base_url.rstrip('/')}/file/bot{token}/"
        self._patience = patience
        self._wire = Wire(base, ANSWER_BYTES)
        self._files = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))

    async def close(self) -> None:
        """Close the connections."""
        self._wire.close()
        await self._files.close()

    async def call(
        self,
        method: str,
        parameters: dict[str, Any],
        *,
        file: File | None = None,
        seconds: float = 0.0,
        tries: int = 0,
    ) -> Any:
        """Call *method*, perhaps with a *file* as its document, and return its ``result``.

        *seconds* is how long Telegram itself may hold the answer back, *tries* how often this call was tried:
        what hung once may have hung every line that is kept, so a second try makes one of its own.

        Raises:
            BotApiError: one of the classes above; the text never holds the token or the parameters.
        """
        try:
            result = await self._call(method, parameters, file, seconds, tries)
        except BotApiError as error:
            metrics.CALLS.of(method, type(error).__name__).inc()
            raise
        metrics.CALLS.of(method, "ok").inc()
        return result

    async def _call(
        self, method: str, parameters: dict[str, Any], file: File | None, seconds: float, tries: int
    ) -> Any:
        silence = seconds + self._patience.for_try(tries)
        try:
            if file:
                status, body = await self._upload(method, parameters, file, silence)
            else:
                limits = Limits(self._patience.connect, silence, 2 * silence)
                status, body = await self._wire.post(method, to_json(parameters), limits, afresh=bool(tries))
        except (aiohttp.ClientError, WireBroken, TimeoutError, OSError) as error:
            raise TelegramUnreachable(type(error).__name__) from None
        answer = read(body, status)
        if answer.get("ok") is True:
            return answer.get("result")
        raise failure(answer, status)

    async def _upload(
        self, method: str, parameters: dict[str, Any], file: File, silence: float
    ) -> tuple[int, bytes]:
        """Post a form with a file in it; return the status and the body of the answer."""
        async with self._files.post(
            self._base + method,
            data=_form(parameters, file),
            timeout=self._limits(silence),
            allow_redirects=False,
        ) as response:
            return response.status, await _within(response, ANSWER_BYTES)

    def _limits(self, silence: float, total: float | None = None) -> aiohttp.ClientTimeout:
        """Wait *silence* seconds for each part of an answer, and twice that or *total* for all of it."""
        connect = self._patience.connect
        return aiohttp.ClientTimeout(total=total or 2 * silence, sock_connect=connect, sock_read=silence)

    async def download(self, file: str, most: int) -> bytes:
        """Return the content of a *file* (its id) that somebody sent.

        Raises:
            CallRefused: Telegram has it no longer, or it is larger than *most* bytes.
            BotApiError: as `call` does.
        """
        described = await self.call("getFile", {"file_id": file})
        path = described.get("file_path") if isinstance(described, dict) else None
        if not isinstance(path, str) or ".." in path:
            raise CallRefused("a file without a path")
        limits = self._limits(self._patience.silence, FILE_SECONDS)
        try:
            async with self._files.get(
                self._file_base + quote(path, errors="replace"), timeout=limits, allow_redirects=False
            ) as response:
                content = await _within(response, most + 1)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TelegramUnreachable(type(error).__name__) from None
        if response.status != HTTPStatus.OK:
            raise TelegramUnreachable(f"HTTP {response.status} for a file")
        if len(content) > most:
            raise CallRefused("a file that is too large")
        return content


def _form(parameters: dict[str, Any], file: File) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in parameters.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    form.add_field("document", file.text.encode(), filename=file.name, content_type="text/calendar")
    return form


async def _within(response: aiohttp.ClientResponse, most: int) -> bytes:
    """Return the body, no more of it than *most* bytes."""
    body = await response.content.read(most)
    while not response.content.at_eof() and len(body) < most:
        body += await response.content.read(most - len(body))
    return body
