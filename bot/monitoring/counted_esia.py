"""The sign-in with every question to ESIA counted: how long it took, what came of it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import inf

from bot.monitoring import metrics
from bot.monitoring.counting import Errors, counted
from esia.errors import EsiaMisconfigured, EsiaRefused, EsiaReplyMalformed, EsiaUnavailable
from esia.findings import Finding
from esia.provider import EsiaProvider, Validity

DAY = timedelta(days=1)
ERRORS: Errors = {
    EsiaRefused: "refused",
    EsiaUnavailable: "unavailable",
    asyncio.CancelledError: "unavailable",  # the browser had waited long enough
    EsiaMisconfigured: "misconfigured",
    EsiaReplyMalformed: "malformed",
}


class CountedEsia:
    """A way to sign in that is as the one within."""

    def __init__(self, provider: EsiaProvider) -> None:
        self._provider = provider
        self.authorization_url = counted(metrics.ASKED_ESIA, ERRORS, provider.authorization_url)
        self.fetch = counted(metrics.ASKED_ESIA, ERRORS, provider.fetch)

    def validity(self) -> Validity:
        """Return until when keys and certificates are good."""
        return self._provider.validity()

    async def findings(self) -> list[Finding]:
        """Look at keys, certificates, clocks and the way there, for the operator."""
        return await self._provider.findings()

    async def aclose(self) -> None:
        """Close the connections."""
        await self._provider.aclose()


def watch_ends(provider: EsiaProvider) -> None:
    """Have each scrape look for how many days keys and certificates are good."""
    metrics.CERTIFICATE_DAYS.set_function(_days(lambda: provider.validity().certificate))
    metrics.TOKEN_KEY_DAYS.set_function(_days(lambda: provider.validity().token_keys))


def _days(end: Callable[[], datetime | None]) -> Callable[[], float]:
    def left() -> float:
        until = end()
        return (until - datetime.now(UTC)) / DAY if until else inf

    return left
