"""The errands of the room: a card's visits are asked for, a visit is cancelled."""

from functools import partial

from handlers.ground.context import Context
from handlers.ground.errands import Conclusion, keep_nothing, showing
from handlers.ground.jobs import Means
from handlers.visits import views
from handlers.visits.jobs.outcomes import end, keep_cancelled, keep_visits
from patient.card import Card
from patient.visit import Visit
from registry.errors import PersonUnknown, RegistryRefused
from storage.cards import Cards
from storage.errands import Errand
from storage.transaction import Transaction
from storage.visits import Visits


async def look(means: Means, errand: Errand) -> Conclusion:
    """Ask for the visits that the card may know.

    Raises:
        RegistryError: there was no answer: try again.
    """
    card, known = await means.database.write(partial(_known, errand))
    if card is None:
        return keep_nothing
    try:
        visits = await means.registry.visits.of(card.person, known)
    except PersonUnknown:
        return showing(partial(views.unknown_person, card))
    return lambda context: keep_visits(card, known, visits, context.zone, context.transaction)


async def cancel(means: Means, errand: Errand) -> Conclusion:
    """Cancel, if the card may still know of the visit: it may have changed since the tap.

    Raises:
        RegistryError: nobody knows yet whether it is cancelled: try again.
    """
    card, known = await means.database.write(partial(_known, errand))
    visit = next((each for each in known if each.id == errand.visit), None)
    if card is None or visit is None:
        return keep_nothing
    try:
        ended = await end(means.registry, card, visit)
    except (PersonUnknown, RegistryRefused):
        return showing(partial(views.not_cancelled, card))

    async def conclude(context: Context) -> None:
        await keep_cancelled(card, ended, context)

    return conclude


async def _known(errand: Errand, transaction: Transaction) -> tuple[Card | None, list[Visit]]:
    card = await Cards(transaction, errand.owner).find(errand.card or "")
    return card, await Visits(transaction).of(card) if card else []
