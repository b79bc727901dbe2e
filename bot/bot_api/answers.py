"""The answers of the Bot API: the object in them, or the error that they tell of, whatever stands there."""

import json
import re
from http import HTTPStatus
from typing import Any

from bot.bot_api.errors import (
    AnswerTooDeep,
    BotApiError,
    CallRefused,
    ChatClosed,
    ChatMoved,
    TelegramUnreachable,
    TokenRefused,
    TooManyRequests,
)

DESCRIPTION_CHARACTERS = 200
LONGEST_RETRY = 3600.0  # seconds; what asks for more is asked again after these
QUOTE = re.compile(r"\"|(?<!\w)'")  # but not the apostrophe of "can't"
UPDATE_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,18})')
MOST_NEGATIVE = -(2**63)


def read(body: bytes, status: int) -> dict[str, Any]:
    """Return the object of an answer; what is none comes from something in between.

    Raises:
        TokenRefused: a 404, which not every server writes in JSON.
        TelegramUnreachable: whatever else the *body* is.
    """
    try:
        answer = json.loads(body)
    except ValueError:
        if status == HTTPStatus.NOT_FOUND:
            raise TokenRefused("404 without JSON", may_be_unknown=True) from None
        raise TelegramUnreachable(f"HTTP {status} without JSON") from None
    except RecursionError:
        number = UPDATE_ID.search(body)
        raise AnswerTooDeep(int(number[1]) if number else None) from None
    if not isinstance(answer, dict):
        raise TelegramUnreachable("an answer that is no object")
    return answer


def failure(answer: dict[str, Any], status: int) -> BotApiError:
    """Return the error that *answer* tells of, whatever stands in it."""
    code, description = _code(answer.get("error_code"), status), _description(answer.get("description"))
    if code == HTTPStatus.TOO_MANY_REQUESTS:
        return TooManyRequests(_seconds(answer.get("parameters")))
    if code == HTTPStatus.FORBIDDEN or "chat not found" in description:
        return ChatClosed(description)
    if code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}:
        return TokenRefused(f"{code} {description}", may_be_unknown=code == HTTPStatus.NOT_FOUND)
    if (moved := _moved_to(answer)) is not None:
        return ChatMoved(moved)
    if HTTPStatus.BAD_REQUEST <= code < HTTPStatus.INTERNAL_SERVER_ERROR:
        return CallRefused(description)
    return TelegramUnreachable(f"HTTP {code}")


def _moved_to(answer: dict[str, Any]) -> int | None:
    """Return the supergroup's id, if that is what the refusal tells; a person's chat moves nowhere."""
    parameters = answer.get("parameters")
    chat = parameters.get("migrate_to_chat_id") if isinstance(parameters, dict) else None
    return chat if type(chat) is int and MOST_NEGATIVE <= chat < 0 else None


def _code(told: Any, status: int) -> int:
    """Return the code in the answer, or that of HTTP where there is none."""
    return told if type(told) is int and HTTPStatus.BAD_REQUEST <= told < 600 else status  # noqa: PLR2004


def _description(told: Any) -> str:
    """Return Telegram's sentence up to what it quotes: a person's words, or the link of a button."""
    return QUOTE.split(told)[0][:DESCRIPTION_CHARACTERS] if isinstance(told, str) else ""


def _seconds(parameters: Any) -> float:
    """Return how long to wait: a second where that is not told in a number."""
    told = parameters.get("retry_after") if isinstance(parameters, dict) else None
    if isinstance(told, int | float) and told > 0:  # which NaN is not
        return float(min(told, LONGEST_RETRY))
    return 1.0
