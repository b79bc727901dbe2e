"""Insisting: a call of the Bot API that is repeated until it works, at a bounded pace."""

import asyncio
import logging
from typing import Any

from bot.bot_api.client import BotApi
from bot.bot_api.errors import BotApiError, CallRefused, TokenRefused
from bot.bot_api.patience import doubled

log = logging.getLogger(__name__)

LONGEST_PAUSE = 60.0


async def insist(api: BotApi, method: str, parameters: dict[str, Any], *, gives_in: bool = False) -> Any:
    """Return the result of *method*, however long that takes; a refusal may heal on the other side.

    Raises:
        CallRefused, TokenRefused: it is refused, to who *gives_in* then.
    """
    failures = 0
    while True:
        try:
            return await api.call(method, parameters)
        except BotApiError as error:
            is_refused = isinstance(error, CallRefused | TokenRefused)
            if is_refused and gives_in:
                raise
            level = logging.ERROR if is_refused else logging.WARNING
            log.log(level, "%s did not work and is tried again: %s", method, error)
            await asyncio.sleep(max(error.retry_after, doubled(1.0, failures, LONGEST_PAUSE)))
            failures += 1


async def offer(api: BotApi, method: str, parameters: dict[str, Any]) -> bool:
    """Call *method* until it works, or is refused: False then, and told once, for this server lacks it."""
    try:
        await insist(api, method, parameters, gives_in=True)
    except (CallRefused, TokenRefused) as error:
        log.warning("%s is left out: %s", method, error)
        return False
    return True
