"""The webhook: updates posted one by one in each queue, again and again until they are taken.

Semantics of Telegram's own server (``WebhookActor.cpp``): any 2xx takes the update; else
``Retry-After`` (up to an hour) is honoured, or the pause doubles: at once, then 2, 4, 8 … 60 seconds.
"""

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from sandbox.telegram.arguments import integer
from sandbox.telegram.errors import bad_request

RETRIES = (0.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
RETRY_AFTER_SECONDS = 3600.0
POST_SECONDS = 60.0
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
SECRET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
SECRET_LETTERS = 256
CONNECTIONS, MOST_CONNECTIONS = 40, 100
LOOPBACK = ("127.0.0.1", "::1", "localhost")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates are posted to."""

    url: str
    secret: str | None = None
    max_connections: int = CONNECTIONS

    @classmethod
    def parse(cls, given: Json) -> "Webhook | None":
        """Read setWebhook's parameters; an empty URL is no webhook.

        Plain HTTP is allowed to loopback only: Telegram itself takes HTTPS alone.

        Raises:
            ApiError: the URL or the secret is not allowed.
        """
        url, secret = str(given.get("url") or ""), str(given.get("secret_token") or "")
        try:
            parts = urlsplit(url)
        except ValueError:
            raise bad_request("bad webhook: invalid webhook URL specified") from None
        if url and parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        if secret and (not set(secret) <= SECRET or len(secret) > SECRET_LETTERS):
            raise bad_request("secret token contains unallowed characters")
        connections = min(max(integer(given, "max_connections", CONNECTIONS), 1), MOST_CONNECTIONS)
        return cls(url, secret or None, connections) if url else None


@dataclass(frozen=True, slots=True)
class Posted:
    """How a post went: *error* is empty when the update was taken; *retry_after* is the server's wish."""

    error: str = ""
    retry_after: float | None = None
    call: Json | None = None

    def pause(self, failures: int, pace: float) -> float:
        """Return the seconds until the next try."""
        if self.retry_after is not None:
            return min(self.retry_after, RETRY_AFTER_SECONDS) * pace
        return RETRIES[min(failures, len(RETRIES) - 1)] * pace


async def post(session: aiohttp.ClientSession, webhook: Webhook, update: Json) -> Posted:
    """Post an update and tell how it went; a connection that breaks is an error like any other."""
    headers = {"Content-Type": "application/json"}
    if webhook.secret:
        headers[SECRET_HEADER] = webhook.secret
    timeout = aiohttp.ClientTimeout(total=POST_SECONDS)
    try:
        async with session.post(
            webhook.url,
            data=json.dumps(update, ensure_ascii=False).encode(),
            headers=headers,
            timeout=timeout,
            allow_redirects=False,
        ) as response:
            return _posted(response.status, response.headers.get("Retry-After"), await response.read())
    except (aiohttp.ClientError, TimeoutError, OSError):
        return Posted("Connection refused")


def _posted(status: int, wish: str | None, body: bytes) -> Posted:
    if status // 100 == 2:  # noqa: PLR2004 - any 2xx
        return Posted(call=_call(body))
    seconds = float(wish) if wish and wish.isascii() and wish.isdigit() else None
    return Posted(f"Wrong response from the webhook: {status}", seconds)


def _call(body: bytes) -> Json | None:
    """Return the call that a 2xx answer may carry, ``{"method": …, …}``."""
    try:
        given = json.loads(body)
    except ValueError:
        return None
    return given if isinstance(given, dict) and isinstance(given.get("method"), str) else None
