"""The Bot API's calls as plain JSON: what is said, changed and deleted."""

from typing import Any

from handlers.ground.mark import Mark, marked
from handlers.ground.screen import Protection, Screen
from storage.outbox import Call

Answer = list[Call]


def together(answer: Answer) -> Answer:
    """Return *answer* with all that it deletes in one call, before all that it says."""
    gone = [call.parameters for call in answer if call.method == "deleteMessage"]
    if len(gone) < 2:  # noqa: PLR2004
        return answer
    numbers = [parameters["message_id"] for parameters in gone]
    deletion = Call("deleteMessages", {"chat_id": gone[0]["chat_id"], "message_ids": numbers})
    return [deletion, *(call for call in answer if call.method != "deleteMessage")]


def message(chat: int, screen: Screen) -> dict[str, Any]:
    """Return the parameters of the Bot API's sendMessage for *screen*.

    A message stays protected or open, as it was sent: no edit can change that.
    """
    is_open = screen.protection is Protection.UNWANTED
    return _parameters(chat, screen, is_open=is_open) | {"protect_content": not is_open}


def edit(chat: int, number: int, screen: Screen, *, is_open: bool = False) -> dict[str, Any]:
    """Return the parameters of the Bot API's editMessageText that turn a message into *screen*.

    *is_open* tells that the message is not protected.
    """
    return _parameters(chat, screen, is_open=is_open) | {"message_id": number}


def _parameters(chat: int, screen: Screen, *, is_open: bool) -> dict[str, Any]:
    parameters: dict[str, Any] = {
        "chat_id": chat,
        "text": screen.text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }
    if screen.rows:
        parameters["reply_markup"] = screen.keyboard()
    return marked(parameters, Mark.OPEN) if is_open else parameters
