"""The dialogues: one row a person, with what was begun sealed in it."""

import logging
from collections.abc import Collection, Mapping
from typing import Any

from patient.card import CardDraft
from patient.form import Form
from storage.dialogue import Dialogue, Taken, Wanted, open_of
from storage.repository import Repository
from storage.sealed import Sealed
from storage.written import read, written

log = logging.getLogger(__name__)

BEGUN: Mapping[str, Any] = {
    "form": Form,
    "scans": dict[str, CardDraft],
    "wanted": Wanted,
    "taken": Taken,
    "awaits_card": str,
    "misunderstood": int,
    "keyboard_message": int,
    "opening_message": int,
    "left_message": int,
    "cry": str,
}
"""What a dialogue keeps sealed, by the fields' names."""


class Dialogues(Repository):
    """One row a person: private chats only, so the chat's id is the owner's."""

    async def of(self, owner: int) -> Dialogue:
        """Return the dialogue of *owner*, a fresh one if there is none."""
        row = await self._transaction.row(f"{DIALOGUE.select} WHERE owner = ?", owner)
        found = await self._transaction.read_one(DIALOGUE, row)
        if found is None and row is not None:  # what was said is lost, not in which language
            _, _, _, chosen, told, *_ = row
            return Dialogue(owner, chosen, told)
        return found or Dialogue(owner).as_stored()

    async def save(self, dialogue: Dialogue) -> None:
        """Write the dialogue if the update changed it and its person stays."""
        if not (dialogue.is_changed and dialogue.is_kept):
            return
        owner, begun = dialogue.owner, _written(dialogue)
        await self._transaction.save(
            DIALOGUE,
            owner,
            begun or None,
            key=owner,
            language=dialogue.chosen_language,
            heard=dialogue.telegram_language,
            state=dialogue.state,
            prompt_message=dialogue.prompt_message,
            updated_at=self._transaction.clock,
        )
        dialogue.as_stored()

    async def place_form(self, owner: int, message: int, *, awaited: int) -> bool:
        """Note which *message* holds the form; False when another than the *awaited* one does by now."""
        statement = "UPDATE dialogue SET prompt_message = ? WHERE owner = ? AND prompt_message = ?"
        return bool(await self._transaction.execute(statement, message, owner, awaited))

    async def form_message(self, owner: int) -> int | None:
        """Return the message that holds the form of *owner*, if it is known."""
        statement = "SELECT prompt_message FROM dialogue WHERE owner = ? AND prompt_message > 0"
        return await self._transaction.value(int, statement, owner)

    async def remember_keyboard(self, owner: int, message: int) -> bool:
        """Note which *message* brought the contact's keyboard; False when it is not wanted any more."""
        dialogue = await self.of(owner)
        if dialogue.form is None or not dialogue.form.has_keyboard:
            return False
        dialogue.keyboard_message = message
        await self.save(dialogue)
        return True

    async def forget_prompt(self, owner: int, messages: Collection[int]) -> None:
        """Note that the question went with these *messages*: there are no buttons to take from it."""
        dialogue = await self.present(owner)
        if dialogue.form_message in messages:
            dialogue.prompt_message = None
            await self._transaction.execute(
                "UPDATE dialogue SET prompt_message = NULL WHERE owner = ?", owner
            )

    async def prompt_beside(self, owner: int, card: str) -> int | None:
        """Return the message of the question that stands in a form about anything else than *card*."""
        dialogue = await self.present(owner)
        form = dialogue.form
        return dialogue.form_message if form and form.card != card else None

    async def present(self, owner: int) -> Dialogue:
        """Return the dialogue of *owner*: the open one if that is his."""
        return open_of(owner) or await self.of(owner)

    async def mark_blocked(self, owner: int, *, blocked: bool) -> None:
        """Note that the person blocked the bot, or let it speak again; of who is forgotten, nothing."""
        await self._transaction.execute(
            "UPDATE dialogue SET blocked_at = ? WHERE owner = ?",
            self._transaction.clock if blocked else None,
            owner,
        )

    async def is_blocked(self, owner: int) -> bool:
        """Tell whether the person has blocked the bot."""
        statement = "SELECT blocked_at FROM dialogue WHERE owner = ?"
        return await self._transaction.value(float, statement, owner) is not None

    async def forget_card(self, owner: int, card: str) -> None:
        """Delete the draft in which *owner* was changing *card*, in the open dialogue if that is his."""
        dialogue = await self.present(owner)
        if dialogue.form and dialogue.form.card == card:
            dialogue.form = None
            await self.save(dialogue)


def _dialogue(owner: int, _: int, content: Any, *beside: Any) -> Dialogue:
    chosen_language, telegram_language, state, prompt_message, blocked_at = beside
    begun, is_lost = _read_begun(dict(content or {}))
    dialogue = Dialogue(
        owner,
        chosen_language,
        telegram_language,
        state,
        prompt_message=None if prompt_message is None else int(prompt_message),
        is_blocked=blocked_at is not None,
        **begun,
    )
    return dialogue if is_lost else dialogue.as_stored()


def _read_begun(content: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """Read what was begun; a part that cannot be read goes, or it would keep its person from everything."""
    begun: dict[str, Any] = {}
    is_lost = False
    for name, kind in BEGUN.items():
        try:
            begun |= {name: read(kind, content[name])} if name in content else {}
        except Exception as error:  # noqa: BLE001 - whatever odd content may raise
            log.error("a %s cannot be read: %s", name, type(error).__name__)  # noqa: TRY400 - the answers stand in it
            is_lost = True
    return begun, is_lost


def _written(dialogue: Dialogue) -> dict[str, Any]:
    begun = {name: getattr(dialogue, name) for name in BEGUN}
    return {name: written(value) for name, value in begun.items() if value}


DIALOGUE = Sealed(
    "dialogue", "owner, owner, sealed, language, heard, state, prompt_message, blocked_at", _dialogue
)
