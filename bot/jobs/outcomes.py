"""How a booking or a cancellation that came to its end is kept and told."""

from dataclasses import replace
from functools import partial

from bot.jobs.visits import OFTEN, placed_visit
from handlers.cards.circle import notify_circle
from handlers.ground.config import Config
from handlers.visits import views
from locales.texts import Texts
from patient.booking import Booking
from patient.card import Card, OwnerId
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


async def keep_failed(booking: Booking, problem: str, transaction: Transaction, _: Texts) -> None:
    """Keep that no visit came of it, and have the time given back that an earlier try may have taken."""
    await OwnVisits(transaction).drop(booking.id)
    await Bookings(transaction, booking.failed(problem).owner).save(booking.failed(problem))
    if held := HeldTime.of(booking):
        await Errands(transaction, booking.owner).give_back(held)


async def keep_unclear(booking: Booking, transaction: Transaction) -> None:
    """Keep that nobody knows whether a visit came of it, and have that found out."""
    await Bookings(transaction, booking.failed("unclear").owner).save(booking.failed("unclear"))
    if held := HeldTime.of(booking):
        await Errands(transaction, booking.owner).give_back(held)


async def keep_booked(
    card: Card,
    booking: Booking,
    visit: Visit,
    config: Config,
    transaction: Transaction,
    _: Texts,
) -> None:
    """Keep the visit, and tell those who share the card with who booked it.

    A card that tells of somebody else by now only remembers that it was booked from it.
    """
    placed = replace(await placed_visit(transaction, visit), key=booking.id)
    present = await Cards(transaction, card.owner).find(card.id)
    if present is None or present.person.differs_in_identity(card.person):
        await OwnVisits(transaction).note(card, placed)
    else:
        await Visits(transaction).save(present, placed)
        await Visits(transaction).look_within(card, OFTEN)
    await Bookings(transaction, booking.booked(visit.id).owner).save(booking.booked(visit.id))
    if booking.from_watch:
        await Watches(transaction, booking.owner).end(booking.from_watch)
    await Audit(transaction, booking.owner).note("visit.booked", card.id)
    family = partial(views.changed, card, placed, "family_booked", config.zone)
    await notify_circle(transaction, config.zone, card, NoticeKind.FAMILY, family, but=booking.owner)


async def keep_cancelled(
    card: Card, visit: Visit, who: OwnerId, config: Config, transaction: Transaction, _: Texts
) -> None:
    """Keep that the visit is cancelled, and tell those who share the card with *who*."""
    placed = await placed_visit(transaction, visit)
    await Visits(transaction).save(card, placed)
    await Audit(transaction, who).note("visit.cancelled", card.id)
    family = partial(views.changed, card, placed, "family_cancelled", config.zone)
    await notify_circle(transaction, config.zone, card, NoticeKind.FAMILY, family, but=who)
