"""The sandbox's Telegram: its users and chats, and what a person does in them."""

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.chats import Chat, Json, Message, User, message_json
from sandbox.telegram.delivery import Delivery
from sandbox.telegram.errors import ApiError

BOT_ID = 7300000073
GROUP_ID = -1007300000001
DEMO_USERS = (
    User(1001, "Анна", "anna_demo", "+79020000001"),
    User(1002, "Борис", "boris_demo", "+79020000002"),
    User(1003, "Emma", "emma_demo", "+79020000003", "en"),
)
CALLBACK_SECONDS = 150.0
STRICT_WINDOW = 1.0
STRICT_MESSAGES = 30


@dataclass
class Fault:
    """What goes wrong with the next *count* calls of *method* (``*``: of any)."""

    method: str
    error_code: int = 500
    retry_after: int | None = None
    count: int = 1
    drop: str | None = None


@dataclass
class Telegram:
    """The state of the stand-in. *is_strict* enforces 30 messages in any second and one a second a chat."""

    token: str = "1:sandbox"  # noqa: S105 - an invented bot's invented token
    username: str = "doctor73_demo_bot"
    users: Sequence[User] = DEMO_USERS
    is_strict: bool = False
    pace: float = 1.0
    shift: float = 0.0
    keeps_log: bool = True
    chats: dict[int, Chat] = field(default_factory=dict)
    delivery: Delivery = field(init=False)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    queries: dict[str, float] = field(default_factory=dict)
    tappers: dict[str, int] = field(default_factory=dict)
    toasts: dict[int, list[Json]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    log: list[tuple[str, Json, Json]] = field(default_factory=list)
    listeners: set[asyncio.Event] = field(default_factory=set)
    _sent: deque[float] = field(default_factory=deque)
    _sent_to: dict[int, float] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.delivery = Delivery(self.now, self.pace)
        for user in self.users:
            self.chats[user.id] = Chat(user)

    @property
    def bot(self) -> Json:
        """The Bot API's User of the bot."""
        return {"id": BOT_ID, "is_bot": True, "first_name": "Доктор73", "username": self.username}

    def now(self) -> float:
        """Unix seconds, shifted when a test moves the clock."""
        return time.time() + self.shift

    def chat(self, user: str | int) -> Chat:
        """Return a user's chat by id or username; a new user appears when asked for by id."""
        for chat in self.chats.values():
            if user in {chat.user.id, chat.user.username, chat.user.username.removesuffix("_demo")}:
                return chat
        number = int(user)
        chat = Chat(User(number, f"Гость {number}", f"guest{number}", f"+7902{number:07}"))
        self.chats[number] = chat
        return chat

    def changed(self) -> None:
        """Have open pages look again."""
        for listener in self.listeners:
            listener.set()

    def say(self, user: str | int, content: Json) -> Message:
        """Send a message from a person: ``{"text": …}``, ``{"contact": …}`` and the like."""
        chat = self.chat(user)
        text = content.get("text", "")
        if text.startswith("/"):
            length = len(text.split()[0])
            content = {
                **content,
                "entities": [{"type": "bot_command", "offset": 0, "length": length}],
            }
        message = Message(next(chat.numbers), self.now(), is_bots=False, content=content)
        chat.add(message)
        body = message_json(chat, message, self.bot)
        self.delivery.add("message", body, f"chat {chat.user.id}")
        self.changed()
        return message

    def edit(self, user: str | int, number: int, text: str) -> None:
        """Change a message that the person wrote."""
        chat = self.chat(user)
        message = chat.messages[number]
        message.content, message.edited = {**message.content, "text": text}, self.now()
        body = message_json(chat, message, self.bot)
        self.delivery.add("edited_message", body, f"chat {chat.user.id}")
        self.changed()

    def share_contact(self, user: str | int, of: str | int | None = None) -> Message:
        """Share a contact: the person's own, or that of another user."""
        shared = self.chat(of if of is not None else user).user
        contact = {
            "phone_number": shared.phone.lstrip("+"),
            "first_name": shared.name,
            "user_id": shared.id,
        }
        return self.say(user, {"contact": contact})

    def tap(self, user: str | int, number: int, data: str) -> str:
        """Press an inline button; return the query's id."""
        chat = self.chat(user)
        message = chat.messages[number]
        query = str(len(self.queries) + 10**9)
        self.queries[query], self.tappers[query] = self.now(), chat.user.id
        body = {
            "id": query,
            "from": chat.user.as_json(),
            "chat_instance": str(chat.user.id),
            "data": data,
            "message": message_json(chat, message, self.bot),
        }
        self.delivery.add("callback_query", body, f"user {chat.user.id}")
        return query

    def answer(self, query: str, text: str, *, alert: bool) -> None:
        """Show the answer to a tap."""
        if text:
            toast = {"id": query, "text": text, "alert": alert}
            self.toasts.setdefault(self.tappers[query], []).append(toast)
        self.changed()

    def set_blocked(self, user: str | int, *, blocked: bool) -> None:
        """Block the bot, or let it speak again."""
        chat = self.chat(user)
        chat.is_blocked = blocked
        statuses = ("member", "kicked") if blocked else ("kicked", "member")
        members = [
            {
                "user": self.bot,
                "status": status,
                **({"until_date": 0} if status == "kicked" else {}),
            }
            for status in statuses
        ]
        body = {
            "chat": chat.as_json(),
            "from": chat.user.as_json(),
            "date": int(self.now()),
            "old_chat_member": members[0],
            "new_chat_member": members[1],
        }
        self.delivery.add("my_chat_member", body, f"chat {chat.user.id}")

    def say_in_group(self, user: str | int, text: str) -> None:
        """Write to the bot in a group, where it has no business."""
        body = {
            "message_id": 1,
            "date": int(self.now()),
            "chat": {"id": GROUP_ID, "type": "supergroup", "title": "Группа"},
            "from": self.chat(user).user.as_json(),
            "text": text,
        }
        self.delivery.add("message", body, f"chat {GROUP_ID}")

    def count_message(self, chat: int) -> None:
        """Apply Telegram's limits to a message that is about to be sent.

        Raises:
            ApiError: 429 with ``retry_after``.
        """
        if not self.is_strict:
            return
        now = time.monotonic()
        while self._sent and self._sent[0] <= now - STRICT_WINDOW:
            self._sent.popleft()
        too_soon = now - self._sent_to.get(chat, -STRICT_WINDOW) < STRICT_WINDOW
        if too_soon or len(self._sent) >= STRICT_MESSAGES:
            raise ApiError(429, "Too Many Requests: retry after 1", retry_after=1)
        self._sent.append(now)
        self._sent_to[chat] = now

    def note(self, method: str, parameters: Json, answer: Json) -> None:
        """Keep an exchange for the tests to check."""
        if self.keeps_log:
            self.log.append((method, parameters, answer))

    def fault(self, method: str) -> Fault | None:
        """Return the fault that hits this call, if any."""
        for fault in self.faults:
            if fault.method in {method, "*"} and fault.count > 0:
                fault.count -= 1
                return fault
        return None

    def seen(self, user: str | int) -> Json:
        """Return what the person sees, for the page and for tests."""
        chat = self.chat(user)
        return {
            "user": chat.user.as_json(),
            "messages": [_seen(message) for message in chat.visible()],
            "reply_keyboard": chat.reply_keyboard(),
            "toasts": self.toasts.get(chat.user.id, []),
            "commands": self.commands.get(chat.user.language) or self.commands.get("", []),
            "description": self.description.get(chat.user.language) or self.description.get("", ""),
        }


def _seen(message: Message) -> Json:
    content: Any = message.content
    return {
        "id": message.number,
        "from": "bot" if message.is_bots else "user",
        "date": message.date,
        "text": content.get("text", ""),
        "entities": content.get("entities", []),
        "contact": content.get("contact"),
        "buttons": (message.keyboard or {}).get("inline_keyboard", []),
        "edited": message.edited is not None,
        "protected": message.is_protected,
    }
