"""The Bot API over HTTP: JSON out, the answer's ``ok`` checked, failures sorted by what to do next.

aiogram's own session builds a multipart form and a pydantic model for every call; the sender needs neither.
Calls go over `bot.wire`; only files, up and down, take aiohttp's client.

* BotApiError
  - TooManyRequests    wait ``retry_after`` seconds, then the same call again
  - TelegramUnreachable   no answer, a 5xx, no sense: try again; the call may have been carried out
    - AnswerTooDeep    an answer that no reader of JSON survives; perhaps it names an update
  - ChatClosed         the person blocked the bot or is gone: stop writing to this chat
  - ChatMoved          the group became a supergroup: the same call again, to its new id
  - CallRefused        Telegram will never take this call: drop it
  - TokenRefused       the token is wrong, or another process polls: the operator's matter
"""

import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import aiohttp

from bot import metrics
from bot.wire import Limits, Wire, WireBroken
from storage.outbox import File

ANSWER_BYTES = 8 * 1024 * 1024  # a full batch of updates is far smaller
DESCRIPTION_CHARACTERS = 200
LONGEST_RETRY = 3600.0  # seconds; what asks for more is asked again after these
MOST_DOUBLINGS = 10  # a float ends at a thousand of them
UPDATE_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,18})')
FILE_SECONDS = 30.0
MOST_NEGATIVE = -(2**63)


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds: for a connection, and for a sign of life on it.

    Telegram answers within a second, or not at all: waiting longer only keeps people waiting. A call that is
    tried again waits twice as long, *longest* at most, so that a slow Telegram is not told the same for ever.
    """

    connect: float = 3.0
    silence: float = 5.0
    longest: float = 30.0

    def for_try(self, number: int) -> float:
        """Return how long the try with this *number*, counted from 0, waits for its answer."""
        return min(self.silence * 2.0 ** min(number, MOST_DOUBLINGS), self.longest)


class BotApiError(Exception):
    """A call that Telegram did not carry out, or of which we do not know."""


class TooManyRequests(BotApiError):
    """Telegram asks for a pause of ``retry_after`` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"retry after {retry_after:g} s")
        self.retry_after = retry_after


class TelegramUnreachable(BotApiError):
    """No usable answer came."""


class AnswerTooDeep(TelegramUnreachable):
    """JSON nested without measure; ``update_id`` is the first number of an update in it."""

    def __init__(self, update_id: int | None) -> None:
        super().__init__("an answer nested too deep")
        self.update_id = update_id


class ChatClosed(BotApiError):
    """Nobody reads this chat any more."""


class ChatMoved(BotApiError):
    """The group has the id ``chat`` now."""

    def __init__(self, chat: int) -> None:
        super().__init__("the group became a supergroup")
        self.chat = chat


class CallRefused(BotApiError):
    """A 400: ``description`` is Telegram's own sentence."""

    def __init__(self, description: str) -> None:
        super().__init__(description)
        self.description = description


class TokenRefused(BotApiError):
    """401, 404 or 409: nothing can be sent or taken with this token now."""


PATIENCE = Patience()


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
                answered = await self._wire.post(
                    method, json.dumps(parameters).encode(), limits, afresh=bool(tries)
                )
                status, body = answered.status, answered.body
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


def read(body: bytes, status: int) -> dict[str, Any]:
    """Return the object of an answer; what is none comes from something in between.

    Raises:
        TelegramUnreachable: whatever else the *body* is.
    """
    try:
        answer = json.loads(body)
    except ValueError:
        raise TelegramUnreachable(f"HTTP {status} without JSON") from None
    except RecursionError:
        number = UPDATE_ID.search(body)
        raise AnswerTooDeep(int(number[1]) if number else None) from None
    if not isinstance(answer, dict):
        raise TelegramUnreachable("an answer that is no object")
    return answer


def failure(answer: dict[str, Any], status: int) -> BotApiError:
    """Return the error that *answer* tells of, whatever stands in it."""
    code, description = _code(answer.get("error_code"), status), _description(answer.get("description"))
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        return TooManyRequests(_seconds(answer.get("parameters")))
    if code == HTTPStatus.FORBIDDEN or "chat not found" in description:
        return ChatClosed(description)
    if code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}:
        return TokenRefused(f"{code} {description}")
    if (moved := _moved_to(answer)) is not None:
        return ChatMoved(moved)
    if HTTPStatus.BAD_REQUEST <= code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return CallRefused(description)
    return TelegramUnreachable(f"HTTP {code}")


def _moved_to(answer: dict[str, Any]) -> int | None:
    """Return the supergroup's id, if that is what the refusal tells; a person's chat moves nowhere."""
    parameters = answer.get("parameters")
    chat = parameters.get("migrate_to_chat_id") if isinstance(parameters, dict) else None
    return chat if type(chat) is int and MOST_NEGATIVE <= chat < 0 else None


def _code(told: Any, status: int) -> int:
    """Return the code in the answer, or that of HTTP where there is none."""
    return told if type(told) is int and HTTPStatus.BAD_REQUEST <= told < 600 else status  # noqa: PLR2004


def _description(told: Any) -> str:
    """Return Telegram's sentence up to what it quotes, which a person may have written."""
    return told.partition('"')[0][:DESCRIPTION_CHARACTERS] if isinstance(told, str) else ""


def _seconds(parameters: Any) -> float:
    """Return how long to wait: a second where that is not told in a number."""
    told = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if isinstance(told, int | float) and told > 0:  # which NaN is not
        return float(min(told, LONGEST_RETRY))
    return 1.0
