"""Farewells: visits cancelled at the registry for cards that are gone, and the person told how that ended."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from handlers.cards.views import leaving as views
from handlers.ground.context import Context
from handlers.ground.errands import Conclusion
from handlers.ground.jobs import Means
from handlers.ground.screen import Screen
from handlers.visits.jobs.outcomes import Ended, end, keep_cancelled
from patient.card import Card
from patient.visit import Visit
from registry.errors import PersonUnknown, RegistryMissing, RegistryRefused
from registry.port import Registry
from storage.errands import Errand

Going = Sequence[tuple[Card, Visit]]
"""Visits that are to be cancelled, each with its card as it was."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which visits are cancelled, and which the registry does not let be."""

    ended: list[tuple[Card, Ended]] = field(default_factory=list)
    left: list[Visit] = field(default_factory=list)


async def say_farewell(means: Means, errand: Errand) -> Conclusion:
    """Cancel all the errand's visits; what an earlier try cancelled stays so.

    Raises:
        RegistryError: there was no answer to one of them: try all again.
    """
    return partial(_keep, await cancelled(means.registry, _going(errand)))


def _going(errand: Errand) -> Going:
    return [
        (Card(each.card, each.keeper or errand.owner, each.person), visit)
        for each in errand.farewells
        for visit in each.visits
    ]


async def cancelled(registry: Registry, going: Going) -> Outcome:
    """Cancel all these visits at the registry; safe to repeat.

    Raises:
        RegistryError: there was no answer to one of them: try all again.
    """
    outcome = Outcome()
    for card, visit in going:
        try:
            outcome.ended.append((card, await end(registry, card, visit)))
        except (PersonUnknown, RegistryRefused, RegistryMissing):
            outcome.left.append(visit)
    return outcome


async def _keep(outcome: Outcome, context: Context) -> Screen:
    """Tell how it ended; the errand's row, and all that it knew, is gone by now."""
    ended = [await keep_cancelled(card, each, context) for card, each in outcome.ended]
    told = {"cancelled": ended, "not_cancelled": outcome.left}
    return views.outcome(told, context.zone, context.t)


async def name_what_is_left(context: Context, errand: Errand) -> Screen:
    """Name the visits that may not be cancelled."""
    left = [visit for _, visit in _going(errand)]
    return views.outcome({"not_cancelled": left}, context.zone, context.t)
