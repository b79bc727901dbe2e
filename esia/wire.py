"""The wire to ESIA: one careful HTTP call at a time.

No redirect is followed, no cookie is kept (the client serves many people), no proxy of the environment is
used, an answer is not unpacked (a kilobyte can unpack into gigabytes) and is cut off at 256 KiB, no link
leads out of the base URL, and nothing is tried again: a code is good for one call.
"""

import asyncio
import ssl
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
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


class Wire:
    """The connections to one ESIA or gateway; close it when done."""

    def __init__(
        self, base_url: str, *, ca_bundle: Path | None = None, call_seconds: float = CALL_SECONDS
    ) -> None:
        self.base = httpx.URL(base_url.rstrip("/") + "/")
        self._call_seconds = call_seconds
        self._http = httpx.AsyncClient(
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
            timeout=httpx.Timeout(call_seconds, connect=min(CONNECT_SECONDS, call_seconds)),
            follow_redirects=False,
            trust_env=False,
            verify=ssl.create_default_context(cafile=str(ca_bundle) if ca_bundle else None),
        )

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
        status, body = await self._call("POST", path, bearer=bearer, form=form)
        answer = _object(status, body)
        if status != HTTPStatus.OK or "error" in answer:
            raise refusal(_text(answer.get("error")), _text(answer.get("error_description")))
        return answer

    async def get(self, path: str, *, bearer: str) -> dict[str, Any] | None:
        """Return a resource's object; ``None`` if the person did not let us have it (403, 404).

        Raises:
            EsiaError: no usable answer.
        """
        status, body = await self._call("GET", path, bearer=bearer)
        if status in WITHHELD:
            return None
        answer = _object(status, body)
        if status != HTTPStatus.OK:
            raise EsiaReplyMalformed(f"http_{status}")
        return answer

    async def clock(self) -> datetime | None:
        """Return the time by the other side's Date header, if it tells one.

        Raises:
            EsiaUnavailable: no answer.
        """
        try:
            async with asyncio.timeout(self._call_seconds):
                response = await self._http.head(self.base)
            found = parsedate_to_datetime(response.headers["Date"])
        except (httpx.HTTPError, TimeoutError) as error:
            raise EsiaUnavailable(type(error).__name__) from None
        except (KeyError, ValueError):
            return None
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    async def _call(
        self, method: str, path: str, *, bearer: str | None, form: Mapping[str, str] | None = None
    ) -> tuple[int, bytes]:
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        try:
            async with (
                asyncio.timeout(self._call_seconds),
                self._http.stream(method, self.url(path), data=form, headers=headers) as response,
            ):
                return response.status_code, await _body(response)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise EsiaUnavailable(type(error).__name__) from None


def _origin(url: httpx.URL) -> tuple[str, bytes, bytes, int | None]:
    """Return what makes an address the same server's: httpx has made capitals small and dropped :443."""
    return url.scheme, url.userinfo, url.raw_host, url.port


async def _body(response: httpx.Response) -> bytes:
    """Read the body as it came, packed or not, and no more of it than we are ready to hold."""
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > ANSWER_BYTES:
            raise EsiaReplyMalformed("answer_too_large")
    return bytes(body)


def _object(status: int, body: bytes) -> dict[str, Any]:
    """Return the answer's JSON object; a page of a proxy or a redirect is none."""
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in TRY_LATER:
        raise EsiaUnavailable(f"http_{status}")
    try:
        return read_object(body)
    except (ValueError, RecursionError):
        raise EsiaReplyMalformed(f"http_{status}_without_json") from None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
