"""The wire to a registry: one HTTP call at a time, bounded in time, in size and in where it may lead.

No redirect is followed, no cookie is kept, no answer is unpacked (a few kilobytes can unpack into gigabytes),
and no link leads out of the base URL. The HTTP library's own loggers are silent: they write down addresses
and headers, and in a registry's addresses stand people.
"""

import asyncio
import json
import logging
import re
import ssl
import sys
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any

import httpx

from patient.well_formed import well_formed_json
from registry.errors import (
    RegistryConflict,
    RegistryError,
    RegistryMissing,
    RegistryRefused,
    RegistryReplyMalformed,
    RegistryUnavailable,
    RegistryUnsupported,
    RegistryUntrusted,
)

CALL_SECONDS = 10.0
CONNECT_SECONDS = 2.0
RETRY_AFTER_DIGITS = 6  # of seconds: eleven days; more is nonsense
LONGEST_PAUSE = timedelta(seconds=10**RETRY_AFTER_DIGITS)
DENIALS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
LOST_BEHIND = frozenset({502, 504, 524, 598, 599})  # a gateway's word: what it asked for may go on behind it
WAITS = frozenset(
    {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.LOCKED, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
)
MISSING = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
CONFLICTS = frozenset({HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED})

CYRILLIC = re.compile(r"windows-1251|cp1251|koi8-r", re.IGNORECASE)
ILL_FORMED = re.compile(rb"\\u(0000|[dD][89a-fA-F])")  # may stand in it; most answers need no walk

# httpcore asks for it at each lock: an import that fails searches the disk every time
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]

for name in ("httpx", "httpcore.connection", "httpcore.http11", "httpcore.http2", "httpcore.proxy"):
    logging.getLogger(name).disabled = True


@cache
def trusting(ca_bundle: Path | None) -> ssl.SSLContext:
    """Return what proves the registry's certificate; read once, for that takes longer than many calls."""
    if ca_bundle is None:
        return httpx.create_ssl_context(trust_env=False)
    return ssl.create_default_context(cafile=str(ca_bundle))


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; neither is shown by its ``repr``."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    def json(self) -> object:
        """Return the JSON that came.

        Raises:
            RegistryReplyMalformed: it is none.
        """
        try:
            told = json.loads(self._in_utf8(), parse_constant=_no_number)
            return well_formed_json(told) if ILL_FORMED.search(self.body) else told
        except (ValueError, RecursionError):
            raise RegistryReplyMalformed("an answer that is no JSON") from None

    def _in_utf8(self) -> bytes:
        """Return the body, which some servers write in the Cyrillic of their own systems, and say so."""
        named = CYRILLIC.search(self.headers.get("Content-Type", ""))
        if named is None or _is_utf8(self.body):
            return self.body
        return self.body.decode(named[0]).encode()


def _no_number(_: str) -> None:
    """Read what is no JSON either (NaN, Infinity) as nothing: it could not be sent back."""


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


