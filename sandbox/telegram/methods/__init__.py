"""The Bot API's methods, as far as the sandbox plays them, each with the parameters it takes."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.telegram.arguments import Json
from sandbox.telegram.methods import media, messages, profile, updates
from sandbox.telegram.server import Telegram

Play = Callable[[Telegram, Json], Awaitable[Any]]

TEXT = "text parse_mode entities link_preview_options"
MEDIA = "caption parse_mode caption_entities"
SENDING = "chat_id disable_notification protect_content reply_markup"


@dataclass(frozen=True, slots=True)
class Method:
    """A method and the names of the parameters that the sandbox plays; others are recorded as violations."""

    play: Play
    parameters: frozenset[str]


def _method(play: Play, parameters: str = "") -> Method:
    return Method(play, frozenset(parameters.split()))


METHODS: Mapping[str, Method] = {
    "getMe": _method(profile.get_me),
    "getUpdates": _method(updates.get_updates, "offset limit timeout allowed_updates"),
    "setWebhook": _method(
        updates.set_webhook, "url secret_token max_connections allowed_updates drop_pending_updates"
    ),
    "deleteWebhook": _method(updates.delete_webhook, "drop_pending_updates"),
    "getWebhookInfo": _method(updates.get_webhook_info),
    "answerCallbackQuery": _method(
        updates.answer_callback_query, "callback_query_id text show_alert cache_time"
    ),
    "sendChatAction": _method(updates.send_chat_action, "chat_id action"),
    "sendMessage": _method(messages.send_message, f"{SENDING} {TEXT}"),
    "editMessageText": _method(messages.edit_message_text, f"chat_id message_id reply_markup {TEXT}"),
    "editMessageReplyMarkup": _method(messages.edit_message_reply_markup, "chat_id message_id reply_markup"),
    "deleteMessage": _method(messages.delete_message, "chat_id message_id"),
    "deleteMessages": _method(messages.delete_messages, "chat_id message_ids"),
    "forwardMessage": _method(
        messages.forward_message, "chat_id from_chat_id message_id disable_notification protect_content"
    ),
    "sendDocument": _method(media.send_document, f"{SENDING} {MEDIA} document"),
    "sendPhoto": _method(media.send_photo, f"{SENDING} {MEDIA} photo"),
    "getFile": _method(media.get_file, "file_id"),
    "setMyCommands": _method(profile.set_my_commands, "commands scope language_code"),
    "getMyCommands": _method(profile.get_my_commands, "scope language_code"),
    "deleteMyCommands": _method(profile.delete_my_commands, "scope language_code"),
    "setMyName": _method(profile.setter("name"), "name language_code"),
    "getMyName": _method(profile.getter("name"), "language_code"),
    "setMyDescription": _method(profile.setter("description"), "description language_code"),
    "getMyDescription": _method(profile.getter("description"), "language_code"),
    "setMyShortDescription": _method(profile.setter("short_description"), "short_description language_code"),
    "getMyShortDescription": _method(profile.getter("short_description"), "language_code"),
    "setChatMenuButton": _method(profile.set_chat_menu_button, "chat_id menu_button"),
    "getChatMenuButton": _method(profile.get_chat_menu_button, "chat_id"),
    "getChat": _method(profile.get_chat, "chat_id"),
    "leaveChat": _method(profile.leave_chat, "chat_id"),
}
