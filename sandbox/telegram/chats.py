"""The chats: invented users, each alone with the bot, and the messages that both have written."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class User:
    """An invented Telegram user; *phone* is what the contact button shares."""

    id: int
    name: str
    username: str
    phone: str
    language: str = "ru"

    def as_json(self) -> Json:
        """Return the Bot API's User."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.name,
            "username": self.username,
            "language_code": self.language,
        }


@dataclass
class Message:
    """A message of either side; *reply_keyboard* is what it did to the keyboard below the input."""

    number: int
    date: float
    is_bots: bool
    content: Json
    keyboard: Json | None = None
    reply_keyboard: Json | None = None
    is_protected: bool = False
    edited: float | None = None
    is_deleted: bool = False


@dataclass
class Chat:
    """The private chat of one user with the bot."""

    user: User
    messages: dict[int, Message] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    is_blocked: bool = False

    def add(self, message: Message) -> None:
        """Keep a new message."""
        self.messages[message.number] = message

    def visible(self) -> list[Message]:
        """Return what was not deleted, oldest first."""
        return [message for message in self.messages.values() if not message.is_deleted]

    def reply_keyboard(self) -> Json | None:
        """Return the keyboard that stands below the input, if any."""
        kept = None
        for message in self.messages.values():
            if message.reply_keyboard is not None:
                kept = message.reply_keyboard
        return kept if kept and "keyboard" in kept else None

    def as_json(self) -> Json:
        """Return the Bot API's Chat."""
        user = self.user
        return {
            "id": user.id,
            "type": "private",
            "first_name": user.name,
            "username": user.username,
        }


def message_json(chat: Chat, message: Message, bot: Json) -> Json:
    """Return the Bot API's Message; a result carries inline keyboards only."""
    body: Json = {
        "message_id": message.number,
        "date": int(message.date),
        "chat": chat.as_json(),
        "from": bot if message.is_bots else chat.user.as_json(),
        **message.content,
    }
    if message.keyboard:
        body["reply_markup"] = message.keyboard
    if message.is_protected:
        body["has_protected_content"] = True
    if message.edited is not None:
        body["edit_date"] = int(message.edited)
    return body
