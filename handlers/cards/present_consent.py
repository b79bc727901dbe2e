"""The present consent: before what an earlier one did not name is done, the present text is asked for."""

from aiogram.types import CallbackQuery

from handlers.cards.views import consent as views
from handlers.ground.turn import Answer, Turn
from patient.card import Card
from storage.consents import Consents

WANTED = "wanted"  # where the dialogue keeps the button that was tapped, until the consent is given


async def asked_first(turn: Turn, card: Card | None) -> Answer | None:
    """Return the question for the present consent, none when it is given or it is not clear yet for whom."""
    return None if card is None or await is_covered(turn, card) else await _ask(turn, card)


async def asked_first_for_only(turn: Turn) -> Answer | None:
    """Return that question for the person's only card; with several it is not clear yet for which."""
    cards = await turn.cards.readable()
    return await asked_first(turn, cards[0]) if len(cards) == 1 else None


async def is_covered(turn: Turn, card: Card) -> bool:
    """Tell whether the consent to the present text stands for *card*."""
    present = views.document(card.person, turn.config, turn.t, turn.today).stamp
    given = await Consents(turn.transaction).newest(card.id)
    return given is not None and given.text.edition >= present.edition


async def _ask(turn: Turn, card: Card) -> Answer:
    """Ask whoever gave the earlier consent; anybody else is told whose it is to give."""
    given = await Consents(turn.transaction).newest(card.id)
    if turn.owner != (given.owner if given else card.owner):
        return turn.show(views.asks_another(card, turn.t))
    if isinstance(turn.event, CallbackQuery):
        await turn.state.update_data({WANTED: {"card": card.id, "button": turn.event.data}})
    return turn.show(views.renewal(card, turn.config, turn.t, turn.today))
