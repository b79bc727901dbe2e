"""The Bot API over HTTP: JSON out, the answer's ``ok`` checked, failures sorted by what to do next.

aiogram's own session builds a multipart form and a pydantic model for every call; the sender needs neither.

* BotApiError
  - TooManyRequests    wait ``retry_after`` seconds, then the same call again
  - TelegramUnreachable   no answer, or a 5xx: try again; the call may have been carried out
  - ChatClosed         the person blocked the bot or is gone: stop writing to this chat
  - CallRefused        Telegram will never take this call: drop it
  - TokenRefused       the token is wrong, or another process polls: the operator's matter
"""

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import aiohttp

from storage.outbox import File

ANSWER_BYTES = 8 * 1024 * 1024  # a full batch of updates is far smaller
CALL_SECONDS = 30.0
CONNECTIONS = 64


class BotApiError(Exception):
    """A call that Telegram did not carry out, or of which we do not know."""


class TooManyRequests(BotApiError):
    """Telegram asks for a pause of ``retry_after`` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"retry after {retry_after:g} s")
        self.retry_after = retry_after


class TelegramUnreachable(BotApiError):
    """No usable answer came."""


class ChatClosed(BotApiError):
    """Nobody reads this chat any more."""


class CallRefused(BotApiError):
    """A 400: ``description`` is Telegram's own sentence."""

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


class TokenRefused(BotApiError):
    """401, 404 or 409: nothing can be sent or taken with this token now."""


class BotApi:
    """One bot's door to Telegram; close it when done."""

    def __init__(self, token: str, base_url: str) -> None:
        self._base = f"{base_url.rstrip('/')}/bot{token}/"
        self._files = f"{base_url.rstrip('/')}/file/bot{token}/"
        connector = aiohttp.TCPConnector(limit=CONNECTIONS)
        self._session = aiohttp.ClientSession(connector=connector, raise_for_status=False)

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()

    async def call(
        self,
        method: str,
        parameters: dict[str, Any],
        *,
        file: File | None = None,
        seconds: float = CALL_SECONDS,
    ) -> Any:
        """Call *method*, perhaps with a *file* as its document, and return its ``result``.

        Raises:
            BotApiError: one of the classes above; the text never holds the token or the parameters.
        """
        try:
            async with self._session.post(
                self._base + method,
                **_body(parameters, file),
                timeout=aiohttp.ClientTimeout(total=seconds, sock_connect=5),
                allow_redirects=False,
            ) as response:
                answer = await _read(response)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TelegramUnreachable(type(error).__name__) from None
        if answer.get("ok") is True:
            return answer.get("result")
        raise _failure(answer)

    async def download(self, file: str, most: int, *, seconds: float = CALL_SECONDS) -> bytes:
        """Return the content of a *file* (its id) that somebody sent.

        Raises:
            CallRefused: Telegram has it no longer, or it is larger than *most* bytes.
            BotApiError: as `call` does.
        """
        described = await self.call("getFile", {"file_id": file}, seconds=seconds)
        path = described.get("file_path") if isinstance(described, dict) else None
        if not isinstance(path, str) or ".." in path:
            raise CallRefused("a file without a path")
        timeout = aiohttp.ClientTimeout(total=seconds, sock_connect=5)
        try:
            async with self._session.get(
                self._files + quote(path), timeout=timeout, allow_redirects=False
            ) as response:
                content = await _within(response, most + 1)
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise TelegramUnreachable(type(error).__name__) from None
        if response.status != HTTPStatus.OK:
            raise TelegramUnreachable(f"HTTP {response.status} for a file")
        if len(content) > most:
            raise CallRefused("a file that is too large")
        return content


def _body(parameters: dict[str, Any], file: File | None) -> dict[str, Any]:
    """Return JSON, or a multipart form where a file goes along."""
    if file is None:
        return {"json": parameters}
    form = aiohttp.FormData()
    for name, value in parameters.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    form.add_field("document", file.text.encode(), filename=file.name, content_type="text/calendar")
    return {"data": form}


async def _within(response: aiohttp.ClientResponse, most: int) -> bytes:
    """Return the body, no more of it than *most* bytes."""
    body = await response.content.read(most)
    while not response.content.at_eof() and len(body) < most:
        body += await response.content.read(most - len(body))
    return body


async def _read(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """Return the answer's JSON object; what is none comes from something in between."""
    try:
        answer = json.loads(await _within(response, ANSWER_BYTES))
    except ValueError:
        raise TelegramUnreachable(f"HTTP {response.status} without JSON") from None
    if not isinstance(answer, dict):
        raise TelegramUnreachable("an answer that is no object")
    return answer


def _failure(answer: dict[str, Any]) -> BotApiError:
    code, description = answer.get("error_code"), str(answer.get("description", ""))
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        parameters = answer.get("parameters") or {}
        return TooManyRequests(float(parameters.get("retry_after", 1)))
    if code == HTTPStatus.FORBIDDEN or "chat not found" in description:
        return ChatClosed(description)
    if code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}:
        return TokenRefused(description)
    if isinstance(code, int) and code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return CallRefused(description)
    return TelegramUnreachable(f"HTTP {code}")
