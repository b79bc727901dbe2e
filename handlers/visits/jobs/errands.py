"""The errands of the room: a card's visits are asked for, a visit is cancelled."""

from functools import partial
from zoneinfo import ZoneInfo

from handlers.ground.errands import Conclusion, keep_nothing, showing
from handlers.visits import views
from handlers.visits.jobs.outcomes import keep_cancelled, keep_held, keep_visits
from patient.card import Card
from patient.visit import Visit
from registry.errors import PersonUnknown, RegistryRefused, SlotHeld
from registry.port import Registry
from storage.cards import Cards
from storage.database import Database
from storage.errands import Errand
from storage.transaction import Transaction
from storage.visits import Visits


class VisitErrands:
    """Asks about the visits that a card may know."""

    def __init__(self, database: Database, registry: Registry, zone: ZoneInfo) -> None:
        self._database = database
        self._registry = registry
        self._zone = zone

    async def look(self, errand: Errand) -> Conclusion:
        """Ask for the card's visits.

        Raises:
            RegistryError: there was no answer: try again.
        """
        card, known = await self._database.write(partial(_known, errand))
        if card is None:
            return keep_nothing
        try:
            visits = await self._registry.visits.of(card.person, known)
        except PersonUnknown:
            return showing(partial(views.unknown_person, card))
        return lambda transaction, _: keep_visits(card, visits, self._zone, transaction)

    async def cancel(self, errand: Errand) -> Conclusion:
        """Cancel, if the card may still know of the visit: it may have changed since the tap.

        Raises:
            RegistryError: nobody knows yet whether it is cancelled: try again.
        """
        card, known = await self._database.write(partial(_known, errand))
        visit = next((each for each in known if each.id == errand.visit), None)
        if card is None or visit is None:
            return keep_nothing
        try:
            cancelled = await self._registry.visits.cancel(card.person, visit.id, [visit])
        except SlotHeld as held:
            held_visit = held.visit
            return lambda transaction, _: keep_held(card, held_visit, errand.owner, self._zone, transaction)
        except (PersonUnknown, RegistryRefused):
            return showing(partial(views.not_cancelled, card))
        return lambda transaction, _: keep_cancelled(card, cancelled, errand.owner, self._zone, transaction)


async def _known(errand: Errand, transaction: Transaction) -> tuple[Card | None, list[Visit]]:
    card = await Cards(transaction, errand.owner).find(errand.card or "")
    return card, await Visits(transaction).of(card) if card else []
