"""The dialogue: where each person stands in the conversation, the language, and the draft so far."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from storage.sealed import Sealed
from storage.transaction import Transaction


@dataclass(slots=True, repr=False)
class Dialogue:
    """One person's place in the conversation, open while an update is handled.

    ``chosen_language`` is what the person chose, ``telegram_language`` what Telegram said last;
    ``prompt_message`` is the id of the last question, whose buttons go when it is answered. ``is_blocked``
    tells that nothing could be sent when it was last tried. ``tapped`` is the message whose button the update
    is about.
    """

    owner: int
    chosen_language: str | None = None
    telegram_language: str | None = None
    state: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
    prompt_message: int | None = None
    is_blocked: bool = False
    is_changed: bool = False
    tapped: int | None = None

    @property
    def language(self) -> str | None:
        """The language to use, if any is known."""
        return self.chosen_language or self.telegram_language

    @property
    def has_draft(self) -> bool:
        """Whether a form was begun, be it open or laid aside."""
        return "form" in self.data

    def choose(self, language: str) -> None:
        """Keep the language that the person chose."""
        self.chosen_language, self.is_changed = language, True

    def hear(self, language: str | None) -> None:
        """Keep the language that Telegram tells of the person."""
        if language != self.telegram_language:
            self.telegram_language, self.is_changed = language, True


class Dialogues:
    """One row a person: private chats only, so the chat's id is the owner's."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def of(self, owner: int) -> Dialogue:
        """Return the dialogue of *owner*, a fresh one if there is none."""
        row = await self._transaction.row(
            f"SELECT {DIALOGUE.columns} FROM dialogue WHERE owner = ?",  # noqa: S608 - a constant
            owner,
        )
        found = await self._transaction.read_one(DIALOGUE, row)
        if found is None and row is not None:  # what was said is lost, not in which language
            _, _, _, chosen, told, *_ = row
            return Dialogue(owner, chosen, told, is_changed=True)
        return found or Dialogue(owner)

    async def save(self, dialogue: Dialogue) -> None:
        """Write the dialogue if the update changed it."""
        if not dialogue.is_changed:
            return
        owner, data = dialogue.owner, dialogue.data
        await self._transaction.execute(
            "INSERT INTO dialogue (owner, language, heard, state, sealed, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (owner) DO UPDATE SET language = excluded.language, heard = excluded.heard,"
            " state = excluded.state, sealed = excluded.sealed, updated_at = excluded.updated_at",
            owner,
            dialogue.chosen_language,
            dialogue.telegram_language,
            dialogue.state,
            self._transaction.vault.seal(data, DIALOGUE.binding(owner, owner)) if data else None,
            self._transaction.clock,
        )

    async def remember_prompt(self, owner: int, message: int) -> None:
        """Note which message holds the question that stands now."""
        await self._transaction.execute(
            "UPDATE dialogue SET prompt_message = ? WHERE owner = ?", message, owner
        )

    async def forget_prompt(self, owner: int, messages: Collection[int]) -> None:
        """Note that the question went with these *messages*: there are no buttons to take from it."""
        dialogue = await self.present(owner)
        if dialogue.prompt_message in messages:
            dialogue.prompt_message = None
            await self._transaction.execute(
                "UPDATE dialogue SET prompt_message = NULL WHERE owner = ?", owner
            )

    async def prompt_beside(self, owner: int, card: str) -> int | None:
        """Return the message of the question that stands in a form about anything else than *card*."""
        dialogue = await self.present(owner)
        form = dialogue.data.get("form")
        return dialogue.prompt_message if form and form.get("card") != card else None

    async def present(self, owner: int) -> Dialogue:
        """Return the dialogue of *owner*: the open one if that is his."""
        dialogue = _open_dialogue.get(None)
        return dialogue if dialogue and dialogue.owner == owner else await self.of(owner)

    async def mark_blocked(self, owner: int, *, blocked: bool) -> None:
        """Note that the person blocked the bot, or let it speak again; of who is forgotten, nothing."""
        await self._transaction.execute(
            "UPDATE dialogue SET blocked_at = ? WHERE owner = ?",
            self._transaction.clock if blocked else None,
            owner,
        )

    async def is_blocked(self, owner: int) -> bool:
        """Tell whether the person has blocked the bot."""
        row = await self._transaction.row("SELECT blocked_at FROM dialogue WHERE owner = ?", owner)
        return row is not None and row[0] is not None

    async def forget_card(self, owner: int, card: str) -> None:
        """Delete the draft in which *owner* was changing *card*, in the open dialogue if that is his."""
        dialogue = await self.present(owner)
        if (dialogue.data.get("form") or {}).get("card") == card:
            del dialogue.data["form"]
            dialogue.is_changed = True
            await self.save(dialogue)


_open_dialogue: ContextVar[Dialogue] = ContextVar("open_dialogue")


def standing() -> Dialogue:
    """Return the dialogue that is open."""
    return _open_dialogue.get()


def tapped_by(owner: int) -> int | None:
    """Return the message whose button *owner* has just tapped; its screen is about to be drawn anew."""
    dialogue = _open_dialogue.get(None)
    return dialogue.tapped if dialogue and dialogue.owner == owner else None


@contextmanager
def opened(dialogue: Dialogue) -> Iterator[None]:
    """Make *dialogue* the one that is open, in this task."""
    token = _open_dialogue.set(dialogue)
    try:
        yield
    finally:
        _open_dialogue.reset(token)


def _dialogue(  # noqa: PLR0913, PLR0917 - the columns of a row
    owner: int,
    _: int,
    content: Any,
    chosen_language: str | None,
    telegram_language: str | None,
    state: str | None,
    prompt_message: int | None,
    blocked_at: float | None,
) -> Dialogue:
    data = dict(content or {})
    prompt = None if prompt_message is None else int(prompt_message)
    return Dialogue(owner, chosen_language, telegram_language, state, data, prompt, blocked_at is not None)


DIALOGUE = Sealed(
    "dialogue", "owner, owner, sealed, language, heard, state, prompt_message, blocked_at", _dialogue
)
