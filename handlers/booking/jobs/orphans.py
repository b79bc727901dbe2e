"""Orphans: what came of bookings whose card went, or went out of hand, before anybody knew how they end."""

from dataclasses import replace
from functools import partial

from handlers.booking.jobs.outcomes import keep_made
from handlers.cards.views import leaving as views
from handlers.ground import notify
from handlers.ground.context import Context
from handlers.ground.errands import Conclusion
from handlers.ground.jobs import Means
from handlers.ground.screen import Screen
from handlers.visits.jobs.farewell import Outcome, cancelled
from handlers.visits.jobs.outcomes import keep_ended
from patient.booking import Booking
from patient.card import Card
from patient.held_time import HeldTime, Orphan
from patient.visit import Visit


async def settle(means: Means, held: HeldTime, orphan: Orphan) -> Conclusion:
    """Find the visit and cancel it, or let it stay and give up the one in whose place it came.

    Raises:
        RegistryError: it is not known yet how it stands: try again.
    """
    made = await means.registry.visits.settle(orphan.person, held.slot, held.key)
    if made is None:
        return partial(_keep_not_made, held, orphan)
    card = Card(held.card, orphan.keeper, orphan.person)
    made = replace(made, key=held.key)
    going = made if orphan.is_unwanted else orphan.moved
    outcome = await cancelled(means.registry, [(card, going)] if going else [])
    return partial(_keep_made, card, orphan, made, outcome)


async def _keep_not_made(held: HeldTime, orphan: Orphan, context: Context) -> Screen:
    """Count no visit of which nothing came."""
    await context.own_visits.drop(held.key)
    return await say(held, orphan, "not_made", context)


async def _keep_made(card: Card, orphan: Orphan, made: Visit, outcome: Outcome, context: Context) -> Screen:
    """Keep what is cancelled, and what stays with its card, as far as that is there."""
    ended = [await keep_ended(card, each, context) for card, each in outcome.ended]
    told = {"cancelled": ended, "not_cancelled": outcome.left}
    if orphan.is_unwanted:
        return await _tell(orphan, told, context)
    booking = Booking(made.key or "", orphan.by, card.id)
    if orphan.moved and told["cancelled"]:
        booking, made = replace(booking, moves=orphan.moved.id), made.instead_of(orphan.moved)
    stands = await keep_made(card, booking, made, context)
    return await _tell(orphan, {"stands": [stands], **told}, context)


async def say(held: HeldTime, orphan: Orphan, key: str, context: Context) -> Screen:
    """Say that no visit was made, or that nobody knows whether one stands and where to ask."""
    wished = await context.directory.placed(Visit.of(held.slot))
    return await _tell(orphan, {key: [wished]}, context)


async def _tell(orphan: Orphan, told: views.Told, context: Context) -> Screen:
    """Return what is told to whose errand it is, and tell who began the booking, too."""
    if orphan.by != context.owner:
        await notify.say(context.transaction, orphan.by, partial(views.outcome, told, context.zone))
    return views.outcome(told, context.zone, context.t)
