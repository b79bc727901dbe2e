"""Reading an update: what aiogram does not understand of a message is left out of it.

Telegram grows and a Bot API server of one's own may be old, so a gift, a poll or a message that is quoted may
not look as aiogram expects. The person beside it is heard all the same.
"""

import logging
from collections.abc import Sequence
from typing import Any

from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError

OF_EVERY_MESSAGE = frozenset({"message_id", "date", "chat", "from", "message"})
DEPTHS = {"callback_query": 3}  # of a field in a button's message; elsewhere the message is the update's own
DEPTH = 2

log = logging.getLogger(__name__)


def read(raw: dict[str, Any], bot: Bot) -> Update:
    """Return the update.

    Raises:
        ValidationError: it is none, even without what may be left out.
    """
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except ValidationError as error:
        odd = {_field(each["loc"]) for each in error.errors(include_input=False, include_url=False)}
    for path in sorted(odd):
        raw = _without(raw, path)
        log.warning("left out, for it is not understood: %s", ".".join(path))
    return Update.model_validate(raw, context={"bot": bot})


def _field(place: Sequence[str | int]) -> tuple[str, ...]:
    """Return the field of a message in which something is odd at *place*; pydantic names the model, too."""
    names = [name for name in map(str, place) if name != "Message"]
    return tuple(names[: DEPTHS.get(names[0], DEPTH)])


def _without(raw: Any, path: Sequence[str]) -> Any:
    """Return JSON without the field at *path*, if it is one that a message may lack."""
    head, *rest = path
    if not isinstance(raw, dict) or head not in raw:
        return raw
    if rest:
        return raw | {head: _without(raw[head], rest)}
    return raw if head in OF_EVERY_MESSAGE else {name: raw[name] for name in raw if name != head}
