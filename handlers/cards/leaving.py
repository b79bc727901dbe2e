"""Leaving while visits are booked: the card, the consent or everything goes; they stay or are cancelled."""

import secrets
from collections.abc import Awaitable, Callable, Mapping

from aiogram import Router
from aiogram.types import CallbackQuery

from handlers.cards import booked
from handlers.cards import card as card_flow
from handlers.cards.views import card as card_views
from handlers.ground.navigation import Action, Fate, Leave, Leaves
from handlers.ground.turn import Answer, Turn
from handlers.home import account
from patient.card import Card
from storage.audit import Audit
from storage.errands import Errand, ErrandKind, Errands


async def leave(_: CallbackQuery, turn: Turn, bye: Leave) -> Answer:
    """Do what was asked; a job cancels the visits then, with what it needs for that and nothing else."""
    owned = await turn.cards.owned()
    cards = owned if bye.what is Action.ERASE_ME else [card for card in owned if card.id == bye.id]
    end = ENDS.get(bye.what)
    if end is None or (not cards and bye.what is not Action.ERASE_ME):
        return turn.show(card_views.gone(turn.t))
    farewells = tuple(await booked.coming(turn, cards)) if bye.fate is Fate.CANCEL else ()
    answer = await end(turn, cards)
    if not farewells:
        return answer
    errand = Errand(
        id=f"farewell/{secrets.token_urlsafe(12)}",
        owner=turn.owner,
        kind=ErrandKind.FAREWELL,
        message=0,
        go="",
        farewells=farewells,
        language=turn.t.language,
    )
    await Errands(turn.transaction).enqueue(errand)
    await Audit(turn.transaction).note(turn.owner, "visit.cancellation wished", errand.id)
    return answer


async def _remove(turn: Turn, cards: list[Card]) -> Answer:
    return await card_flow.end(turn, cards[0])


async def _withdraw(turn: Turn, cards: list[Card]) -> Answer:
    return await account.end_consent(turn, cards[0])


async def _erase(turn: Turn, _: list[Card]) -> Answer:
    return await account.end_everything(turn)


ENDS: Mapping[Action, Callable[[Turn, list[Card]], Awaitable[Answer]]] = {
    Action.REMOVE_CARD: _remove,
    Action.WITHDRAW: _withdraw,
    Action.ERASE_ME: _erase,
}


def build_router() -> Router:
    """Route the answers to the question what shall become of the visits."""
    router = Router(name="leaving")
    router.callback_query.register(leave, Leaves())
    return router
