"""The Bot API's methods, as far as the bot uses them, with Telegram's own checks and sentences."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from sandbox.telegram.chats import Chat, Json, Message, message_json
from sandbox.telegram.delivery import Webhook
from sandbox.telegram.entities import parse_html
from sandbox.telegram.errors import ApiError, bad_request
from sandbox.telegram.keyboards import reply_markup
from sandbox.telegram.server import CALLBACK_SECONDS, GROUP_ID, Telegram
from sandbox.telegram.spans import utf16

TEXT_UNITS = 4096
SECRET_LETTERS = 256
TOAST_CHARACTERS = 200
DELETE_SECONDS = 48 * 3600
SECRET = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")

Method = Callable[[Telegram, Json], Awaitable[Any]]


async def get_me(telegram: Telegram, _: Json) -> Json:
    """Return the bot itself."""
    abilities = (
        "can_join_groups",
        "can_read_all_group_messages",
        "supports_inline_queries",
        "can_connect_to_business",
        "has_main_web_app",
    )
    return {**telegram.bot, **dict.fromkeys(abilities, False)}


async def get_updates(telegram: Telegram, given: Json) -> list[Json]:
    """Wait for updates from ``offset`` on."""
    seconds = min(float(given.get("timeout", 0)), 50)
    telegram.delivery.allowed = given.get("allowed_updates") or telegram.delivery.allowed
    offset, limit = int(given.get("offset", 0)), int(given.get("limit", 100))
    return await telegram.delivery.poll(offset, limit, seconds)


async def set_webhook(telegram: Telegram, given: Json) -> bool:
    """Post updates to ``url``."""
    url, secret = str(given.get("url", "")), given.get("secret_token")
    if secret is not None and (not set(secret) <= SECRET or not 1 <= len(secret) <= SECRET_LETTERS):
        raise bad_request("secret token contains unallowed characters")
    telegram.delivery.allowed = given.get("allowed_updates") or telegram.delivery.allowed
    webhook = Webhook(url, secret, given.get("allowed_updates")) if url else None
    telegram.delivery.set_webhook(webhook)
    return True


async def delete_webhook(telegram: Telegram, _: Json) -> bool:
    """Go back to polling."""
    telegram.delivery.set_webhook(None)
    return True


async def get_webhook_info(telegram: Telegram, _: Json) -> Json:
    """Tell where updates go and how many wait."""
    webhook = telegram.delivery.webhook
    return {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": telegram.delivery.pending,
    }


async def send_message(telegram: Telegram, given: Json) -> Json:
    """Send a text."""
    chat = _chat(telegram, given)
    content = _text(given)
    keyboard, below = reply_markup(given.get("reply_markup"))
    telegram.count_message(chat.user.id)
    message = Message(
        next(chat.numbers),
        telegram.now(),
        is_bots=True,
        content=content,
        keyboard=keyboard,
        reply_keyboard=below,
        is_protected=bool(given.get("protect_content")),
    )
    chat.add(message)
    telegram.changed()
    return message_json(chat, message, telegram.bot)


async def edit_message_text(telegram: Telegram, given: Json) -> Json:
    """Change a message of the bot's."""
    chat = _chat(telegram, given)
    message = _own_message(chat, given)
    keyboard, _ = reply_markup(given.get("reply_markup"))
    return _edit(telegram, chat, message, _text(given), keyboard)


async def edit_message_reply_markup(telegram: Telegram, given: Json) -> Json:
    """Change a message's buttons."""
    chat = _chat(telegram, given)
    message = _own_message(chat, given)
    keyboard, _ = reply_markup(given.get("reply_markup"))
    return _edit(telegram, chat, message, message.content, keyboard)


def _edit(telegram: Telegram, chat: Chat, message: Message, content: Json, keyboard: Json | None) -> Json:
    if content == message.content and keyboard == message.keyboard:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly"
            " the same as a current content and reply markup of the message"
        )
    if content != message.content:
        message.edited = telegram.now()  # new buttons alone leave no mark
    message.content, message.keyboard = content, keyboard
    telegram.changed()
    return message_json(chat, message, telegram.bot)


