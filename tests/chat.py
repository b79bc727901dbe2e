"""A chat as a person has it: says and taps go through the real router into a real SQLite file."""

import re
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

from bot.incoming.updates import Updates
from storage.database import Database
from storage.outbox import Outbox
from storage.sent import Receipt, note_sent
from tests.form import ANNA, goes_on
from tests.labels import cut

numbers = count(1)

FEWEST_DIGITS = 9  # from here on a number is a polis, a SNILS or a phone
MOST_DIGITS = 10  # of its end: the country's 7 and 8 are one


@dataclass
class Chat:
    """One person's private chat with the bot; keeps the messages as Telegram would show them."""

    updates: Updates
    database: Database
    user: int = 1001
    language: str = "ru"
    name: str = "Анна"
    username: str | None = None
    messages: dict[int, dict[str, Any]] = field(default_factory=dict)
    toasts: list[str] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    async def says(self, text: str, **more: Any) -> str:
        """Send a text; return all that the bot said to it."""
        number = next(numbers)
        self._note_number(text)
        self.messages[number] = {"text": text, "from": "user"}
        body = {**self._head(number), "text": text} | more
        if text.startswith("/"):
            length = len(text.split(maxsplit=1)[0])
            body["entities"] = [{"type": "bot_command", "offset": 0, "length": length}]
        return await self.sends(message=body)

    async def shares_contact(self, phone: str, owner: int | None = None) -> str:
        """Share a contact, by default one's own."""
        self._note_number(phone)
        contact = {"phone_number": phone, "first_name": "Анна", "user_id": owner or self.user}
        return await self.sends(message={**self._head(next(numbers)), "contact": contact})

    async def leaves(self, content: dict[str, Any]) -> int:
        """Send a photograph, a file or the like; return the message's number."""
        number = next(numbers)
        self.messages[number] = {"from": "user"}
        await self.sends(message={**self._head(number), **content})
        return number

    async def taps(self, label: str) -> str:
        """Press the newest button whose label has *label* in it."""
        for number, message in sorted(self.messages.items(), reverse=True):
            for button in buttons_of(message):
                if label in button["text"]:
                    return await self.presses(button["callback_data"], number)
        raise AssertionError(f"no button {label!r} in {self.labels}")

    async def presses(self, data: str, number: int) -> str:
        """Press a button by its data."""
        chat = {"id": self.user, "type": "private"}
        message = {"message_id": number, "date": 1, "chat": chat, "text": "…"}
        shown = self.messages.get(number, {}).get("reply_markup")
        message |= {"reply_markup": shown} if shown and "inline_keyboard" in shown else {}
        query = {
            "id": str(next(numbers)),
            "from": self._user(),
            "chat_instance": "1",
            "data": data,
            "message": message,
        }
        return await self.sends(callback_query=query)

    async def sends(self, **update: Any) -> str:
        """Send any update; return what the bot said to it."""
        await self.updates.take({"update_id": next(numbers), **update})
        return await self.reads()

    async def reads(self) -> str:
        """Take what waits in the outbox for this chat and for groups, as Telegram would."""
        waiting = await self.database.write(lambda tx: Outbox(tx).left_over())
        rows = [row for row in waiting if row.chat == self.user or row.chat < 0]
        said = [self._show(row.call.method, row.call.parameters) for row in rows]
        receipts = {
            row.id: Receipt(row, row.chat, made) if made and row.chat > 0 else None
            for row, (made, _) in zip(rows, said, strict=True)
        }
        await self.database.write(partial(note_sent, receipts))
        return "\n".join(filter(None, [text for _, text in said]))

    @property
    def labels(self) -> list[str]:
        """All buttons that can be pressed now."""
        return [button["text"] for m in self.messages.values() for button in buttons_of(m)]

    @property
    def deleted(self) -> set[int]:
        """The numbers of all messages that the bot has deleted, alone or with others."""
        gone = [given for method, given in self.calls if method.startswith("deleteMessage")]
        return {number for given in gone for number in given.get("message_ids", [given.get("message_id")])}

    def _show(self, method: str, parameters: dict[str, Any]) -> tuple[int | None, str]:
        """Do as Telegram would; return the number of the message that came of it, and what is read."""
        made = parameters.get("message_id") if method.startswith("edit") else None
        self.calls.append((method, parameters))
        self._look_for_numbers(parameters)
        assert not (lost := cut(parameters.get("reply_markup"))), f"a phone cuts {lost}"
        match method:
            case "sendMessage":
                made = next(numbers)
                self.messages[made] = {"from": "bot", **parameters}
            case "sendDocument":
                made = next(numbers)
                self.messages[made] = {"from": "bot", **parameters}
            case "editMessageText":
                kept = self.messages.get(parameters["message_id"], {}).get("protect_content", True)
                edited = {"from": "bot", "protect_content": kept, **parameters}
                self.messages[parameters["message_id"]] = edited
            case "editMessageReplyMarkup":
                shown = self.messages.get(parameters["message_id"], {})  # one that is gone shows nothing
                shown.pop("reply_markup", None)
                shown |= {k: v for k, v in parameters.items() if k == "reply_markup"}
            case "deleteMessage":
                self.messages.pop(parameters["message_id"], None)
            case "answerCallbackQuery":
                self.toasts.append(parameters.get("text", ""))
            case "deleteMessages":
                for number in parameters["message_ids"]:
                    self.messages.pop(number, None)
        return made, str(parameters.get("text", ""))

    def _note_number(self, text: str) -> None:
        """Remember a number that was told: nothing that the bot says may hold it whole."""
        digits = re.sub(r"[^0-9]", "", text)
        if len(digits) >= FEWEST_DIGITS:
            self.told.add(digits[-MOST_DIGITS:])

    def _look_for_numbers(self, parameters: dict[str, Any]) -> None:
        shown = [str(parameters.get("text", "")), str(parameters.get("caption", ""))]
        shown += [button["text"] for button in buttons_of(parameters)]
        for text in shown:
            digits = re.sub(r"[\s()+–-]", "", text)
            assert not any(number in digits for number in self.told), f"a number stands in {text!r}"

    def _head(self, number: int) -> dict[str, Any]:
        chat = {"id": self.user, "type": "private"}
        return {"message_id": number, "date": 1, "chat": chat, "from": self._user()}

    def _user(self) -> dict[str, Any]:
        return {
            "id": self.user,
            "is_bot": False,
            "first_name": self.name,
            "language_code": self.language,
        } | ({"username": self.username} if self.username else {})


def buttons_of(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the inline buttons that lead somewhere in the chat."""
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button for row in rows for button in row if "callback_data" in button]


async def fills_in(chat: Chat, **answers: str) -> str:
    """Answer all questions up to the summary, as Anna where nothing else is told."""
    return await goes_on(chat, await chat.says("/add"), ANNA | answers)


async def adds_card(chat: Chat, **answers: str) -> str:
    """Add a card by hand, consent included."""
    await fills_in(chat, **answers)
    await chat.taps("Добавить карточку")
    return await chat.taps("Даю согласие")
