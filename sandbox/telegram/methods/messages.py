"""Methods that write, change, forward and delete messages."""

from sandbox.telegram.arguments import Json, flag, integer
from sandbox.telegram.chats import Chat, Message, message_json
from sandbox.telegram.errors import bad_request
from sandbox.telegram.keyboards import edit_markup, reply_markup
from sandbox.telegram.methods.content import text_content
from sandbox.telegram.methods.places import chat_of
from sandbox.telegram.server import Telegram

DELETE_SECONDS = 48 * 3600
DELETE_MESSAGES = 100
TOO_OLD = "message can't be deleted for everyone"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


async def send_message(telegram: Telegram, given: Json) -> Json:
    """Send a text."""
    chat = chat_of(telegram, given)
    return send(telegram, chat, given, text_content(given))


def send(telegram: Telegram, chat: Chat, given: Json, content: Json) -> Json:
    """Send *content* with the keyboard and the protection that a call gives.

    Raises:
        ApiError: the keyboard is wrong, or a limit is reached.
    """
    keyboard, below = reply_markup(given.get("reply_markup"), allows_loopback=telegram.allows_loopback)
    if telegram.is_strict:
        telegram.limits.count(chat.id)
    message = Message(
        next(chat.numbers),
        telegram.now(),
        is_bots=True,
        content=content,
        keyboard=keyboard,
        reply_keyboard=below,
        is_protected=flag(given, "protect_content"),
    )
    chat.add(message)
    telegram.typing.pop(chat.id, None)
    telegram.changed(chat.id)
    return message_json(chat, message, telegram.bot)


async def edit_message_text(telegram: Telegram, given: Json) -> Json:
    """Change a text of the bot's; a markup that is not given is taken away."""
    chat = chat_of(telegram, given)
    message = _editable(chat, given)
    content, keyboard = text_content(given), _new_keyboard(telegram, given)
    if "text" not in message.content:
        raise bad_request("there is no text in the message to edit")
    return _edit(telegram, chat, message, content, keyboard)


async def edit_message_reply_markup(telegram: Telegram, given: Json) -> Json:
    """Change a message's buttons."""
    chat = chat_of(telegram, given)
    message = _editable(chat, given)
    return _edit(telegram, chat, message, message.content, _new_keyboard(telegram, given))


def _new_keyboard(telegram: Telegram, given: Json) -> Json | None:
    return edit_markup(given.get("reply_markup"), allows_loopback=telegram.allows_loopback)


def _editable(chat: Chat, given: Json) -> Message:
    message = chat.message(integer(given, "message_id", 0))
    if message is None:
        raise bad_request("message to edit not found")
    if not message.is_editable:
        raise bad_request("message can't be edited")
    return message


def _edit(telegram: Telegram, chat: Chat, message: Message, content: Json, keyboard: Json | None) -> Json:
    if content == message.content and keyboard == message.keyboard:
        raise bad_request(NOT_MODIFIED)
    message.content, message.keyboard, message.edited = content, keyboard, telegram.now()
    telegram.changed(chat.id)
    return message_json(chat, message, telegram.bot)


async def delete_message(telegram: Telegram, given: Json) -> bool:
    """Delete a message of either side, of the last 48 hours."""
    chat = chat_of(telegram, given)
    message = chat.message(integer(given, "message_id", 0))
    if message is None:
        raise bad_request("message to delete not found")
    if _is_too_old(telegram, message):
        raise bad_request(TOO_OLD)
    message.is_deleted = True
    telegram.changed(chat.id)
    return True


async def delete_messages(telegram: Telegram, given: Json) -> bool:
    """Delete up to a hundred messages; what can't be found is passed over, one that is too old keeps all."""
    chat, numbers = chat_of(telegram, given), _numbers(given)
    found = [message for number in numbers if (message := chat.message(number))]
    if any(_is_too_old(telegram, message) for message in found):
        raise bad_request(TOO_OLD)
    for message in found:
        message.is_deleted = True
    telegram.changed(chat.id)
    return True


def _is_too_old(telegram: Telegram, message: Message) -> bool:
    return telegram.now() - message.date > DELETE_SECONDS


def _numbers(given: Json) -> list[int]:
    numbers = given.get("message_ids")
    if not numbers:
        raise bad_request("message identifiers are not specified")
    if not isinstance(numbers, list):
        raise bad_request("expected an Array of message identifiers")
    if len(numbers) > DELETE_MESSAGES:
        raise bad_request("too many message identifiers specified")
    try:
        return [int(number) for number in numbers]
    except ValueError:
        raise bad_request("can't parse message identifier as a Number") from None
    except TypeError:
        raise bad_request("message identifier must be a Number") from None


async def forward_message(telegram: Telegram, given: Json) -> Json:
    """Forward a message into a chat, unless it is protected."""
    chat, source = chat_of(telegram, given), chat_of(telegram, given, "from_chat_id")
    message = source.message(integer(given, "message_id", 0))
    if message is None:
        raise bad_request("message to forward not found")
    if message.is_protected:
        raise bad_request("message has protected content and can't be forwarded")
    sender = telegram.bot if message.is_bots else source.user.as_json()
    origin = {"type": "user", "date": int(message.date), "sender_user": sender}
    return send(
        telegram, chat, {**given, "reply_markup": None}, {"forward_origin": origin, **message.content}
    )
