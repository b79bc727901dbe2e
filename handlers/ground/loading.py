"""Looking at what only the registry knows: a waiting screen now, the true one when a job has asked."""

from dataclasses import dataclass, replace
from datetime import timedelta

from handlers.ground.calls import Answer
from handlers.ground.context import Context
from handlers.ground.navigation import Go
from handlers.ground.screen import Screen
from handlers.ground.turn import Turn
from patient.card import CardId
from storage.errands import Errand, ErrandKind

PLACING = timedelta(seconds=10)  # for the message to be sent in which the outcome is drawn
FRESH = timedelta(seconds=20)  # what the registry told so lately is shown without asking again


@dataclass(frozen=True, slots=True)
class NeedsFreeTimes:
    """The free times of these doctors (the registry's ids) must be asked for first."""

    doctors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NeedsVisits:
    """The visits of this card must be asked for first."""

    card: CardId


Needs = NeedsFreeTimes | NeedsVisits


async def look(turn: Turn, go: Go, needs: Needs, *, toast: str = "") -> Answer:
    """Say that we look, and have a job draw the place in the same message."""
    if turn.query is None:
        return await _look_below(turn, go, needs)
    if turn.message is None:  # a message so old that Telegram does not name it cannot be drawn into
        return [turn.acknowledge(toast), turn.say(Screen(turn.t("stale.message")))]
    errand = _errand(turn, turn.message, go, needs)
    await turn.errands.enqueue(errand)
    return turn.show(Screen(turn.t(f"looking.{errand.kind.name.lower()}")), toast=toast)


async def _look_below(turn: Turn, go: Go, needs: Needs) -> Answer:
    """Say so in a new message, into which the job draws once it is known which one it is."""
    errand = replace(_errand(turn, 0, go, needs), id=f"{turn.owner}/u{turn.update_id}")
    await turn.errands.enqueue(errand, after=PLACING)
    looking = turn.say(Screen(turn.t(f"looking.{errand.kind.name.lower()}")))
    return [replace(looking, errand=errand.id)]


def _errand(turn: Turn, message: int, go: Go, needs: Needs) -> Errand:
    name = f"{turn.owner}/{message}"  # a later look in the same message takes this one's place
    match needs:
        case NeedsFreeTimes(doctors):
            return Errand(name, turn.owner, ErrandKind.FREE_TIMES, message, go.pack(), doctors=doctors)
        case NeedsVisits(card):
            return Errand(name, turn.owner, ErrandKind.VISITS, message, go.pack(), card=card)


async def stale(context: Context, doctors: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of *doctors* whose free times were not asked for lately; who has left has none."""
    directory = context.directory
    found = []
    for doctor in doctors:
        if await directory.doctor(doctor) is None:
            continue
        asked_at = (await directory.free_times(doctor)).asked_at
        if asked_at is None or asked_at < context.transaction.now - FRESH:
            found.append(doctor)
    return tuple(found)
