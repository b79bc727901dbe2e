"""The wire to the registry: one HTTP call at a time, bounded in time, in size and in where it may lead.

No redirect is followed, no answer is unpacked (a few kilobytes can unpack into gigabytes), and no link of an
answer leads out of the base URL or puts a person's number into a URL.
"""

import asyncio
import json
import ssl
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path

import httpx

from registry.errors import (
    RegistryError,
    RegistryRefused,
    RegistryReplyMalformed,
    RegistryUnavailable,
    RegistryUntrusted,
)

ANSWER_BYTES = 256 * 1024
CONNECT_SECONDS = 2.0
RETRY_AFTER_DIGITS = 6  # of seconds: eleven days; more is nonsense
REFUSALS = frozenset({HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN})


class Wire:
    """A connection pool to one FHIR base URL; close it when done."""

    def __init__(self, base_url: str, token: str, *, ca_bundle: Path | None, call_seconds: float) -> None:
        self._base = httpx.URL(base_url.rstrip("/") + "/")
        self._call_seconds = call_seconds
        verify = ssl.create_default_context(cafile=str(ca_bundle)) if ca_bundle else True
        self._http = httpx.AsyncClient(
            headers={
                "Authorization": f"Bearer {token}",
                "Accept": "application/fhir+json",
                "Accept-Encoding": "identity",
            },
            timeout=httpx.Timeout(call_seconds, connect=min(CONNECT_SECONDS, call_seconds)),
            follow_redirects=False,
            trust_env=False,
            verify=verify,
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    @property
    def base(self) -> str:
        """The base URL, with a slash at its end."""
        return str(self._base)

    async def get(self, link: str) -> object:
        """Return the JSON at *link*, a path below the base URL or an absolute URL within it.

        Raises:
            RegistryError: which of them says what to do next.
        """
        return await self._call("GET", link, None)

    async def post(self, path: str, form: dict[str, str]) -> object:
        """Send a *form* and return the JSON that comes back; raises as `get` does."""
        return await self._call("POST", path, form)

    async def _call(self, method: str, link: str, form: dict[str, str] | None) -> object:
        url = self._address(link)
        try:
            async with (
                asyncio.timeout(self._call_seconds),
                self._http.stream(method, url, data=form) as response,
            ):
                _check(response)
                answer: object = json.loads(await _body(response))
        except (httpx.HTTPError, TimeoutError) as error:
            raise _lost(error) from None
        except (ValueError, RecursionError):
            raise RegistryReplyMalformed("an answer that is no JSON") from None
        return answer

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


def _origin(url: httpx.URL) -> tuple[str, bytes, str, int | None]:
    return url.scheme, url.userinfo, url.host, url.port


def _lost(error: BaseException) -> RegistryError:
    """Tell a server that cannot prove who it is from one that cannot be reached."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return RegistryUntrusted(cause.reason)
        cause = cause.__cause__ or cause.__context__
    return RegistryUnavailable(type(error).__name__)


def _check(response: httpx.Response) -> None:
    status = response.status_code
    if status in REFUSALS:
        raise RegistryRefused(f"HTTP {status}")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        raise RegistryUnavailable(f"HTTP {status}", _retry_after(response))
    if status != HTTPStatus.OK:
        raise RegistryReplyMalformed(f"HTTP {status}")


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
