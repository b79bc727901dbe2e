"""Farewells: visits cancelled at the registry for cards that are gone, and the person told how that ended."""

from collections.abc import Mapping, Sequence
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

    @property
    def told(self) -> Mapping[str, Sequence[Visit]]:
        """What is told of which visits, by the keys of the words."""
        return {"cancelled": [visit for _, visit in self.cancelled], "not_cancelled": self.left}


async def say_farewell(means: Means, errand: Errand) -> Conclusion:
    """Cancel all the errand's visits; what an earlier try cancelled stays so.

    Raises:
        RegistryError: there was no answer to one of them: try all again.
    """
    return partial(_keep, await cancelled(means.registry, errand.farewells))


async def cancelled(registry: Registry, farewells: Sequence[Farewell]) -> Outcome:
    """Cancel all these visits at the registry; safe to repeat.

    Raises:
        RegistryError: there was no answer to one of them: try all again.
    """
    outcome = Outcome()
    for farewell in farewells:
        for visit in farewell.visits:
            await _cancel(registry, farewell, visit, outcome)
    return outcome


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
    await keep_cancelled(outcome, context)
    return views.outcome(outcome.told, context.zone, context.t)


async def keep_cancelled(outcome: Outcome, context: Context) -> None:
    """Count the visits no longer that are cancelled, and have those times given back that are still held."""
    for farewell, visit in outcome.cancelled:
        await context.own_visits.end(farewell, context.owner, visit)
        await context.audit.note("visit.cancelled", farewell.card)
    for visit in outcome.held:
        await context.errands.give_back_of(visit.id)


async def name_what_is_left(context: Context, errand: Errand) -> Screen:
    """Name the visits that may not be cancelled."""
    left = [visit for farewell in errand.farewells for visit in farewell.visits]
    return views.outcome({"not_cancelled": left}, context.zone, context.t)
