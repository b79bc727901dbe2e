"""What stands: the question that is open, and the one rule by which a person leaves it."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.types import Message, TelegramObject


async def leave(
    handle: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
    event: TelegramObject,
    data: dict[str, Any],
) -> Any:
    """Lay aside what stands at any button and any command: what is typed next is no answer to it.

    Nothing that was typed is lost, and whoever asks the question again has it stand again. An outer
    middleware: the filters behind it still see what stood, and so does `Turn.stood`.
    """
    data["turn"].state = data["state"]
    is_said = isinstance(event, Message) and not (event.text or "").startswith("/")
    if data["raw_state"] is not None and not is_said:
        await data["state"].set_state(None)
    return await handle(event, data)