async def delete_message(telegram: Telegram, given: Json) -> bool:
    """Delete a message of either side, of the last 48 hours."""
    chat = _chat(telegram, given)
    message = chat.messages.get(int(given["message_id"]))
    if message is None or message.is_deleted:
        raise bad_request("message to delete not found")
    if telegram.now() - message.date > DELETE_SECONDS:
        raise bad_request("message can't be deleted for everyone")
    message.is_deleted = True
    telegram.changed()
    return True


async def answer_callback_query(telegram: Telegram, given: Json) -> bool:
    """Stop a button's clock, with a toast perhaps."""
    asked = telegram.queries.get(str(given.get("callback_query_id")))
    if asked is None or telegram.now() - asked > CALLBACK_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = str(given.get("text") or "")
    if len(text) > TOAST_CHARACTERS:
        raise bad_request("MESSAGE_TOO_LONG")
    telegram.answer(str(given["callback_query_id"]), text, alert=bool(given.get("show_alert")))
    return True


async def send_chat_action(telegram: Telegram, given: Json) -> bool:
    """Show that the bot is typing."""
    _chat(telegram, given)
    return True


async def set_my_commands(telegram: Telegram, given: Json) -> bool:
    """Keep the list of commands of one language."""
    telegram.commands[str(given.get("language_code") or "")] = list(given["commands"])
    telegram.changed()
    return True


async def set_my_description(telegram: Telegram, given: Json) -> bool:
    """Keep what an empty chat shows."""
    text = str(given.get("description") or "")
    telegram.description[str(given.get("language_code") or "")] = text
    return True


async def accept(_: Telegram, __: Json) -> bool:
    """Take a call that only decorates what the page does not show."""
    return True


async def get_chat(telegram: Telegram, given: Json) -> Json:
    """Return a chat."""
    rest = {"accent_color_id": 0, "max_reaction_count": 11, "accepted_gift_types": GIFTS}
    return {**_chat(telegram, given).as_json(), **rest}


async def leave_chat(telegram: Telegram, given: Json) -> bool:
    """Leave a group."""
    if int(given["chat_id"]) != GROUP_ID:
        raise bad_request("chat member status can't be changed in private chats")
    telegram.left.append(GROUP_ID)
    return True


def _chat(telegram: Telegram, given: Json) -> Chat:
    try:
        chat = telegram.chats[int(given["chat_id"])]
    except (KeyError, ValueError, TypeError):
        raise bad_request("chat not found") from None
    if chat.is_blocked:
        raise ApiError(403, "Forbidden: bot was blocked by the user")
    return chat


def _own_message(chat: Chat, given: Json) -> Message:
    message = chat.messages.get(int(given.get("message_id") or 0))
    if message is None or message.is_deleted:
        raise bad_request("message to edit not found")
    if not message.is_bots:
        raise bad_request("message can't be edited")
    return message


def _text(given: Json) -> Json:
    """Return the content that ``text`` is under its ``parse_mode``."""
    text = given.get("text")
    if not isinstance(text, str):
        raise bad_request("message text is empty")
    mode = given.get("parse_mode")
    if mode not in {None, "", "HTML"}:
        raise bad_request("unsupported parse_mode")
    plain, entities = parse_html(text) if mode else (text, [])
    plain = plain.rstrip()
    if not plain.strip():
        raise bad_request("message text is empty")
    if utf16(plain) > TEXT_UNITS:
        raise bad_request("message is too long")
    return {"text": plain, "entities": entities} if entities else {"text": plain}


GIFTS = dict.fromkeys(
    (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    ),
    False,
)

METHODS: Mapping[str, Method] = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
    "sendMessage": send_message,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_callback_query,
    "sendChatAction": send_chat_action,
    "setMyCommands": set_my_commands,
    "setMyDescription": set_my_description,
    "setMyShortDescription": accept,
    "getChat": get_chat,
    "leaveChat": leave_chat,
}
