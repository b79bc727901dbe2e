"""Whose a booking or a watch is: what a button names is found among the person's own, or is no more."""

from collections.abc import Awaitable, Callable
from typing import Any

from handlers.booking import views, watch_views
from handlers.cards.present_consent import asked_first, asked_first_for_only
from handlers.directory import views as directory_views
from handlers.ground.navigation import Do, Pick
from handlers.ground.screen import Screen
from handlers.ground.tables import Act, Outcome
from handlers.ground.turn import Turn
from patient.booking import Booking
from patient.card import CardId
from patient.watch import Watch

Find = Callable[[Turn, str], Awaitable[Booking | None]]


def place_action(at: Find, act: Callable[[Turn, Booking], Awaitable[Outcome]]) -> Act:
    """Return what begins, under the present consent, *at* a place that a button of the directory names."""

    async def acted(turn: Turn, do: Do) -> Outcome:
        if asked := await asked_first_for_only(turn):
            return asked
        booking = await at(turn, do.id)
        return await act(turn, booking) if booking else directory_views.gone(turn.t)

    return acted


def booking_action(
    act: Callable[[Turn, Booking, Any], Awaitable[Outcome]], *, under_consent: bool = False
) -> Act:
    """Return what is done to a booking of this person's; *under_consent* only under the present one."""

    async def acted(turn: Turn, tap: Do | Pick) -> Outcome:
        name = tap.booking if isinstance(tap, Pick) else tap.id.partition(".")[0]
        booking = await turn.bookings.find(name)
        if booking is None:
            return views.gone(turn.t)
        asked = await asked_about(turn, booking.card) if under_consent else None
        return asked or await act(turn, booking, tap)

    return acted


def watch_action(
    act: Callable[[Turn, Watch, str], Awaitable[Outcome]], *, under_consent: bool = False
) -> Act:
    """Return what is done to a watch of this person's, with the value that its button carries.

    *under_consent* only under the present one.
    """

    async def acted(turn: Turn, do: Do) -> Outcome:
        name, _, value = do.id.partition(".")
        watch = await turn.watches.find(name)
        if watch is None:
            return watch_views.gone(turn.t)
        asked = await asked_about(turn, watch.card) if under_consent else None
        return asked or await act(turn, watch, value)

    return acted


async def asked_about(turn: Turn, card: CardId | None) -> Screen | None:
    """Return the question for the present consent, if *card* is chosen and still lacks it."""
    return await asked_first(turn, await turn.cards.find(card or ""))
