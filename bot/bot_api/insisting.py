"""Insisting: a call of the Bot API that is repeated until it works, at a bounded pace."""

import asyncio
import logging
from typing import Any

from bot.bot_api import BotApi, BotApiError, CallRefused, TokenRefused, TooManyRequests

log = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0
MOST_DOUBLINGS = 10


async def insist(api: BotApi, method: str, parameters: dict[str, Any]) -> Any:
    """Return the result of *method*, however long that takes; a refusal may heal on the other side."""
    failures = 0
    while True:
        try:
            return await api.call(method, parameters)
        except BotApiError as error:
            level = logging.ERROR if isinstance(error, CallRefused | TokenRefused) else logging.WARNING
            log.log(level, "%s did not work and is tried again: %s", method, error)
            await asyncio.sleep(_pause(error, failures))
            failures += 1


async def offer(api: BotApi, method: str, parameters: dict[str, Any]) -> bool:
    """Call *method* until it works, or is refused: False then, and told once, for this server lacks it."""
    failures = 0
    while True:
        try:
            await api.call(method, parameters)
        except (CallRefused, TokenRefused) as error:
            log.warning("%s is left out: %s", method, error)
            return False
        except BotApiError as error:
            log.warning("%s did not work and is tried again: %s", method, error)
            await asyncio.sleep(_pause(error, failures))
            failures += 1
        else:
            return True


def _pause(error: BotApiError, failures: int) -> float:
    asked = error.retry_after if isinstance(error, TooManyRequests) else 0.0
    return max(asked, min(2.0 ** min(failures, MOST_DOUBLINGS), LONGEST_PAUSE))
