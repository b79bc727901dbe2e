"""Booking at the registry, and what remains when nobody knows whether a visit came of it."""

from functools import partial

from handlers.booking import screens
from handlers.booking.jobs.outcomes import keep_booked, keep_both, keep_in_vain, keep_lost
from handlers.directory.jobs import free_times_of
from handlers.ground.context import Context
from handlers.ground.errands import Conclusion, apologise, keep_nothing, offer_again, over_menu
from handlers.ground.jobs import Means
from handlers.ground.navigation import Go
from handlers.ground.tables import Rendered
from handlers.visits.jobs.outcomes import end, keep_ended
from patient.booking import UNCLEAR, Booking
from patient.card import Card
from patient.visit import Visit
from registry.errors import PersonUnknown, RegistryRefused, SlotTaken
from storage.bookings import Bookings
from storage.cards import Cards
from storage.errands import Errand
from storage.transaction import Transaction
from storage.visits import Visits


async def book(means: Means, errand: Errand) -> Conclusion:
    """Book what was chosen, or find why not; what moves a visit gives that up, or goes again itself.

    Every step may be repeated, so a try after a crash or a lost answer ends where this one would have.

    Raises:
        RegistryError: nobody knows yet whether it is booked: try again.
    """
    card, booking = await means.database.write(partial(_wanted, errand))
    if card is None or booking is None or booking.slot is None:
        return keep_nothing
    try:
        visit = await means.registry.visits.book(
            card.person, booking.slot, booking.id, is_repeated=errand.tries > 0
        )
    except SlotTaken:
        slots = await free_times_of(means, booking.doctors)
        return partial(keep_lost, booking, slots)
    except PersonUnknown:
        return partial(keep_in_vain, booking, booking.failed("person_unknown"))
    except RegistryRefused:
        return partial(keep_in_vain, booking, booking.failed("refused"))
    return await made(means, card, booking, visit)


async def made(means: Means, card: Card, booking: Booking, new: Visit) -> Conclusion:
    """Return how the visit is kept that was made; the one that it replaces is cancelled first."""
    old = await means.database.write(lambda tx: Visits(tx).find(card, booking.moves or ""))
    if old is None:
        return partial(keep_booked, card, booking, new)
    new = new.instead_of(old)
    try:
        ended = await end(means.registry, card, old)
    except (PersonUnknown, RegistryRefused):
        return await _take_back(means, card, booking, new)

    async def conclude(context: Context) -> None:
        await keep_ended(card, ended, context)
        await keep_booked(card, booking, new, context)

    return conclude


async def _take_back(means: Means, card: Card, booking: Booking, new: Visit) -> Conclusion:
    """Give up the new visit, for the old one must stay; if not even that may be, both stand."""
    try:
        await end(means.registry, card, new)  # a held time is given back by what keep_in_vain leaves behind
    except (PersonUnknown, RegistryRefused):
        return partial(keep_both, card, booking, new)
    return partial(keep_in_vain, booking, booking.failed("not_moved"))


async def _wanted(errand: Errand, transaction: Transaction) -> tuple[Card | None, Booking | None]:
    card = await Cards(transaction, errand.owner).find(errand.card or "")
    return card, await Bookings(transaction, errand.owner).find(errand.id)


async def in_doubt(context: Context, errand: Errand, *, is_broken: bool = False) -> Rendered | None:
    """Keep that nobody knows whether a visit came of it, and show so.

    The booking's screen may be what the bot fails over: where that *is_broken* it is said without.
    """
    booking = await context.bookings.find(errand.id)
    if booking is None:
        return await (apologise if is_broken else offer_again)(context, errand)
    await keep_in_vain(booking, booking.failed(UNCLEAR), context)
    if is_broken:
        return over_menu(context.t, "booking.problem.unclear")
    return await screens.booking(context, Go.unpack(errand.go))
