"""A screen: a text with its buttons, as a view makes it and before anybody has seen it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, Self

from aiogram.filters.callback_data import CallbackData

from handlers.ground.label import fits
from handlers.ground.style import Style, style_of

MOST_COPIED = 256  # characters, by the Bot API


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button; exactly one of *data*, *url* and *copied* is given.

    *copied* is what a tap puts into the clipboard. A link that is the main way on says so by *is_main*, as
    does what is that on some screens only; of the others it is known by what they do.
    """

    text: str
    data: CallbackData | None = None
    url: str | None = None
    copied: str | None = None
    is_main: bool = False

    @property
    def style(self) -> Style | None:
        """How the button looks."""
        return Style.PRIMARY if self.is_main else style_of(self.data)

    def as_json(self, style: Style | None = None) -> dict[str, Any]:
        """Return the Bot API's InlineKeyboardButton."""
        looks = {} if style is None else {"style": style.value}
        if self.data is not None:
            return {"text": self.text, "callback_data": self.data.pack(), **looks}
        if self.copied is not None:
            return {"text": self.text, "copy_text": {"text": self.copied[:MOST_COPIED]}, **looks}
        return {"text": self.text, "url": self.url, **looks}


Row = tuple[Button, ...]


class Protection(Enum):
    """Whether a screen must be protected from forwarding and from screenshots."""

    NEEDED = "needed"
    """It shows somebody's data, or may: so it is with every screen of which nothing else is said."""
    UNWANTED = "unwanted"
    """It shows nobody's data, and people pass it on: a clinic, a law, how to call for help."""
    EITHER = "either"
    """It shows nobody's data, and nobody passes it on: it fits into any message."""

    def fits(self, *, is_open: bool) -> bool:
        """Tell whether the screen may stand in a message that is not protected (*is_open*) or is."""
        return self is Protection.EITHER or is_open is (self is Protection.UNWANTED)


@dataclass(frozen=True, slots=True)
class Screen:
    """Text in Telegram HTML over rows of buttons, and whether its message is protected."""

    text: str
    rows: tuple[Row, ...] = ()
    protection: Protection = Protection.NEEDED

    def under(self, notice: str) -> Self:
        """Return this screen with *notice* above it, which may tell of somebody."""
        return replace(self, text=f"{notice}\n\n{self.text}", protection=Protection.NEEDED)

    def keyboard(self) -> dict[str, Any]:
        """Return the Bot API's InlineKeyboardMarkup."""
        rows = [part for row in self.rows for part in _laid_out(row)]
        styles = _with_one_main(button.style for row in rows for button in row)
        return {"inline_keyboard": [[button.as_json(next(styles)) for button in row] for row in rows]}


def _with_one_main(styles: Iterable[Style | None]) -> Iterator[Style | None]:
    """Go through *styles*; of the main ones only the first is."""
    has_main = False
    for style in styles:
        yield None if style is Style.PRIMARY and has_main else style
        has_main = has_main or style is Style.PRIMARY


def plain(text: str, rows: Sequence[Row] = ()) -> Screen:
    """Return a screen with nobody's data, which fits into any message."""
    return Screen(text, tuple(rows), Protection.EITHER)


def forwardable(text: str, rows: Sequence[Row] = ()) -> Screen:
    """Return a screen with nobody's data, which people pass on."""
    return Screen(text, tuple(rows), Protection.UNWANTED)


def _laid_out(row: Row) -> Sequence[Row]:
    """Give each button a row of its own where a phone would cut one of them."""
    return [row] if fits([button.text for button in row]) else [(button,) for button in row]
