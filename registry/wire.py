"""The wire to the registry: one HTTP call at a time, bounded in time, in size and in where it may lead.

No redirect is followed, no answer is unpacked (a few kilobytes can unpack into gigabytes), and no link of an
answer leads out of the base URL or puts a person's number into a URL.
"""

import asyncio
import json
import re
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx

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

ANSWER_BYTES = 256 * 1024
CONNECT_SECONDS = 2.0
RETRY_AFTER_DIGITS = 6  # of seconds: eleven days; more is nonsense
DENIALS = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})
LOST_BEHIND = frozenset({502, 504, 524, 598, 599})  # a gateway's word: what it asked for may go on behind it
VERSION = re.compile(r'(?:W/)?"([A-Za-z0-9.-]{1,64})"')
WAITS = frozenset({HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS})
MISSING = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
CONFLICTS = frozenset({HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED})
WRITING = {"Content-Type": "application/fhir+json", "Prefer": "return=representation"}


@cache
def trusting(ca_bundle: Path | None) -> ssl.SSLContext:
    """Return what proves the registry's certificate; read once, for that takes longer than many calls."""
    if ca_bundle is None:
        return httpx.create_ssl_context(trust_env=False)
    return ssl.create_default_context(cafile=str(ca_bundle))


class Wire:
    """A connection pool to one FHIR base URL; close it when done."""

    def __init__(self, base_url: str, token: str, *, ca_bundle: Path | None, call_seconds: float) -> None:
        self.left_out = 0  # entries of answers that could not be read, since the start
        self._base = httpx.URL(base_url.rstrip("/") + "/")
        self._call_seconds = call_seconds
        self._http = httpx.AsyncClient(
            headers={
                "Authorization": f"Bearer {token}",
                "Accept": "application/fhir+json",
                "Accept-Encoding": "identity",
            },
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

    async def get(self, link: str) -> object:
        """Return the JSON at *link*, a path below the base URL or an absolute URL within it.

        Raises:
            RegistryError: which of them says what to do next.
        """
        return await self._call(self._request("GET", link))

    async def post(self, path: str, form: dict[str, str]) -> object:
        """Send a *form* and return the JSON that comes back; raises as `get` does."""
        return await self._call(self._request("POST", path, data=form))

    async def create(self, kind: str, resource: dict[str, Any], *, unless: str) -> object:
        """Create a resource unless one fits the search *unless* (R4, http, conditional create).

        Return it as it was kept, if the server does (R4, http, Prefer); raises as `get` does.
        """
        headers = WRITING | {"If-None-Exist": unless}
        return await self._call(self._request("POST", kind, json=resource, headers=headers), read=_told)

    async def update(self, link: str, resource: dict[str, Any], version: str | None) -> object:
        """Replace the resource at *link* if it still has this *version*; return it, if the server does.

        Raises:
            RegistryConflict: somebody was faster.
            RegistryError: as `get` does; the update may have been made when no answer came.
        """
        match = {"If-Match": f'W/"{version}"'} if version else {}
        request = self._request("PUT", link, json=resource, headers=WRITING | match)
        return await self._call(request, read=_told)

    def leads_to(self, link: str) -> bool:
        """Tell whether *link* stays within the base URL."""
        try:
            self._address(link)
        except RegistryReplyMalformed:
            return False
        return True

    def _request(self, method: str, link: str, **content: Any) -> httpx.Request:
        return self._http.build_request(method, self._address(link), **content)

    async def _call(self, request: httpx.Request, *, read: Callable[[bytes], object] = json.loads) -> object:
        try:
            async with asyncio.timeout(self._call_seconds), self._answer(request) as response:
                _check(response)
                answer = read(await _body(response))
                version = VERSION.fullmatch(response.headers.get("ETag", ""))
        except (httpx.HTTPError, TimeoutError) as error:
            raise _lost(error) from None
        except (ValueError, RecursionError):
            raise RegistryReplyMalformed("an answer that is no JSON") from None
        return _versioned(answer, version[1]) if version else answer

    @asynccontextmanager
    async def _answer(self, request: httpx.Request) -> AsyncIterator[httpx.Response]:
        response = await self._http.send(request, stream=True)
        try:
            yield response
        finally:
            await response.aclose()

    def _address(self, link: str) -> httpx.URL:
        """Return where *link* leads, dots resolved."""
        try:
            url = self._base.join(link)
        except (httpx.InvalidURL, ValueError):
            raise RegistryReplyMalformed("a link that is no URL") from None
        is_below = f"{url.path}/".startswith(self._base.path) and ".." not in url.path.split("/")
        if _origin(url) != _origin(self._base) or not is_below:
            raise RegistryReplyMalformed("a link that leads elsewhere")
        if "identifier" in url.params:
            raise RegistryReplyMalformed("a link with a person's number in it")
        return url


def _told(body: bytes) -> object:
    """Read the answer to a write that went well; it need not tell anything (R4, http, Prefer)."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _versioned(answer: object, version: str) -> object:
    """Return the resource with the version of its ETag (R4, version id), where it tells none itself."""
    if not isinstance(answer, dict):
        return answer
    meta = answer.get("meta", {})
    return answer if not isinstance(meta, dict) else {**answer, "meta": {"versionId": version, **meta}}


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
    """Read ``Retry-After`` in seconds (RFC 9110, 10.2.3); a date there is left to our own pace."""
    seconds = response.headers.get("Retry-After", "")
    is_count = seconds.isascii() and seconds.isdigit() and len(seconds) <= RETRY_AFTER_DIGITS
    return timedelta(seconds=int(seconds)) if is_count else None


async def _body(response: httpx.Response) -> bytes:
    """Read the body as it came, packed or not, and no more of it than we are ready to hold."""
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > ANSWER_BYTES:
            raise RegistryReplyMalformed("an answer that is too large")
    return bytes(body)
