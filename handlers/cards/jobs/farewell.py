"""Farewells: visits cancelled at the registry for cards that are gone, and the person told how that ended."""

from dataclasses import dataclass, field
from functools import partial

from handlers.cards.views import leaving as views
from handlers.ground.context import Context
from handlers.ground.errands import Conclusion
from handlers.ground.jobs import Means
from handlers.ground.screen import Screen
from patient.farewell import Farewell
from patient.visit import Visit
from registry.errors import PersonUnknown, RegistryMissing, RegistryRefused, SlotHeld
from registry.port import Registry
from storage.errands import Errand


@dataclass(slots=True)
class Outcome:
    """Which visits are cancelled, whose times are still held, and which the registry does not let be."""

    cancelled: list[tuple[Farewell, Visit]] = field(default_factory=list)
    held: list[Visit] = field(default_factory=list)
    left: list[Visit] = field(default_factory=list)


async def say_farewell(means: Means, errand: Errand) -> Conclusion:
    """Cancel all the errand's visits; what an earlier try cancelled stays so.

    Raises:
        RegistryError: there was no answer to one of them: try all again.
    """
    outcome = Outcome()
    for farewell in errand.farewells:
        for visit in farewell.visits:
            await _cancel(means.registry, farewell, visit, outcome)
    return partial(_keep, outcome)


async def _cancel(registry: Registry, farewell: Farewell, visit: Visit, outcome: Outcome) -> None:
    try:
        await registry.visits.cancel(farewell.person, visit.id, [visit])
    except SlotHeld:
        outcome.cancelled.append((farewell, visit))
        outcome.held.append(visit)
    except (PersonUnknown, RegistryRefused, RegistryMissing):
        outcome.left.append(visit)
    else:
        outcome.cancelled.append((farewell, visit))


async def _keep(outcome: Outcome, context: Context) -> Screen:
    """Tell how it ended; the errand's row, and all that it knew, is gone by now."""
    for farewell, visit in outcome.cancelled:
        await context.own_visits.end(farewell, context.owner, visit)
        await context.audit.note("visit.cancelled", farewell.card)
    for visit in outcome.held:
        await context.errands.give_back_of(visit.id)
    cancelled = [visit for _, visit in outcome.cancelled]
    return views.outcome(cancelled, outcome.left, context.zone, context.t)


async def name_what_is_left(context: Context, errand: Errand) -> Screen:
    """Name the visits that may not be cancelled."""
    left = [visit for farewell in errand.farewells for visit in farewell.visits]
    return views.outcome((), left, context.zone, context.t)
