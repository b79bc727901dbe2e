"""A screen: a text with its buttons, as a view makes it and before anybody has seen it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from aiogram.filters.callback_data import CallbackData

from handlers.ground.label import fits


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button; exactly one of *data* and *url* is given."""

    text: str
    data: CallbackData | None = None
    url: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the Bot API's InlineKeyboardButton."""
        if self.data is not None:
            return {"text": self.text, "callback_data": self.data.pack()}
        return {"text": self.text, "url": self.url}


Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """Text in Telegram HTML over rows of buttons."""

    text: str
    rows: tuple[Row, ...] = ()

    def under(self, notice: str) -> Self:
        """Return this screen with *notice* above it."""
        return replace(self, text=f"{notice}\n\n{self.text}")

    def keyboard(self) -> dict[str, Any]:
        """Return the Bot API's InlineKeyboardMarkup."""
        rows = [part for row in self.rows for part in _laid_out(row)]
        return {"inline_keyboard": [[button.as_json() for button in row] for row in rows]}


def _laid_out(row: Row) -> Sequence[Row]:
    """Give each button a row of its own where a phone would cut one of them."""
    return [row] if fits([button.text for button in row]) else [(button,) for button in row]
