"""How a booking that came to its end is kept and told."""

from dataclasses import dataclass, replace
from functools import partial

from handlers.cards.circle import notify_circle
from handlers.directory.jobs import FreeSlots, keep_free_times
from handlers.ground.context import Context
from handlers.visits import views
from handlers.visits.jobs.outcomes import OFTEN, changed_visit
from patient.booking import UNCLEAR, Booking
from patient.card import Card, OwnerId
from patient.held_time import HeldTime
from patient.notice import NoticeKind
from patient.privacy import Private
from patient.visit import Visit
from storage.cards import Cards


async def keep_booked(card: Card, booking: Booking, visit: Visit, context: Context) -> None:
    """Keep what came of the booking, and tell those who share the card with who booked it."""
    made = Made(replace(visit, key=booking.id), booking.owner, is_moved=bool(booking.moves))
    await keep_made(card, made, context)
    await context.bookings.save(booking.booked(visit.id))
    if booking.from_watch:
        await context.watches.end(booking.from_watch)


@dataclass(frozen=True, slots=True, repr=False)
class Made(Private):
    """The *visit* that was made, under the key of the booking *by* somebody.

    It was moved to its new time if it *is_moved*; *instead* of it an earlier one is cancelled.
    """

    visit: Visit
    by: OwnerId
    is_moved: bool
    instead: Visit | None = None


async def keep_made(card: Card, made: Made, context: Context) -> None:
    """Keep the visit, and tell those who share the card with who booked it.

    A card that tells of somebody else by now, or is frozen, only remembers that it was booked from it.
    """
    placed = await changed_visit(context, made.visit)
    await context.audit.note("visit.booked", card.id)
    present = await Cards(context.transaction, card.owner).find(card.id)
    if present is None or present.person.differs_in_identity(card.person):
        await context.own_visits.note(card, placed)
        return
    for visit in filter(None, (placed, made.instead)):
        await context.visits.save(present, visit)
    await context.visits.look_within(card, OFTEN)
    change = "family_moved" if made.is_moved else "family_booked"
    view = partial(views.changed, card, placed, change, context.zone)
    await notify_circle(context.transaction, context.zone, card, NoticeKind.FAMILY, view, but=made.by)


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
    await context.bookings.save(booking.failed(UNCLEAR))
    await _give_back(booking, context)


async def _give_back(booking: Booking, context: Context) -> None:
    if held := HeldTime.of(booking):
        await context.errands.give_back(held)
