"""Reading an update: what aiogram does not understand of a message is left out of it.

Telegram grows and a Bot API server of one's own may be old, so a gift, a poll or a message that is quoted may
not look as aiogram expects. The person beside it is heard all the same.
"""

import logging
from collections.abc import Sequence
from typing import Any

from aiogram.types import Update
from pydantic import ValidationError

OF_EVERY_MESSAGE = frozenset({"message_id", "date", "chat", "from", "message"})
DEPTH = 2  # of a field in the update's own message; one in a button's message or an answered one is deeper
ANSWERED = "reply_to_message"

log = logging.getLogger(__name__)


def read(raw: dict[str, Any]) -> Update:
    """Return the update, of no bot: a call from where it is handled would hold everybody, and is refused.

    Raises:
        ValidationError: it is none, even without what may be left out.
    """
    try:
        return Update.model_validate(raw)
    except ValidationError as error:
        odd = {_field(each["loc"]) for each in error.errors(include_input=False, include_url=False)}
    for path in sorted(odd):
        raw = _without(raw, path)
        log.warning("left out, for it is not understood: %s", ".".join(path))
    return Update.model_validate(raw)


def _field(place: Sequence[str | int]) -> tuple[str, ...]:
    """Return the field of a message in which something is odd at *place*; pydantic names the model, too."""
    names = [name for name in map(str, place) if name != "Message"]
    is_deeper = names[0] == "callback_query" or names[1:2] == [ANSWERED]
    field = names[: DEPTH + is_deeper]
    return tuple(field[:-1] if field[1:-1] == [ANSWERED] and field[-1] in OF_EVERY_MESSAGE else field)


def _without(raw: Any, path: Sequence[str]) -> Any:
    """Return JSON without the field at *path*, if it is one that a message may lack."""
    head, *rest = path
    if not isinstance(raw, dict) or head not in raw:
        return raw
    if rest:
        return raw | {head: _without(raw[head], rest)}
    return raw if head in OF_EVERY_MESSAGE else {name: raw[name] for name in raw if name != head}
