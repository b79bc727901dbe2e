"""How a booking that came to its end is kept and told."""

from dataclasses import replace
from functools import partial

from handlers.cards.circle import notify_circle
from handlers.directory.jobs import FreeSlots, keep_free_times
from handlers.ground.context import Context
from handlers.visits import views
from handlers.visits.jobs.outcomes import OFTEN, keep_changed, still
from patient.booking import Booking
from patient.card import Card
from patient.notice import NoticeKind
from patient.visit import Visit


async def keep_booked(card: Card, booking: Booking, visit: Visit, context: Context) -> None:
    """Keep what came of the booking, and tell those who share the card with who booked it."""
    await keep_made(card, booking, visit, context)
    await context.bookings.save(booking.booked(visit.id))
    if booking.from_watch:
        await context.watches.end(booking.from_watch)


async def keep_made(card: Card, booking: Booking, visit: Visit, context: Context) -> Visit:
    """Keep the visit, tell those who share the card with who booked it, and return it as it is shown."""
    placed = await keep_changed(card, replace(visit, key=booking.id), context)
    await context.audit.note("visit.booked", card.id)
    if await still(card, context.transaction):
        await context.visits.look_within(card, OFTEN)
        change = "family_moved" if booking.moves else "family_booked"
        view = partial(views.changed, card, placed, change, context.zone)
        await notify_circle(
            context.transaction, context.zone, card, NoticeKind.FAMILY, view, but=booking.owner
        )
    return placed


async def keep_both(card: Card, booking: Booking, new: Visit, context: Context) -> None:
    """Keep that the clinic lets neither visit go: both stand, which the person must hear."""
    await keep_booked(card, replace(booking, moves=None), new, context)
    await context.bookings.save(booking.failed("both_stand"))


async def keep_lost(booking: Booking, slots: FreeSlots, context: Context) -> None:
    """Let the person choose another time among those that are free."""
    await keep_free_times(slots, context)
    await keep_in_vain(booking, booking.lost(), context)


async def keep_in_vain(booking: Booking, ended: Booking, context: Context) -> None:
    """Keep that no visit came of the booking, or that nobody knows; what a try may hold is looked for."""
    if not ended.is_in_doubt:
        await context.own_visits.drop(booking.id)
    await context.bookings.save(ended)
    await context.errands.give_back(booking)
