"""Taps and words: what a button carries, or a typed name leads to, is looked up in the rooms' tables."""

from collections.abc import Mapping
from typing import Any, TypeVar

from aiogram.dispatcher.event.bases import SkipHandler
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message

from handlers.booking.actions import ACTIONS as BOOKING_ACTIONS
from handlers.booking.screens import SCREENS as BOOKING_SCREENS
from handlers.directory.screens import SCREENS as DIRECTORY_SCREENS
from handlers.directory.words import sought
from handlers.ground.context import Context
from handlers.ground.navigation import Do, Go, Tap, read_button
from handlers.ground.tables import Actions, Rendered, Screens, answer
from handlers.ground.turn import Answer, Turn
from handlers.visits.actions import ACTIONS as VISIT_ACTIONS
from handlers.visits.screens import SCREENS as VISIT_SCREENS

K = TypeVar("K")
V = TypeVar("V")


def merged(*rooms: Mapping[K, V]) -> dict[K, V]:
    """Return one table of all rooms'; two rooms never claim the same place or action."""
    table = {key: value for room in rooms for key, value in room.items()}
    assert len(table) == sum(map(len, rooms))  # noqa: S101 - seen at the first import
    return table


SCREENS: Screens = merged(BOOKING_SCREENS, DIRECTORY_SCREENS, VISIT_SCREENS)
ACTIONS: Actions = merged(BOOKING_ACTIONS, VISIT_ACTIONS)


async def render(context: Context, go: str) -> Rendered:
    """Draw the screen to which the callback data *go* leads."""
    target = Go.unpack(go)
    return await SCREENS[target.to](context, target)


class InTables(Filter):
    """Lets a tap through that the tables know; gives what it carries as ``tap``."""

    async def __call__(self, query: CallbackQuery) -> bool | dict[str, Tap]:
        """Look up what the button carries."""
        tap = read_button(query.data or "")
        if isinstance(tap, Go):
            return {"tap": tap} if tap.to in SCREENS else False
        return {"tap": tap} if tap is not None and _key(tap) in ACTIONS else False


def _key(tap: Tap) -> Any:
    return tap.what if isinstance(tap, Do) else type(tap)


async def take_tap(_: CallbackQuery, turn: Turn, tap: Tap) -> Answer:
    """Show the place to which a button leads, or do what it asks."""
    return await answer(turn, SCREENS, tap if isinstance(tap, Go) else await ACTIONS[_key(tap)](turn, tap))


async def take_words(_: Message, turn: Turn) -> Answer:
    """Show what the typed words name; when they name nothing, somebody else answers."""
    go = await sought(turn)
    if go is None:
        raise SkipHandler
    return await answer(turn, SCREENS, go)
