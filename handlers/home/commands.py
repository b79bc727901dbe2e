"""Commands as they were meant: a mark that nobody sees, pasted before a slash, makes no answer of one."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.types import Message, TelegramObject

from patient.visible import visible


async def read_command(
    handle: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
    event: TelegramObject,
    data: dict[str, Any],
) -> Any:
    """Pass a command on as it is seen, and everything else as it came.

    An outer middleware, before all that looks at the first character.
    """
    if isinstance(event, Message) and event.text:
        seen = visible(event.text)
        if seen.startswith("/") and seen != event.text:
            event = event.model_copy(update={"text": seen})
    return await handle(event, data)
