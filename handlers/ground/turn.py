"""A turn of the conversation: what one person just said or pressed, and the ways to answer.

Handlers call nothing and return a list of `Call`; it is kept in the outbox by the transaction that
keeps everything else of the turn.
"""

from copy import copy
from dataclasses import dataclass, field
from typing import Any

from aiogram.types import CallbackQuery, ChatMemberUpdated, Contact, Message, Update

from handlers.ground.calls import Answer, edit, message
from handlers.ground.config import Config
from handlers.ground.context import Context
from handlers.ground.mark import Mark, read
from handlers.ground.navigation import Go, short_hash
from handlers.ground.screen import Protection, Screen
from locales.texts import DEFAULT, language_of, texts
from patient.account import Account
from patient.card import OwnerId
from patient.hiding import holds_number
from patient.visible import visible
from patient.words.intent import Aim, Intent
from patient.words.understanding import understand
from storage.dialogue import Dialogue
from storage.outbox import Call
from storage.transaction import Transaction

CARRYING = ("photo", "document", "video", "video_note", "voice", "audio", "contact", "location")
WORDLESS = {
    "voice": "voice",
    "audio": "voice",
    "video": "video",
    "video_note": "video",
    "animation": "video",
    "sticker": "sticker",
    "dice": "sticker",
    "contact": "contact",
    "location": "location",
    "venue": "location",
}
UNSAID = frozenset(
    {
        *("pinned_message", "message_auto_delete_timer_changed", "chat_background_set"),
        *("forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"),
        *("checklist_tasks_done", "checklist_tasks_added", "proximity_alert_triggered"),
        *("connected_website", "write_access_allowed"),
    }
)
GONE = ("kicked", "left")
TOAST_CHARACTERS = 200

Event = Message | CallbackQuery | ChatMemberUpdated


@dataclass(frozen=True, slots=True, repr=False)
class SentFile:
    """A photograph or another file that was sent: Telegram's id, size in bytes, MIME type and name."""

    id: str
    size: int
    kind: str
    name: str