class Wire:
    """A connection pool to one base URL; close it when done."""

    def __init__(
        self,
        base_url: str,
        headers: Mapping[str, str],
        *,
        ca_bundle: Path | None,
        call_seconds: float,
        most_bytes: int,
    ) -> None:
        self.left_out = 0  # entries of answers that could not be read, since the start
        self._base = httpx.URL(base_url.rstrip("/") + "/")
        self._call_seconds = call_seconds
        self._most_bytes = most_bytes
        self._http = httpx.AsyncClient(
            headers={**headers, "Accept-Encoding": "identity"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            timeout=httpx.Timeout(call_seconds, connect=min(CONNECT_SECONDS, call_seconds)),
            follow_redirects=False,
            trust_env=False,
            verify=trusting(ca_bundle),
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def leave_out(self, entries: int) -> None:
        """Count entries of an answer that could not be read, for the operator."""
        self.left_out += entries

    @property
    def base(self) -> str:
        """The base URL, with a slash at its end."""
        return str(self._base)

    async def send(self, method: str, link: str, *, taken: Collection[int] = (), **content: Any) -> Answer:
        """Send one request to *link*, a path below the base URL or an absolute URL within it.

        An answer with a status among *taken* comes back like one that went well.

        Raises:
            RegistryError: which of them says what to do next.
        """
        request = self._request(method, self.address(link), content)
        try:
            async with asyncio.timeout(self._call_seconds), self._answer(request) as response:
                if response.status_code not in taken:
                    _check(response)
                return Answer(response.status_code, response.headers, await self._body(response))
        except (httpx.HTTPError, TimeoutError) as error:
            raise _lost(error) from None

    def address(self, link: str) -> httpx.URL:
        """Return where *link* leads, dots resolved.

        Raises:
            RegistryReplyMalformed: it leads out of the base URL.
        """
        try:
            url = self._base.join(link)
        except (httpx.InvalidURL, ValueError):
            raise RegistryReplyMalformed("a link that is no URL") from None
        is_below = f"{url.path}/".startswith(self._base.path) and ".." not in url.path.split("/")
        if _origin(url) != _origin(self._base) or not is_below:
            raise RegistryReplyMalformed("a link that leads elsewhere")
        return url

    def _request(self, method: str, url: httpx.URL, content: Mapping[str, Any]) -> httpx.Request:
        """Return the request; what a server told may be too deep, or too large a number, to be written."""
        try:
            return self._http.build_request(method, url, **content)
        except (ValueError, RecursionError):
            raise RegistryReplyMalformed("what came cannot be sent back") from None

    @asynccontextmanager
    async def _answer(self, request: httpx.Request) -> AsyncIterator[httpx.Response]:
        response = await self._http.send(request, stream=True)
        try:
            yield response
        finally:
            await response.aclose()

    async def _body(self, response: httpx.Response) -> bytes:
        """Read the body as it came, packed or not, and no more of it than we are ready to hold."""
        body = bytearray()
        async for chunk in response.aiter_raw():
            body += chunk
            if len(body) > self._most_bytes:
                raise RegistryReplyMalformed("an answer that is too large")
        return bytes(body)


def _origin(url: httpx.URL) -> tuple[str, bytes, str, int | None]:
    return url.scheme, url.userinfo, url.host, url.port


def _lost(error: BaseException) -> RegistryError:
    """Tell a server that cannot prove who it is from one that cannot be reached."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return RegistryUntrusted(cause.reason)
        cause = cause.__cause__ or cause.__context__
    return RegistryUnavailable(_reason(error))


def _reason(error: BaseException) -> str:
    match error:
        case TimeoutError() | httpx.TimeoutException():
            return "no answer in time"
        case httpx.UnsupportedProtocol():
            return "an address without http:// or https://"
        case httpx.ConnectError():
            return "no connection"
        case httpx.LocalProtocolError():
            return "a request that cannot be sent"
        case _:
            return "the connection broke"


def _check(response: httpx.Response) -> None:
    status = response.status_code
    if response.is_success:
        return
    said = f"HTTP {status}"
    if status in DENIALS:
        raise RegistryRefused(said)
    if status in MISSING:
        raise RegistryMissing(said)
    if status in CONFLICTS:
        raise RegistryConflict(said)
    if status == HTTPStatus.NOT_IMPLEMENTED:
        raise RegistryUnsupported(said)
    if response.is_server_error or status in WAITS:
        raise RegistryUnavailable(said, _retry_after(response), may_be_done=status in LOST_BEHIND)
    if response.is_client_error:
        raise RegistryUnsupported(said)
    raise RegistryReplyMalformed(said)


def _retry_after(response: httpx.Response) -> timedelta | None:
    """Read ``Retry-After`` (RFC 9110, 10.2.3): seconds, or a date, which is the server's clock's."""
    told = response.headers.get("Retry-After", "")
    if told.isascii() and told.isdigit():
        return timedelta(seconds=int(told)) if len(told) <= RETRY_AFTER_DIGITS else None
    until, now = _date(told), _date(response.headers.get("Date", "")) or datetime.now(UTC)
    return until - now if until and timedelta() < until - now < LONGEST_PAUSE else None


def _date(told: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(told)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
