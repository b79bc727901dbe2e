"""Times given back: what a booking or a cancellation left taken at the registry is free again in the end."""

import logging
from functools import partial

from prometheus_client import Counter

from handlers.booking import screens
from handlers.booking.jobs import orphans
from handlers.booking.jobs.errands import made
from handlers.ground.context import Context
from handlers.ground.errands import Conclusion, keep_nothing
from handlers.ground.jobs import Means
from handlers.ground.navigation import Go, Place
from handlers.ground.screen import Screen
from handlers.ground.tables import Rendered
from patient.booking import UNCLEAR, Booking, BookingState
from patient.held_time import HeldTime
from registry.errors import RegistryUnavailable
from storage.bookings import Bookings
from storage.cards import Cards
from storage.errands import Errand

log = logging.getLogger(__name__)

HELD_TIMES = Counter(
    "bot_times_held", "Times that may be taken in vain at the registry: look at them", registry=None
)


async def give_back(means: Means, errand: Errand) -> Conclusion:
    """Give the errand's time back, or find that a visit came of it after all.

    It looks at what stands at the registry, so that it may be done again and again.

    Raises:
        RegistryError: it is not known yet how it stands: try again.
    """
    if errand.visit:
        await means.registry.visits.give_back(errand.visit)
    if errand.held is None:
        return keep_nothing
    return await _settle(means, errand, errand.held)


async def _settle(means: Means, errand: Errand, held: HeldTime) -> Conclusion:
    if held.orphan:
        return await orphans.settle(means, held, held.orphan)
    card = await means.database.write(lambda tx: Cards(tx, errand.owner).find(held.card))
    if card is None:
        is_held = await means.registry.visits.is_held(held.slot, held.key)
        return partial(say_in_vain, errand=errand) if is_held else keep_nothing
    booking = await means.database.write(lambda tx: Bookings(tx, errand.owner).find(held.key))
    if booking and booking.state is BookingState.REQUESTED:
        raise RegistryUnavailable("the same booking is under way")
    visit = await means.registry.visits.settle(card.person, held.slot, held.key)
    if booking is None or booking.problem != UNCLEAR:
        return keep_nothing  # how it ended is told already
    if visit is None:
        return partial(_show, booking, partial(_keep_not_made, booking))
    return partial(_show, booking, await made(means, card, booking, visit))


async def _show(booking: Booking, keep: Conclusion, context: Context) -> Rendered:
    """Tell whoever was left in doubt how it ended."""
    await keep(context)
    return await screens.booking(context, Go(to=Place.BOOKING, id=booking.id))


async def say_in_vain(context: Context, errand: Errand) -> Screen | None:
    """Tell the operator, and who does not know yet how it ended: most have heard that long ago."""
    context.transaction.afterwards(partial(tell_operator, errand))
    if errand.held is None or errand.held.orphan is None:
        return None
    return await orphans.say(errand.held, errand.held.orphan, "unclear", context)


def tell_operator(errand: Errand) -> None:
    """Say which time nobody could give back; the registry's own ids are nobody's names."""
    HELD_TIMES.inc()
    what = f"Slot/{errand.held.slot.id}" if errand.held else f"the slot of Appointment/{errand.visit}"
    log.error("a time may be taken in vain at the registry, look at %s", what)


async def _keep_not_made(booking: Booking, context: Context) -> None:
    await context.own_visits.drop(booking.id)
    await context.bookings.save(booking.failed("not_made"))
