"""The making of a call: what Telegram refuses is said another way, or let be where nothing is lost."""

import logging
import re
from contextlib import suppress
from typing import Any

from bot.bot_api import BotApi
from bot.bot_api.errors import CallRefused, TokenRefused
from storage.outbox import Call, anew

log = logging.getLogger(__name__)

HARMLESS = ("message is not modified", "query is too old", "message to delete not found")
DELETIONS = ("deleteMessage", "deleteMessages")
TIDYING = (
    *DELETIONS,
    "editMessageReplyMarkup",
    "answerCallbackQuery",
    "leaveChat",
)  # no word is lost with them
TIME_TAG = re.compile(r"</?tg-time[^>]*>")
EDIT_IMPOSSIBLE = ("message to edit not found", "message can't be edited", "MESSAGE_ID_INVALID")


async def make(api: BotApi, call: Call, moved_to: int | None, tries: int) -> Any:
    """Make the call, perhaps in the chat that its group *moved to*; return the result, if it has one.

    Raises:
        BotApiError: any but a refusal.
    """
    parameters = call.parameters | ({} if moved_to is None else {"chat_id": moved_to})
    try:
        return await api.call(call.method, parameters, file=call.file, tries=tries)
    except CallRefused as error:
        if any(text in error.description for text in HARMLESS):
            return None
        if call.method in DELETIONS:
            return await _delete_each(api, parameters)
        return await _mend(api, call.method, parameters, error)
    except TokenRefused as error:
        if not (error.may_be_unknown and call.method in TIDYING):
            raise
        return await _do_without(api, call.method, parameters)


async def _do_without(api: BotApi, method: str, parameters: dict[str, Any]) -> None:
    """Tidy by other means what a server that does not know *method* leaves lying about."""
    log.warning("%s may be unknown to the Bot API server and is done without", method)
    if method == "deleteMessages":
        with suppress(TokenRefused):
            await _delete_each(api, parameters)


async def _delete_each(api: BotApi, parameters: dict[str, Any]) -> None:
    """Delete what can be deleted: one message that is too old keeps the others of the call.

    The buttons of one that stays go at least.
    """
    for number in parameters.get("message_ids") or [parameters["message_id"]]:
        where = {"chat_id": parameters["chat_id"], "message_id": number}
        try:
            await api.call("deleteMessage", where)
        except CallRefused as error:
            if any(text in error.description for text in HARMLESS):
                continue
            with suppress(CallRefused):
                await api.call("editMessageReplyMarkup", where)


async def _mend(api: BotApi, method: str, parameters: dict[str, Any], error: CallRefused) -> Any:
    """Say it another way: a new message instead of an impossible edit, plain text instead of bad HTML."""
    if method == "editMessageText" and any(text in error.description for text in EDIT_IMPOSSIBLE):
        method, parameters = "sendMessage", anew(parameters)
    elif "can't parse entities" in error.description:
        log.error("Telegram did not understand the HTML of a %s", method)
        parameters = _plainer(parameters)
    elif method == "editMessageReplyMarkup" and "reply_markup" in parameters:
        parameters = {name: value for name, value in parameters.items() if name != "reply_markup"}
    else:
        log.warning("%s refused for good: %s", method, error.description)
        return None
    with suppress(CallRefused):
        return await api.call(method, parameters)


def _plainer(parameters: dict[str, Any]) -> dict[str, Any]:
    """Leave out the entity that a server of some years ago does not know, or all where it is another one."""
    text = str(parameters.get("text", ""))
    if TIME_TAG.search(text):
        return parameters | {"text": TIME_TAG.sub("", text)}
    return {name: value for name, value in parameters.items() if name != "parse_mode"}
