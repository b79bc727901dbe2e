"""The Bot API's calls as plain JSON: what is said, changed and deleted."""

from typing import Any

from handlers.ground.screen import Screen
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

    Every message may become one with data by a later edit, so none may be forwarded.
    """
    parameters: dict[str, Any] = {
        "chat_id": chat,
        "text": screen.text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
        "protect_content": True,
    }
    if screen.rows:
        parameters["reply_markup"] = screen.keyboard()
    return parameters


def edit(chat: int, number: int, screen: Screen) -> dict[str, Any]:
    """Return the parameters of the Bot API's editMessageText that turn a message into *screen*."""
    parameters = message(chat, screen) | {"message_id": number}
    del parameters["protect_content"]  # a message stays as it was sent
    return parameters