@dataclass(slots=True, kw_only=True)
class Turn(Context):
    """The context of who speaks, and what he said.

    ``stood`` is the state of the dialogue when the person spoke; ``is_kept_for_job`` tells that what was said
    stays in the chat until a job has read it. ``wish`` is the button of what is being done, be it tapped,
    a command or words that stand for it, ``errand_below`` the errand whose outcome is drawn in the message
    that is said next. ``text`` is what was typed, ``words`` also what stands beside a picture or a voice; a
    mark that nobody sees, pasted before a slash, makes no answer of a command.
    """

    app_language: str | None
    update_id: int
    chat: int
    event: Event
    message: int | None = None
    query: str | None = None
    is_edited: bool = False
    is_kept_for_job: bool = False
    wish: str = ""
    errand_below: str = ""
    understood: Intent | None = None
    dialogue: Dialogue = field(init=False)
    stood: str | None = field(init=False)
    text: str = field(init=False)
    words: str = field(init=False)

    def __post_init__(self) -> None:
        typed = (self.said.text or "") if self.said else ""
        seen = visible(typed)
        self.text = seen if seen.startswith("/") else typed
        self.words = self.text or (self.said.caption if self.said else "") or ""

    def open(self, dialogue: Dialogue) -> None:
        """Take up the person's dialogue, in the language that he chose or that Telegram tells."""
        dialogue.telegram_language = self.app_language
        dialogue.tapped = self.message if self.query and self.mark is not Mark.TOLD else None
        self.dialogue, self.stood = dialogue, dialogue.state
        self.t = texts(dialogue.language or DEFAULT)

    @property
    def is_private(self) -> bool:
        """Whether nobody else reads along."""
        return self.chat == self.owner

    @property
    def said(self) -> Message | None:
        """The message that the person wrote or changed, none for anything else."""
        return self.event if isinstance(self.event, Message) else None

    @property
    def button(self) -> str:
        """What the tapped button carries."""
        return self._tapped[1]

    @property
    def mark(self) -> Mark:
        """What is special about the message whose button was tapped."""
        return self._tapped[0]

    @property
    def _tapped(self) -> tuple[Mark, str]:
        return read((self.event.data or "") if isinstance(self.event, CallbackQuery) else "")

    @property
    def is_goodbye(self) -> bool:
        """Whether the person blocked the bot."""
        return isinstance(self.event, ChatMemberUpdated) and self.event.new_chat_member.status in GONE

    @property
    def holds_data(self) -> bool:
        """Whether somebody's data may be in what was said: a picture, a file, a contact, a long number."""
        said = self.said
        carried = said and any(getattr(said, kind) for kind in CARRYING)
        return bool(carried) or holds_number(self.words)

    @property
    def intent(self) -> Intent:
        """What the words ask for, be they no answer to anything; it is found out once."""
        if self.understood is None:
            self.understood = understand(self.words, self.today)
        return self.understood

    @property
    def is_cry(self) -> bool:
        """Whether an emergency stands in the words."""
        return self.intent.aim is Aim.EMERGENCY

    @property
    def cry(self) -> str:
        """The mark of the words in their message: Telegram may tell them again as if they were changed."""
        return short_hash(f"{self.message}/{self.words}")

    @property
    def command(self) -> tuple[str, str] | None:
        """The command that was typed, and what stands behind it.

        An earlier message that was changed is none, nor is a cry for help behind a slash; what a link carries
        are no words. A mention after it (``/start@whoever``) is not looked at: in a private chat nobody else
        can be meant. Keyboards begin a line with a capital, so case does not count.
        """
        if self.is_edited or not self.text.startswith("/"):
            return None
        typed, *arguments = self.text.split()
        name = typed[1:].partition("@")[0].lower()
        is_link = name == "start" and len(arguments) == 1 and arguments[0].isascii()
        return (name, " ".join(arguments)) if is_link or not self.is_cry else None

    @property
    def contact(self) -> Contact | None:
        """The contact that was shared."""
        return self.said.contact if self.said else None

    @property
    def wordless(self) -> str:
        """The kind of what was sent in place of words, named as the texts know it."""
        return WORDLESS.get(self.said.content_type, "other") if self.said else "other"

    @property
    def is_unsaid(self) -> bool:
        """Whether the message only tells what was done in the chat, for example that one was pinned."""
        return self.said is not None and self.said.content_type in UNSAID

    @property
    def file(self) -> SentFile | None:
        """The file that was sent, of a photograph the largest size."""
        if self.said is None:
            return None
        if self.said.photo:
            photo = max(self.said.photo, key=lambda size: size.width * size.height)
            return SentFile(photo.file_id, photo.file_size or 0, "image/jpeg", "")
        if sent := self.said.document:
            return SentFile(sent.file_id, sent.file_size or 0, sent.mime_type or "", sent.file_name or "")
        return None

    def beside(self) -> "Turn":
        """Return this turn as if it were typed: what answers it leaves the tapped message as it is."""
        typed = copy(self)
        typed.query = None
        return typed

    def say(self, screen: Screen, *, is_prompt: bool = False) -> Call:
        """Say *screen* in a new message; with *is_prompt* that one holds the form from now on."""
        if is_prompt:
            self.dialogue.prompt_message = -self.update_id
        errand, self.errand_below = self.errand_below, ""
        prompt = self.update_id if is_prompt else 0
        return Call("sendMessage", message(self.chat, screen), prompt, errand=errand)

    def show(self, screen: Screen, *, toast: str = "") -> Answer:
        """Answer a command with a new message, a tap by changing the message that was tapped."""
        if self.query is None:
            return [self.say(screen)]
        if self.message and self.stays(screen.protection):
            return [self.acknowledge(toast), self.redraw(self.message, screen)]
        return [self.acknowledge(toast), *self.left(), self.say(screen)]

    def stays(self, protection: Protection) -> bool:
        """Tell whether the tapped message may show what is answered: it told nothing, and is as protected."""
        if self.query is None or self.message is None or self.mark is Mark.TOLD:
            return False
        return protection.fits(is_open=self.mark is Mark.OPEN)

    def left(self) -> Answer:
        """Leave the tapped message, as the answer is a new one: what was told stays, without its buttons."""
        if self.message is None:
            return []
        self.dialogue.left_message = self.message
        if self.mark is Mark.TOLD:
            where = {"chat_id": self.chat, "message_id": self.message}
            return [Call("editMessageReplyMarkup", where | self._what_was_chosen())]
        return [self.erase(self.message)]

    def _what_was_chosen(self) -> dict[str, Any]:
        """Return the keyboard that only tells what was done here, where the tapped one is known."""
        tapped = self.event.message if isinstance(self.event, CallbackQuery) else None
        keyboard = tapped.reply_markup if isinstance(tapped, Message) else None
        rows = keyboard.inline_keyboard if keyboard else []
        carried = str(self.mark + self.button)
        chosen = next((each.text for row in rows for each in row if each.callback_data == carried), None)
        if chosen is None or self.button.startswith(Go.__prefix__):
            return {}
        return {"reply_markup": {"inline_keyboard": [[{"text": f"✓ {chosen}", "disabled": {}}]]}}

    def place_for(self, errand: str, protection: Protection) -> int:
        """Return the message in which the errand's outcome is drawn, 0: the one that will be said."""
        if self.message and self.stays(protection):
            return self.message
        self.errand_below = errand
        return 0

    def redraw(self, number: int, screen: Screen, *, is_prompt: bool = False) -> Call:
        """Change a message into *screen*; one that held the form and does so no more is like any other."""
        if is_prompt or number == self.dialogue.prompt_message:
            self.dialogue.prompt_message = number if is_prompt else None
        is_open = number == self.message and self.mark is Mark.OPEN
        parameters = edit(self.chat, number, screen, is_open=is_open)
        return Call("editMessageText", parameters, self.update_id if is_prompt else 0)

    def acknowledge(self, toast: str = "") -> Call:
        """Stop the tapped button's clock, with a short line over the chat if there is something to say."""
        parameters: dict[str, Any] = {"callback_query_id": self.query}
        if toast:
            parameters["text"] = toast[:TOAST_CHARACTERS]
        return Call("answerCallbackQuery", parameters)

    def erase(self, number: int) -> Call:
        """Delete a message, for example one with a number that the person typed."""
        return Call("deleteMessage", {"chat_id": self.chat, "message_id": number})


def turn_of(update: Update, transaction: Transaction, config: Config) -> Turn | None:
    """Return the turn that *update* is, or None if nobody whom we could answer is behind it."""
    event = update.message or update.edited_message or update.callback_query or update.my_chat_member
    if event is None or event.from_user is None or (event.from_user.is_bot and not _is_masked(event)):
        return None
    user, query = event.from_user, event.id if isinstance(event, CallbackQuery) else None
    where = event.message if isinstance(event, CallbackQuery) else event
    return Turn(
        config,
        transaction,
        OwnerId(user.id),
        texts(DEFAULT),  # until the dialogue is known
        Account.of(user.full_name, user.username),
        app_language=language_of(user.language_code),
        update_id=update.update_id,
        chat=where.chat.id if where else user.id,
        event=event,
        message=None if where is None or isinstance(where, ChatMemberUpdated) else where.message_id,
        query=query,
        is_edited=event is update.edited_message,
    )


def _is_masked(event: Event) -> bool:
    """Tell whether an administrator of a group speaks in the group's name: Telegram names a bot then."""
    return (
        isinstance(event, Message) and event.sender_chat is not None and event.sender_chat.id == event.chat.id
    )
