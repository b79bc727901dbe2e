"""How a booking that came to its end is kept and told."""

from dataclasses import replace
from functools import partial

from handlers.cards.circle import tell_others
from handlers.directory.jobs import FreeSlots, keep_free_times
from handlers.ground.context import Context
from handlers.visits import views
from handlers.visits.jobs.outcomes import OFTEN, changed_visit
from patient.booking import Booking
from patient.card import Card
from patient.held_time import HeldTime
from patient.visit import Visit
from storage.cards import Cards


async def keep_booked(card: Card, booking: Booking, visit: Visit, context: Context) -> None:
    """Keep the visit, and tell those who share the card with who booked it.

    A card that tells of somebody else by now only remembers that it was booked from it.
    """
    placed = replace(await changed_visit(context, visit), key=booking.id, calendar=visit.calendar)
    present = await Cards(context.transaction, card.owner).find(card.id)
    if present is None or present.person.differs_in_identity(card.person):
        await context.own_visits.note(card, placed)
    else:
        await context.visits.save(present, placed)
        await context.visits.look_within(card, OFTEN)
    await context.bookings.save(booking.booked(visit.id))
    if booking.from_watch:
        await context.watches.end(booking.from_watch)
    await context.audit.note("visit.booked", card.id)
    change = "family_moved" if booking.moves else "family_booked"
    await tell_others(context, card, partial(views.changed, card, placed, change, context.zone))


async def keep_both(card: Card, booking: Booking, new: Visit, context: Context) -> None:
    """Keep that the clinic lets neither visit go: both stand, which the person must hear."""
    await keep_booked(card, replace(booking, moves=None), new, context)
    await context.bookings.save(booking.failed("both_stand"))


async def keep_failed(booking: Booking, problem: str, context: Context) -> None:
    """Keep that no visit came of it, and have the time given back that an earlier try may have taken."""
    await context.own_visits.drop(booking.id)
    await context.bookings.save(booking.failed(problem))
    await _give_back(booking, context)


async def keep_lost(booking: Booking, slots: FreeSlots, context: Context) -> None:
    """Let the person choose another time among those that are free; an earlier try may hold the lost one."""
    await context.own_visits.drop(booking.id)
    await _give_back(booking, context)
    await keep_free_times(slots, context)
    await context.bookings.save(booking.lost())


async def keep_unclear(booking: Booking, context: Context) -> None:
    """Keep that nobody knows whether a visit came of it, and have that found out."""
    await context.bookings.save(booking.failed("unclear"))
    await _give_back(booking, context)


async def _give_back(booking: Booking, context: Context) -> None:
    if held := HeldTime.of(booking):
        await context.errands.give_back(held)
