"""Where a call's message goes."""

from sandbox.telegram.arguments import Json
from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.server import Telegram


def chat_of(telegram: Telegram, given: Json, name: str = "chat_id") -> Chat:
    """Return the chat that a call names.

    Raises:
        ApiError: it is not given or not known, the person has blocked the bot, or the bot has left the group.
    """
    if not given.get(name):
        raise bad_request("chat_id is empty")
    try:
        chat = telegram.chats[int(given[name])]
    except (KeyError, ValueError, TypeError):
        raise bad_request("chat not found") from None
    if chat.is_blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    if chat.id in telegram.left:
        raise ApiError(403, "Forbidden: bot is not a member of the supergroup chat")
    return chat
