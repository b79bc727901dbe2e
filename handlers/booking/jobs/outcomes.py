"""How a booking that came to its end is kept and told."""

from dataclasses import replace
from functools import partial
from zoneinfo import ZoneInfo

from handlers.cards.circle import notify_circle
from handlers.directory.jobs import FreeSlots, keep_free_times
from handlers.visits import views
from handlers.visits.jobs.outcomes import OFTEN, changed_visit
from patient.booking import Booking
from patient.card import Card
from patient.held_time import HeldTime
from patient.notice import NoticeKind
from patient.visit import Visit
from storage.audit import Audit
from storage.bookings import Bookings
from storage.cards import Cards
from storage.errands import Errands
from storage.own_visits import OwnVisits
from storage.transaction import Transaction
from storage.visits import Visits
from storage.watches import Watches


async def keep_booked(
    card: Card, booking: Booking, visit: Visit, zone: ZoneInfo, transaction: Transaction
) -> None:
    """Keep the visit, and tell those who share the card with who booked it.

    A card that tells of somebody else by now only remembers that it was booked from it.
    """
    placed = replace(await changed_visit(transaction, visit), key=booking.id, calendar=visit.calendar)
    present = await Cards(transaction, card.owner).find(card.id)
    if present is None or present.person.differs_in_identity(card.person):
        await OwnVisits(transaction).note(card, placed)
    else:
        await Visits(transaction).save(present, placed)
        await Visits(transaction).look_within(card, OFTEN)
    await Bookings(transaction, booking.owner).save(booking.booked(visit.id))
    if booking.from_watch:
        await Watches(transaction, booking.owner).end(booking.from_watch)
    await Audit(transaction, booking.owner).note("visit.booked", card.id)
    change = "family_moved" if booking.moves else "family_booked"
    family = partial(views.changed, card, placed, change, zone)
    await notify_circle(transaction, zone, card, NoticeKind.FAMILY, family, but=booking.owner)


async def keep_both(
    card: Card, booking: Booking, new: Visit, zone: ZoneInfo, transaction: Transaction
) -> None:
    """Keep that the clinic lets neither visit go: both stand, which the person must hear."""
    await keep_booked(card, replace(booking, moves=None), new, zone, transaction)
    await Bookings(transaction, booking.owner).save(booking.failed("both_stand"))


async def keep_failed(booking: Booking, problem: str, transaction: Transaction) -> None:
    """Keep that no visit came of it, and have the time given back that an earlier try may have taken."""
    await OwnVisits(transaction).drop(booking.id)
    await Bookings(transaction, booking.owner).save(booking.failed(problem))
    await _give_back(booking, transaction)


async def keep_lost(booking: Booking, slots: FreeSlots, transaction: Transaction) -> None:
    """Let the person choose another time among those that are free; an earlier try may hold the lost one."""
    await OwnVisits(transaction).drop(booking.id)
    await _give_back(booking, transaction)
    await keep_free_times(slots, transaction)
    await Bookings(transaction, booking.owner).save(booking.lost())


async def keep_unclear(booking: Booking, transaction: Transaction) -> None:
    """Keep that nobody knows whether a visit came of it, and have that found out."""
    await Bookings(transaction, booking.owner).save(booking.failed("unclear"))
    await _give_back(booking, transaction)


async def _give_back(booking: Booking, transaction: Transaction) -> None:
    if held := HeldTime.of(booking):
        await Errands(transaction, booking.owner).give_back(held)
