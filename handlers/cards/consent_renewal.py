"""The renewal of a consent: an earlier version is asked for anew before what it did not name is done."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Router
from aiogram.types import CallbackQuery, TelegramObject

from handlers.cards.card import OwnCard, refuse
from handlers.cards.consenting import keep_consent
from handlers.cards.present_consent import WANTED, asked_first, is_covered
from handlers.cards.views import consent as views
from handlers.ground.navigation import Action, Do, Wants
from handlers.ground.turn import Answer, Turn
from patient.card import Card
from storage.consents import Consents

WITHOUT_CARD = frozenset({Action.BOOK_CLINIC, Action.BOOK_DOCTOR, Action.WATCH_DOCTOR})
COVERED = WITHOUT_CARD | {
    Action.BOOK_FOR,
    Action.REQUEST_BOOKING,
    Action.ASK_CANCELLATION,
    Action.CANCEL_VISIT,
    Action.BEGIN_WATCH,
    Action.WATCH_MORE,
    Action.INVITE,
}


async def ask_first(
    handle: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
    event: TelegramObject,
    data: dict[str, Any],
) -> Any:
    """Ask for the present consent before a card is booked for, watched for or shared; looking needs none.

    An inner middleware of the whole conversation: it sees what the filters have found.
    """
    turn: Turn = data["turn"]
    card = await _card_of(turn, data) if turn.is_private and _acts(data) else None
    return await asked_first(turn, card) or await handle(event, data)


def _acts(data: dict[str, Any]) -> bool:
    do: Do | None = data.get("do")
    return "pick" in data or "take" in data or (do is not None and do.what in COVERED)


async def _card_of(turn: Turn, data: dict[str, Any]) -> Card | None:
    """Return the card about which a tap is, as far as that is clear yet."""
    if "card" in data:
        return data["card"]  # type: ignore[no-any-return]  # what OwnCard found
    about = data.get("booking") or data.get("watch")
    if about is not None and about.card:
        return await turn.cards.find(about.card)
    do: Do | None = data.get("do")
    cards = await turn.cards.readable() if do and do.what in WITHOUT_CARD else []
    return cards[0] if len(cards) == 1 else None


async def read(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Show the whole text over the decision."""
    return turn.show(views.renewal_whole(card, turn.config, turn.t, turn.today))


async def agree(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Keep the consent in the earlier one's place, and lead on to what was wanted."""
    if not await is_covered(turn, card):
        await Consents(turn.transaction).withdraw(card.id, turn.owner)
        await keep_consent(turn, card)
    content = await turn.state.get_data()
    wanted = content.pop(WANTED, None) or {}
    await turn.state.set_data(content)
    button = wanted.get("button") if wanted.get("card") == card.id else None
    return turn.show(views.renewed(card, button, turn.t))


async def disagree(_: CallbackQuery, turn: Turn, card: Card) -> Answer:
    """Say what still works under the earlier consent."""
    return turn.show(views.not_renewed(card, turn.t))


def build_router() -> Router:
    """Route the decision."""
    router = Router(name="consent renewal")
    for deed, story in (
        (Action.READ_RENEWAL, read),
        (Action.RENEW, agree),
        (Action.NOT_RENEW, disagree),
    ):
        router.callback_query.register(story, Wants(deed), OwnCard())
        router.callback_query.register(refuse, Wants(deed))
    return router
