"""What people say with data in it: it leaves the chat as it is answered, also when that is a refusal."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram.types import Message, TelegramObject

from handlers.cards.form import CardForm
from handlers.ground.turn import Turn
from patient.hiding import holds_number


async def take_from_chat(
    handle: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
    event: TelegramObject,
    data: dict[str, Any],
) -> Any:
    """Delete what was said with data in it, unless a job still needs it there and deletes it itself.

    An inner middleware of the whole conversation, so that no handler need think of it.
    """
    answer = await handle(event, data)
    turn: Turn = data["turn"]
    if not turn.is_private or turn.is_kept_for_job or not isinstance(event, Message):
        return answer
    answers_form = data["raw_state"] in CardForm and not (event.text or "").startswith("/")
    if isinstance(answer, list) and (answers_form or tells_data(event)):
        return [turn.erase(event.message_id), *answer]
    return answer


def tells_data(message: Message) -> bool:
    """Tell whether a message may hold somebody's data: a picture, a file, a contact, a long number."""
    carried = (
        message.photo,
        message.document,
        message.video,
        message.video_note,
        message.voice,
        message.audio,
        message.contact,
        message.location,
    )
    return any(carried) or holds_number(message.text or message.caption or "")
