"""The chats: invented users, each alone with the bot or in a group, and what both have written."""

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

    @property
    def keys(self) -> set[str | int]:
        """Whatever names this user in the control API: ``anna``, ``anna_demo``, 1001."""
        return {self.id, str(self.id), self.username, self.username.removesuffix("_demo")}


@dataclass
class Message:
    """A message of either side; *reply_keyboard* is what it did to the keyboard below the input.

    *author* is whoever wrote it in a group, none where only the chat's user can have. *shown* is what stands
    in the chat where that is less than what the bot gets.
    """

    number: int
    date: float
    is_bots: bool
    content: Json
    keyboard: Json | None = None
    reply_keyboard: Json | None = None
    is_protected: bool = False
    edited: float | None = None
    author: User | None = None
    is_deleted: bool = False
    shown: str | None = None

    @property
    def is_editable(self) -> bool:
        """Whether the bot may edit it: its own, not forwarded, without a reply keyboard."""
        return self.is_bots and self.reply_keyboard is None and "forward_origin" not in self.content


@dataclass
class Chat:
    """A private chat of one user with the bot, or a group (*title*) that the user has put the bot into."""

    user: User
    group: int | None = None
    title: str = ""
    messages: dict[int, Message] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))
    is_blocked: bool = False

    @property
    def id(self) -> int:
        """The chat's id: the user's own in a private chat."""
        return self.user.id if self.group is None else self.group

    def add(self, message: Message) -> None:
        """Keep a new message."""
        self.messages[message.number] = message

    def visible(self) -> list[Message]:
        """Return what was not deleted, oldest first."""
        return [message for message in self.messages.values() if not message.is_deleted]

    def message(self, number: int) -> Message | None:
        """Return a message that is still there."""
        message = self.messages.get(number)
        return None if message is None or message.is_deleted else message

    def reply_keyboard(self) -> Json | None:
        """Return the keyboard that stands below the input, if any; it goes with the message that brought it.

        So does TDLib (``MessagesManager``: a deleted message takes its reply markup along).
        """
        changes = [message for message in self.messages.values() if message.reply_keyboard is not None]
        last = changes[-1].reply_keyboard if changes and not changes[-1].is_deleted else None
        return last if last and "keyboard" in last else None

    def as_json(self) -> Json:
        """Return the Bot API's Chat."""
        if self.group is not None:
            return {"id": self.group, "type": "supergroup", "title": self.title}
        user = self.user
        return {"id": user.id, "type": "private", "first_name": user.name, "username": user.username}


def message_json(chat: Chat, message: Message, bot: Json) -> Json:
    """Return the Bot API's Message; a result carries inline keyboards only."""
    body: Json = {
        "message_id": message.number,
        "date": int(message.date),
        "chat": chat.as_json(),
        "from": bot if message.is_bots else (message.author or chat.user).as_json(),
        **message.content,
    }
    if message.keyboard:
        body["reply_markup"] = message.keyboard
    if message.is_protected:
        body["has_protected_content"] = True
    if message.edited is not None:
        body["edit_date"] = int(message.edited)
    return body
