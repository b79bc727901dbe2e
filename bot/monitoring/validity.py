"""What the metrics tell of the sign-in: for how many days its keys and certificates are good."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import inf

from bot.monitoring import metrics
from esia.provider import EsiaProvider

DAY = timedelta(days=1)


def watch_ends(provider: EsiaProvider) -> None:
    """Have each scrape look for how many days they are."""
    metrics.CERTIFICATE_DAYS.set_function(_days(lambda: provider.validity().certificate))
    metrics.TOKEN_KEY_DAYS.set_function(_days(lambda: provider.validity().token_keys))


def _days(end: Callable[[], datetime | None]) -> Callable[[], float]:
    def left() -> float:
        until = end()
        return (until - datetime.now(UTC)) / DAY if until else inf

    return left
