"""The way to another server: why it cannot be gone, in words, and what its clock says."""

import os
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot.checks import Finding

SECONDS = 10.0
LARGEST_SKEW = timedelta(seconds=30)
KINDS = (
    (aiohttp.ClientConnectorDNSError, "no such host"),
    (aiohttp.ClientSSLError, "it does not speak TLS there"),
    (TimeoutError, f"time-out, no answer within {SECONDS:.0f} s"),
    (aiohttp.ServerDisconnectedError, "it ends the connection without an answer"),
)


class CannotReach(Exception):
    """The text says which server, and why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said to a request that asks for nothing."""

    status: int
    headers: Mapping[str, str]

    @property
    def time(self) -> datetime | None:
        """The server's time, if it tells one."""
        try:
            found = parsedate_to_datetime(self.headers.get("Date", ""))
        except ValueError:
            return None
        return found if found.tzinfo else found.replace(tzinfo=UTC)


async def reach(url: str, ca_bundle: Path | None = None) -> Answer:
    """Ask *url* for anything at all.

    Raises:
        CannotReach: no answer came.
    """
    trust = ssl.create_default_context(cafile=str(ca_bundle) if ca_bundle else None)
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(url, ssl=trust, allow_redirects=False) as response,
        ):
            return Answer(response.status, response.headers)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        raise CannotReach(f"cannot reach {urlsplit(url).netloc}: {_why(error)}") from None


def clock_finding(theirs: datetime | None, whose: str) -> list[Finding]:
    """Tell how far our clock is from *theirs*, if it is too far."""
    if theirs is None:
        return []
    skew = datetime.now(UTC) - theirs
    if abs(skew) <= LARGEST_SKEW:
        return []
    side = "ahead of" if skew > timedelta() else "behind"
    return [
        Finding(f"our clock is {abs(skew).total_seconds():.0f} s {side} {whose}: let the machine keep time")
    ]


def _why(error: Exception) -> str:
    if isinstance(error, aiohttp.ClientConnectorCertificateError):
        reason = getattr(error.certificate_error, "verify_message", "unknown")
        return f"its certificate is not trusted ({reason})"
    for kind, words in KINDS:
        if isinstance(error, kind):
            return words
    return (
        os.strerror(error.errno).lower()
        if isinstance(error, OSError) and error.errno
        else "its answer is no HTTP"
    )
