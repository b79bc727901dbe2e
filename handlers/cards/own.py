"""Whose a card is: what a button names is found among the person's own, or refused, in one place."""

from collections.abc import Awaitable, Callable
from typing import TypeVarTuple

from handlers.cards.present_consent import asked_first
from handlers.cards.views import card as views
from handlers.cards.views import full_age as full_age_views
from handlers.ground import onward
from handlers.ground.context import Context
from handlers.ground.navigation import Do, Go
from handlers.ground.screen import Screen
from handlers.ground.tables import Act, Outcome, Render, Rendered
from handlers.ground.turn import Turn
from patient.card import Card, CardId

Ts = TypeVarTuple("Ts")


def card_screen(render: Callable[[Context, Card], Awaitable[Rendered]]) -> Render:
    """Return the screen of a card that the person may look at."""

    async def rendered(context: Context, go: Go) -> Rendered:
        card = await context.cards.find(go.id)
        return await render(context, card) if card else await refused(context, go.id)

    return rendered


def card_action(
    act: Callable[[Turn, Card], Awaitable[Outcome]], *, under_consent: bool = False, even_frozen: bool = False
) -> Act:
    """Return what is done to a card that the person reaches, be it *even_frozen*.

    What is done *under_consent* is done only under the present one.
    """

    async def acted(turn: Turn, do: Do) -> Outcome:
        card = await (turn.cards.find_listed(do.id) if even_frozen else turn.cards.find(do.id))
        if card is None:
            return await refused(turn, do.id)
        asked = await asked_first(turn, card) if under_consent else None
        return asked or await act(turn, card)

    return acted


def found_action(
    find: Callable[[Turn, str], Awaitable[tuple[*Ts] | None]],
    act: Callable[[Turn, *Ts], Awaitable[Outcome]],
    gone: str,
) -> Act:
    """Return what is done to all that *find* finds of what a button names; the words *gone* if nothing."""

    async def acted(turn: Turn, do: Do) -> Outcome:
        found = await find(turn, do.id)
        return onward.over_cards(gone, turn.t) if found is None else await act(turn, *found)

    return acted


async def refused(context: Context, name: str) -> Screen:
    """Say that there is no such card among this person's, or that it is frozen or damaged."""
    frozen = await context.cards.find_listed(name)
    if frozen:
        return full_age_views.frozen(frozen, context.t)
    if name in await context.cards.damaged():
        return views.damaged(CardId(name), context.t)
    await context.audit.note("card.refused", name)
    return onward.over_cards("card.gone", context.t)
