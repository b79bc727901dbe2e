"""The visits that are booked when cards go: which there are, and the question what shall become of them."""

from collections.abc import Sequence

from handlers.cards.views import leaving as views
from handlers.ground.navigation import Action
from handlers.ground.turn import Answer, Turn
from patient.card import Card
from patient.farewell import Farewell
from storage.visits import Visits


async def coming(turn: Turn, cards: Sequence[Card]) -> list[Farewell]:
    """Return the coming visits of *cards*; at a frozen one nobody may look."""
    found = []
    for card in cards:
        visits = [] if card.is_frozen else await Visits(turn.transaction).of(card)
        ahead = tuple(visit for visit in visits if visit.is_coming(turn.transaction.now))
        found += [Farewell(card.id, card.person, ahead)] if ahead else []
    return found


async def question(turn: Turn, deed: Action, cards: Sequence[Card], name: str = "") -> Answer | None:
    """Ask whether the visits are to be cancelled before *deed* is done; none when there are none."""
    farewells = await coming(turn, cards)
    return turn.show(views.ask(deed, name, farewells, turn.config.zone, turn.t)) if farewells else None
