"""The wire to ESIA: one careful HTTP call at a time.

No redirect is followed, no cookie is kept (the client serves many people), no proxy of the environment is
used, an answer is not unpacked (a kilobyte can unpack into gigabytes) and is cut off at 256 KiB, no link
leads out of the base URL, and nothing is tried again: a code is good for one call.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from typing import Any

import httpx

from esia.codes import refusal
from esia.errors import EsiaReplyMalformed, EsiaUnavailable
from esia.strict_json import read_object

ANSWER_BYTES = 256 * 1024
CALL_SECONDS = 10.0
CONNECT_SECONDS = 3.0
WITHHELD = frozenset({HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
TRY_LATER = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.REQUEST_TIMEOUT})


class CarefulTransport(httpx.AsyncHTTPTransport):
    """Connections whose answers are read as they come, packed or not, and no further than we can hold."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* and return its whole answer."""
        request.headers["Accept-Encoding"] = "identity"
        response = await super().handle_async_request(request)
        try:
            body = await _body(response)
        finally:
            await response.aclose()
        response.headers.pop("Content-Encoding", None)
        return httpx.Response(response.status_code, headers=response.headers, content=body)


async def _body(response: httpx.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > ANSWER_BYTES:
            raise EsiaReplyMalformed("answer_too_large")
    return bytes(body)


@cache
def trusting(ca_bundle: Path | None) -> ssl.SSLContext:
    """Return what proves ESIA's certificate; read once, for that takes longer than many calls."""
    return ssl.create_default_context(cafile=str(ca_bundle) if ca_bundle else None)


class Wire:
    """The connections to one ESIA or gateway; close it when done."""

    def __init__(
        self, base_url: str, *, ca_bundle: Path | None = None, call_seconds: float = CALL_SECONDS
    ) -> None:
        self.base = httpx.URL(base_url.rstrip("/") + "/")
        self._call_seconds = call_seconds
        self.settings: dict[str, Any] = {
            "headers": {"Accept": "application/json"},
            "cookies": CookieJar(DefaultCookiePolicy(allowed_domains=())),
            "timeout": httpx.Timeout(call_seconds, connect=min(CONNECT_SECONDS, call_seconds)),
            "follow_redirects": False,
            "trust_env": False,
            "transport": CarefulTransport(verify=trusting(ca_bundle), trust_env=False),
        }
        self._http = httpx.AsyncClient(**self.settings)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    def url(self, path: str) -> str:
        """Return the absolute address of *path*, which may be a link that an answer had.

        Raises:
            EsiaReplyMalformed: a link that leads elsewhere: a token would go with the call.
        """
        try:
            url = self.base.join(path)
        except (httpx.InvalidURL, ValueError):
            raise EsiaReplyMalformed("link_unreadable") from None
        is_below = url.path.startswith(self.base.path) and ".." not in url.path.split("/")
        if _origin(url) != _origin(self.base) or not is_below:
            raise EsiaReplyMalformed("link_elsewhere")
        return str(url)

    async def post(self, path: str, form: Mapping[str, str], *, bearer: str | None = None) -> dict[str, Any]:
        """Post *form* and return the answer's object.

        Raises:
            EsiaError: ESIA's refusal with its code, or no usable answer.
        """
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        async with self.one_call():
            response = await self._http.post(self.url(path), data=form, headers=headers)
        return accepted(response)

    async def get(self, path: str, *, bearer: str) -> dict[str, Any] | None:
        """Return a resource's object; ``None`` if the person did not let us have it (403, 404).

        Raises:
            EsiaError: no usable answer.
        """
        headers = {"Authorization": f"Bearer {bearer}"}
        async with self.one_call():
            response = await self._http.get(self.url(path), headers=headers)
        if response.status_code in WITHHELD:
            return None
        answer = _object(response)
        if response.status_code != HTTPStatus.OK:
            raise EsiaReplyMalformed(f"http_{response.status_code}")
        return answer

    async def clock(self) -> datetime | None:
        """Return the time by the other side's Date header, if it tells one.

        Raises:
            EsiaUnavailable: no answer.
        """
        async with self.one_call():
            response = await self._http.head(self.base)
        try:
            found = parsedate_to_datetime(response.headers["Date"])
        except (KeyError, ValueError):
            return None
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    @asynccontextmanager
    async def one_call(self) -> AsyncIterator[None]:
        """Bound a call in time, and sort what keeps it from an answer.

        Raises:
            EsiaUnavailable: no answer came.
        """
        try:
            async with asyncio.timeout(self._call_seconds):
                yield
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise EsiaUnavailable(type(error).__name__) from None


def _origin(url: httpx.URL) -> tuple[str, bytes, bytes, int | None]:
    """Return what makes an address the same server's: httpx has made capitals small and dropped :443."""
    return url.scheme, url.userinfo, url.raw_host, url.port


def accepted(response: httpx.Response) -> dict[str, Any]:
    """Return the object of an answer that grants what was asked for (RFC 6749 §5).

    Raises:
        EsiaError: a refusal with its code, or no usable answer.
    """
    answer = _object(response)
    if response.status_code != HTTPStatus.OK or "error" in answer:
        raise refusal(_text(answer.get("error")), _text(answer.get("error_description")))
    return answer


def _object(response: httpx.Response) -> dict[str, Any]:
    """Return the answer's JSON object; a page of a proxy or a redirect is none."""
    status = response.status_code
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in TRY_LATER:
        raise EsiaUnavailable(f"http_{status}")
    try:
        return read_object(response.content)
    except (ValueError, RecursionError):
        raise EsiaReplyMalformed(f"http_{status}_without_json") from None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
