"""The wire to Telegram: JSON by HTTP/1.1 over lines that are kept, with no more about it than a call needs.

aiohttp's client makes a dozen objects and two timers for each request, which was the largest part of a call.
httptools reads HTTP here as it does in uvicorn, aiohappyeyeballs finds the way as it does in aiohttp.
"""

import asyncio
import ssl
from collections import deque
from dataclasses import dataclass
from functools import partial
from socket import SOCK_STREAM
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from aiohappyeyeballs import start_connection
from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

IDLE_SECONDS = 15.0  # servers keep idle lines for a minute or longer
EYEBALLS_DELAY = 0.25  # seconds for an address, before the next one is tried beside it
PORTS = {"http": 80, "https": 443}
FIRST_FINAL_STATUS = 200  # what is below only goes before an answer


class WireBroken(Exception):
    """No answer came, or none that is HTTP, or one without an end."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to wait, in seconds: for a line, for the next part of an answer, for all of it."""

    connect: float
    silence: float
    whole: float


class Answer(NamedTuple):
    """What came."""

    status: int
    body: bytes


class Wire:
    """All lines to one server; *longest* is how many bytes an answer may have, its head among them."""

    def __init__(self, base_url: str, longest: int) -> None:
        url = urlsplit(base_url)
        self._host = (url.hostname or "").encode("idna").decode()
        self._port = url.port or PORTS[url.scheme]
        self._path = quote(url.path, safe="/:%")
        self._tls = ssl.create_default_context() if url.scheme == "https" else None
        self._head = f"Host: {url.netloc.rpartition('@')[2]}\r\nContent-Type: application/json\r\n"
        self._longest = longest
        self._idle: deque[_Line] = deque()

    async def post(self, path: str, body: bytes, limits: Limits, *, afresh: bool = False) -> Answer:
        """Post *body* to *path* below the base URL, perhaps over a line of its own.

        Raises:
            WireBroken, TimeoutError, OSError: it may have been carried out all the same.
        """
        line = (None if afresh else self._take_idle()) or await self._connect(limits.connect)
        head = f"POST {self._path}{path} HTTP/1.1\r\n{self._head}Content-Length: {len(body)}\r\n\r\n"
        try:
            answer = await line.ask(head.encode() + body, limits)
        except BaseException:
            line.close()
            raise
        self._keep(line)
        return answer

    def close(self) -> None:
        """Close the lines that nobody uses."""
        while self._idle:
            self._idle.pop().close()

    def _take_idle(self) -> "_Line | None":
        """Take the line that was used last, if it still stands."""
        while self._idle:
            line = self._idle.pop()
            if line.is_fit:
                return line
            line.close()
        return None

    def _keep(self, line: "_Line") -> None:
        self._idle.append(line)
        while self._idle and not self._idle[0].is_fit:
            self._idle.popleft().close()

    async def _connect(self, seconds: float) -> "_Line":
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(seconds):
            addresses = await loop.getaddrinfo(self._host, self._port, type=SOCK_STREAM)
            socket = await start_connection(addresses, happy_eyeballs_delay=EYEBALLS_DELAY)
            name = self._host if self._tls else None
            make = partial(_Line, loop, self._longest)
            _, line = await loop.create_connection(make, sock=socket, ssl=self._tls, server_hostname=name)
        return line


class _Line(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self, loop: asyncio.AbstractEventLoop, longest: int) -> None:
        self._loop = loop
        self._longest = longest
        self._transport: Any = None
        self._answer: asyncio.Future[Answer] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._parser: HttpResponseParser
        self._body = bytearray()
        self._received = 0
        self._has_head = self._has_length = False
        self._silence = self._ends_at = 0.0
        self._is_open = False
        self._used_at = loop.time()

    @property
    def is_fit(self) -> bool:
        """Whether another request may go over it."""
        return self._is_open and self._loop.time() - self._used_at < IDLE_SECONDS

    async def ask(self, request: bytes, limits: Limits) -> Answer:
        """Send *request* and return what is answered."""
        self._answer = self._loop.create_future()
        self._parser, self._body, self._received = HttpResponseParser(self), bytearray(), 0
        self._has_head = self._has_length = False
        self._silence, self._ends_at = limits.silence, self._loop.time() + limits.whole
        self._wait()
        self._transport.write(request)
        try:
            return await self._answer
        finally:
            self._stop_waiting()
            self._answer, self._used_at = None, self._loop.time()

    def close(self) -> None:
        """Cut the connection."""
        self._is_open = False
        if self._transport:
            self._transport.abort()

    def connection_made(self, transport: Any) -> None:
        """Begin."""
        self._transport, self._is_open = transport, True

    def data_received(self, data: bytes) -> None:
        """Read on; what nobody has asked for ends the line."""
        if self._answer is None or self._answer.done():
            self.close()
            return
        if self._loop.time() > self._ends_at:
            self._fail(TimeoutError())
            return
        self._received += len(data)
        if self._received > self._longest:
            self._fail(WireBroken("too long"))
            return
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade):
            self._fail(WireBroken("no HTTP"))
        if self._has_open_answer:
            self._wait()

    def eof_received(self) -> None:
        """Take the end of the line for that of an answer that tells no length."""
        if self._has_open_answer and self._has_head and not self._has_length:
            self._is_open = False
            self._succeed()

    def connection_lost(self, _: Exception | None) -> None:
        """End what was asked."""
        self._fail(WireBroken("the line was closed"))

    def on_message_begin(self) -> None:
        """Use the line no more when a second answer to the same question begins."""
        self._is_open = self._is_open and self._has_open_answer

    def on_header(self, name: bytes, _: bytes) -> None:
        """Note whether the answer tells where it ends."""
        self._has_length |= name.lower() in {b"content-length", b"transfer-encoding"}

    def on_headers_complete(self) -> None:
        """Note that what comes is an answer."""
        self._has_head = self._parser.get_status_code() >= FIRST_FINAL_STATUS

    def on_body(self, part: bytes) -> None:
        """Keep a part of the body."""
        self._body += part

    def on_message_complete(self) -> None:
        """Hand the answer out."""
        if self._has_head and self._has_open_answer:
            self._is_open = self._is_open and self._parser.should_keep_alive()
            self._succeed()

    @property
    def _has_open_answer(self) -> bool:
        return self._answer is not None and not self._answer.done()

    def _succeed(self) -> None:
        assert self._answer  # noqa: S101 - asked for by the callers
        self._answer.set_result(Answer(self._parser.get_status_code(), bytes(self._body)))

    def _fail(self, error: Exception) -> None:
        if self._answer and not self._answer.done():
            self._answer.set_exception(error)
        self.close()

    def _wait(self) -> None:
        """Wait for the next part of the answer, and no longer than for all of it."""
        self._stop_waiting()
        self._timer = self._loop.call_later(self._silence, self._fail, TimeoutError())

    def _stop_waiting(self) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
