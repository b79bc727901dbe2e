"""Orphans: what came of bookings whose card went, or went out of hand, before anybody knew how they end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from handlers.booking.jobs.outcomes import Made, keep_made
from handlers.cards.jobs.farewell import Outcome, cancelled, keep_cancelled
from handlers.cards.views import leaving as views
from handlers.ground.calls import message
from handlers.ground.context import Context
from handlers.ground.errands import Conclusion
from handlers.ground.jobs import Means
from handlers.ground.notify import texts_for
from handlers.ground.screen import Screen
from patient.card import Card
from patient.farewell import Farewell
from patient.held_time import HeldTime, Orphan
from patient.visit import Visit, VisitState
from storage.directory import Directory
from storage.outbox import Call, Outbox
from storage.transaction import Transaction

Told = Mapping[str, Sequence[Visit]]


@dataclass(frozen=True, slots=True)
class Settled:
    """What came of an orphan: the visit, if one *is_made*, and what became of that or of the one it moved."""

    orphan: Orphan
    visit: Visit
    is_made: bool
    outcome: Outcome

    @property
    def told(self) -> Told:
        """What is told of which visits, by the keys of the words."""
        if not self.is_made:
            return {"not_made": [self.visit]}
        return {"stands": [] if self.orphan.is_unwanted else [self.visit], **self.outcome.told}


async def settle(means: Means, held: HeldTime, orphan: Orphan) -> Conclusion:
    """Find the visit and cancel it, or let it stay and give up the one in whose place it came.

    Raises:
        RegistryError: it is not known yet how it stands: try again.
    """
    made = await means.registry.visits.settle(orphan.person, held.slot, held.key)
    visit = await means.database.write(partial(_named, held, made))
    going = visit if orphan.is_unwanted else orphan.moved
    visits = (going,) if made and going else ()
    outcome = await cancelled(means.registry, [Farewell(held.card, orphan.person, visits, orphan.keeper)])
    return partial(_keep, held, Settled(orphan, visit, made is not None, outcome))


async def _named(held: HeldTime, made: Visit | None, transaction: Transaction) -> Visit:
    """Return the visit, or what would have come of the booking, as it is told."""
    placed = await Directory(transaction).placed(made or Visit.of(held.slot))
    return replace(placed, key=held.key)


async def _keep(held: HeldTime, settled: Settled, context: Context) -> Screen:
    """Keep what stays with its card, as far as that is there, and tell how it ended."""
    await keep_cancelled(settled.outcome, context)
    if not settled.is_made:
        await context.own_visits.drop(held.key)
    elif not settled.orphan.is_unwanted:
        await keep_made(_card(held, settled.orphan), _made(settled), context)
    return await _tell(settled.orphan, settled.told, context)


def _card(held: HeldTime, orphan: Orphan) -> Card:
    """Return the card as it was."""
    return Card(held.card, orphan.keeper, orphan.person)


def _made(settled: Settled) -> Made:
    gone = [replace(visit, state=VisitState.CANCELLED) for _, visit in settled.outcome.cancelled]
    moved = settled.orphan.moved
    visit = replace(settled.visit, calendar=moved.calendar or moved.id) if moved and gone else settled.visit
    return Made(visit, settled.orphan.by, is_moved=bool(gone), instead=next(iter(gone), None))


async def _tell(orphan: Orphan, told: Told, context: Context) -> Screen:
    """Return what is told to whose errand it is, and tell who began the booking, too."""
    if orphan.by != context.owner:
        words = views.outcome(told, context.zone, await texts_for(context.transaction, orphan.by))
        call = Call("sendMessage", message(orphan.by, words))
        await Outbox(context.transaction).add(orphan.by, call)
    return views.outcome(told, context.zone, context.t)


async def say_unclear(held: HeldTime, orphan: Orphan, context: Context) -> Screen:
    """Say that nobody knows whether a visit stands, and where to ask."""
    return await _tell(orphan, {"unclear": [await _named(held, None, context.transaction)]}, context)
