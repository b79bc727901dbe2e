"""The sandbox's Telegram: its users and chats, and what a person does in them."""

import asyncio
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sandbox.telegram.chats import Chat, Json, Message, User, message_json
from sandbox.telegram.delivery import Delivery
from sandbox.telegram.faults import Fault
from sandbox.telegram.files import Files, Upload
from sandbox.telegram.limits import Limits
from sandbox.telegram.profile import Profile
from sandbox.telegram.spans import with_found
from sandbox.telegram.view import seen

BOT_ID = 7300000073
GROUP_ID = -1007300000001
DEMO_USERS = (
    User(1001, "Анна", "anna_demo", "+79020000001"),
    User(1002, "Борис", "boris_demo", "+79020000002"),
    User(1003, "Emma", "emma_demo", "+79020000003", "en"),
)
DESK = "desk"  # how the page and the control API name the group
TYPING_SECONDS = 5.0


@dataclass
class Telegram:
    """The state of the stand-in.

    *is_strict* enforces Telegram's limits on messages; *allows_loopback* takes URL buttons to this machine,
    which Telegram refuses; *pace* scales the pauses between a webhook's tries; *shift* moves the clock, in
    seconds.
    *desk* is who answers in a group that is there from the beginning; without him there is none.
    ``takes_updates`` says whether the bot has ever asked for updates or named a webhook.
    ``log`` keeps every call but getUpdates, ``violations`` whatever a call held that is not in the Bot API.
    """

    token: str = "1:sandbox"  # noqa: S105 - an invented bot's invented token
    username: str = "doctor73_demo_bot"
    users: Sequence[User] = DEMO_USERS
    desk: User | None = None
    is_strict: bool = False
    allows_loopback: bool = True
    pace: float = 1.0
    shift: float = 0.0
    keeps_log: bool = True
    chats: dict[int, Chat] = field(default_factory=dict)
    delivery: Delivery = field(init=False)
    profile: Profile = field(default_factory=Profile)
    files: Files = field(default_factory=Files)
    limits: Limits = field(default_factory=Limits)
    queries: dict[str, float] = field(default_factory=dict)
    tappers: dict[str, int] = field(default_factory=dict)
    toasts: dict[int, list[Json]] = field(default_factory=dict)
    typing: dict[int, float] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    log: list[tuple[str, Json, Json]] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    listeners: dict[asyncio.Event, int | None] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)
    takes_updates: bool = False
    is_closing: bool = False

    def __post_init__(self) -> None:
        self.delivery = Delivery(self.now, self.pace)
        self._admit()

    def _admit(self) -> None:
        for user in self.users:
            self.chats[user.id] = Chat(user)
        if self.desk:
            self.chats[self.desk.id] = Chat(self.desk)
            self.chats[GROUP_ID] = Chat(self.desk, GROUP_ID, "Поддержка")

    @property
    def bot(self) -> Json:
        """The Bot API's User of the bot."""
        name = self.profile.text("name", "") or "Доктор73"
        return {"id": BOT_ID, "is_bot": True, "first_name": name, "username": self.username}

    def now(self) -> float:
        """Unix seconds, shifted when a test moves the clock."""
        return time.time() + self.shift

    def chat(self, user: str | int) -> Chat:
        """Return a user's chat by id or username; a new user appears when asked for by id.

        Raises:
            ValueError: nobody has this name.
        """
        for chat in self.chats.values():
            if chat.group is None and user in chat.user.keys:
                return chat
        number = int(user)
        chat = Chat(User(number, f"Гость {number}", f"guest{number}", f"+7902{number:07}"))
        self.chats[number] = chat
        return chat

    @contextmanager
    def listening(self, chat: int | None = None) -> Iterator[asyncio.Event]:
        """Give an event that is set whenever something has changed in this chat, or in any."""
        changed = asyncio.Event()
        self.listeners[changed] = chat
        try:
            yield changed
        finally:
            del self.listeners[changed]

    def changed(self, chat: int | None = None) -> None:
        """Have those who look at this chat look again; all, if it is no chat's matter."""
        for listener, at in self.listeners.items():
            if chat is None or at in {None, chat}:
                listener.set()

    def take_updates(self) -> None:
        """Note that the bot is there, and have all pages show it."""
        if not self.takes_updates:
            self.takes_updates = True
            self.changed()

    async def has_a_bot(self) -> None:
        """Wait until the bot takes updates."""
        with self.listening() as changed:
            while not self.takes_updates:
                changed.clear()
                await changed.wait()

    def reset(self) -> None:
        """Forget all that was said, asked for and uploaded; users, webhook and the bot's profile stay."""
        for forgotten in (self.chats, self.queries, self.tappers, self.toasts, self.typing):
            forgotten.clear()
        for emptied in (self.faults, self.log, self.violations, self.left):
            emptied.clear()
        self.files, self.limits, self.shift = Files(), Limits(), 0.0
        self._admit()
        self.changed()

    def looked_at(self, name: str | int) -> Chat:
        """Return a user's chat, or the group of those who answer.

        Raises:
            ValueError: there is none of this name.
        """
        return self.chats[GROUP_ID] if name == DESK and self.desk else self.chat(name)

    def say(self, user: str | int, content: Json) -> Message:
        """Send a message from a person: ``{"text": …}``, ``{"contact": …}`` and the like."""
        return self._say(self.chat(user), content)

    def start(self, user: str | int, payload: str) -> Message:
        """Press START, or follow a link into the chat; of its *payload* the chat shows nothing."""
        message = self.say(user, {"text": f"/start {payload}".strip()})
        message.shown = "/start"
        return message

    def _say(self, chat: Chat, content: Json, author: User | None = None) -> Message:
        text, given = content.get("text", ""), content.get("entities", [])
        if entities := with_found(text, given):
            content = {**content, "entities": entities}
        message = Message(next(chat.numbers), self.now(), is_bots=False, content=content, author=author)
        chat.add(message)
        self._deliver("message", chat, message)
        return message

    def _deliver(self, kind: str, chat: Chat, message: Message) -> None:
        self.delivery.add(kind, message_json(chat, message, self.bot), f"chat {chat.id}")
        self.changed(chat.id)

    def edit(self, user: str | int, number: int, text: str) -> None:
        """Change a message that the person wrote.

        Raises:
            KeyError: there is no such message.
        """
        chat = self.chat(user)
        message = chat.messages[number]
        message.content = {"text": text, "entities": with_found(text, [])}
        message.edited = self.now()
        self._deliver("edited_message", chat, message)

    def share_contact(self, user: str | int, of: str | int | None = None) -> Message:
        """Share a contact: the person's own, or that of another user."""
        shared = self.chat(of if of is not None else user).user
        contact = {
            "phone_number": shared.phone.lstrip("+"),
            "first_name": shared.name,
            "user_id": shared.id,
        }
        return self.say(user, {"contact": contact})

    def send_photo(self, user: str | int, upload: Upload, caption: str = "") -> Message:
        """Send a picture the way Telegram's clients compress it: JPEG or PNG only.

        Raises:
            ApiError: it is no picture.
        """
        photo = self.files.keep(upload, "photos").as_photo()
        return self.say(user, {"photo": photo} | ({"caption": caption} if caption else {}))

    def send_document(self, user: str | int, upload: Upload, caption: str = "") -> Message:
        """Send a file as it is."""
        document = self.files.keep(upload, "documents").as_document()
        return self.say(user, {"document": document} | ({"caption": caption} if caption else {}))

    def tap(self, user: str | int, number: int, data: str) -> str:
        """Press an inline button; return the query's id.

        Raises:
            KeyError: there is no such message.
        """
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
        """Show the answer to a tap: a toast, or an alert that must be closed; nothing without a text."""
        if text:
            toast = {"id": query, "text": text, "alert": alert}
            self.toasts.setdefault(self.tappers[query], []).append(toast)
        self.changed(self.tappers[query])

    def type(self, chat: int) -> None:
        """Show that the bot is typing, for five seconds or until its next message."""
        self.typing[chat] = self.now() + TYPING_SECONDS
        self.changed(chat)

    def set_blocked(self, user: str | int, *, blocked: bool) -> None:
        """Block the bot, or let it speak again."""
        chat = self.chat(user)
        chat.is_blocked = blocked
        before, after = ("member", "kicked") if blocked else ("kicked", "member")
        self._move(chat, before, after)

    def _move(self, chat: Chat, before: str, after: str) -> None:
        body = {
            "chat": chat.as_json(),
            "from": chat.user.as_json(),
            "date": int(self.now()),
            "old_chat_member": self._member(before),
            "new_chat_member": self._member(after),
        }
        self.delivery.add("my_chat_member", body, f"chat {chat.id}")
        self.changed(chat.id)

    def _member(self, status: str) -> Json:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": self.bot, "status": status, **until}

    def say_in_group(self, user: str | int, text: str, *, reply_to: int | None = None) -> None:
        """Write in a group, perhaps in reply to a message; the group appears when first written in.

        Raises:
            KeyError: there is no message to reply to.
        """
        author = self.chat(user).user
        group = self.chats.setdefault(GROUP_ID, Chat(author, GROUP_ID, "Группа"))
        content: Json = {"text": text}
        if reply_to is not None:
            replied = message_json(group, group.messages[reply_to], self.bot)
            replied.pop("reply_to_message", None)  # Telegram shows one step of a thread
            content["reply_to_message"] = replied
        if GROUP_ID not in self.left:
            self._say(group, content, author)

    def answer_at_desk(self, text: str, reply_to: int | None) -> None:
        """Write in the group as who answers there.

        Raises:
            KeyError: nobody does, or there is no message to reply to.
        """
        if self.desk is None:
            raise KeyError(DESK)
        self.say_in_group(self.desk.id, text, reply_to=reply_to)

    def add_to_group(self, user: str | int) -> None:
        """Put the bot into a group."""
        self.left.clear()
        group = self.chats[GROUP_ID] = Chat(self.chat(user).user, GROUP_ID, "Группа")
        self._move(group, "left", "member")

    def seen(self, user: str | int) -> Json:
        """Return what the person sees, for the page and for tests."""
        chat = self.looked_at(user)
        typing_seconds = self.typing.get(chat.id, 0) - self.now()
        is_starting = not self.takes_updates
        return {**seen(chat, self.profile, self.toasts, typing_seconds), "starting": is_starting}

    def seen_in_group(self) -> list[Json]:
        """Return what stands in the group, oldest first."""
        group = self.chats.get(GROUP_ID)
        return seen(group, self.profile, {}, 0)["messages"] if group else []

    async def close(self) -> None:
        """Let go of pollers, pages and webhooks."""
        self.is_closing = True
        self.changed()
        await self.delivery.close()
