"""A mark before what a button carries: in what kind of message it stands, told by the tap itself."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class Mark(StrEnum):
    """What is special about the message; without a mark it is protected, and may change."""

    NONE = ""
    TOLD = "!"
    """It told something by itself: it stays as it was told, and a tap is answered below."""
    OPEN = "~"
    """It is not protected from forwarding, and can never be."""


def read(data: str) -> tuple[Mark, str]:
    """Return the mark and what the button carries."""
    mark = next(mark for mark in (Mark.TOLD, Mark.OPEN, Mark.NONE) if data.startswith(mark))
    return mark, data.removeprefix(mark)


def marked(parameters: Mapping[str, Any], mark: Mark) -> dict[str, Any]:
    """Return a call's *parameters* with the mark on all buttons that lead somewhere in the chat."""
    keyboard = parameters.get("reply_markup", {}).get("inline_keyboard")
    if not keyboard or not mark:
        return dict(parameters)
    rows = [[_marked(button, mark) for button in row] for row in keyboard]
    return {**parameters, "reply_markup": {"inline_keyboard": rows}}


def _marked(button: Mapping[str, Any], mark: Mark) -> dict[str, Any]:
    carried = button.get("callback_data")
    return dict(button) if carried is None else {**button, "callback_data": mark + carried}
