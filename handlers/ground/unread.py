"""What can be told of an update from its raw JSON alone, and what is said to whom it could not be read."""

from collections.abc import Iterator
from typing import Any

from aiogram.enums import ChatType

from handlers.ground.calls import message
from handlers.ground.screen import Screen
from locales.texts import DEFAULT, language_of, texts
from storage.outbox import Call

NUMBERS = 2**63  # what a column holds


def chat_of(raw: Any) -> int:
    """Return the chat of an update's raw JSON: a person's own id, a group's below 0, 0 for none."""
    for kind in ("message", "edited_message", "callback_query", "my_chat_member"):
        if isinstance(event := raw.get(kind), dict):
            tapped = event.get("message") or event
            chat = tapped.get("chat") if isinstance(tapped, dict) else None
            whose = chat if isinstance(chat, dict) else event.get("from")
            number = whose.get("id") if isinstance(whose, dict) else None
            return number if type(number) is int and abs(number) < NUMBERS else 0
    return 0


def apology(raw: Any) -> Iterator[tuple[int, Call]]:
    """Yield what to say to the person whose update could not be handled, from its raw JSON.

    What was typed leaves the chat: nobody has looked whether there is a number in it.
    """
    for number, sender, said in _speakers(raw):
        if type(said) is int:
            yield number, Call("deleteMessage", {"chat_id": number, "message_id": said})
        yield number, _own_words("apology", number, sender)


def hold_on(raw: Any) -> Iterator[tuple[int, Call]]:
    """Yield what to say to the person who is too fast; what was not read stays, to be said once more."""
    for number, sender, _ in _speakers(raw):
        yield number, _own_words("too_fast", number, sender)


def _speakers(raw: Any) -> Iterator[tuple[int, dict[str, Any], Any]]:
    """Yield the id and the account of whoever speaks in a private chat, and the number of what he said."""
    for kind in ("message", "edited_message", "callback_query"):
        event = raw.get(kind)
        sender = event.get("from") if isinstance(event, dict) else None
        number = sender.get("id") if isinstance(sender, dict) else None
        if isinstance(sender, dict) and _is_private(event) and type(number) is int:
            yield number, sender, event.get("message_id")


def _own_words(key: str, number: int, sender: dict[str, Any]) -> Call:
    t = texts(language_of(str(sender.get("language_code") or "")) or DEFAULT)
    return Call("sendMessage", message(number, Screen(t(key))))


def _is_private(event: dict[str, Any]) -> bool:
    message_of = event.get("message") or event
    chat = message_of.get("chat") if isinstance(message_of, dict) else None
    return isinstance(chat, dict) and chat.get("type") == ChatType.PRIVATE
