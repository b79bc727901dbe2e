"""Looking at what only the registry knows: a waiting screen now, the true one when a job has asked."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from handlers.navigation import Go
from handlers.scene import Scene
from handlers.screen import Screen
from handlers.turn import Answer, Turn
from patient.card import CardId
from storage.directory import Directory
from storage.errands import Errand, ErrandKind, Errands

FRESH = timedelta(seconds=20)  # what the registry told so lately is shown without asking again


@dataclass(frozen=True, slots=True)
class FreeTimesMissing:
    """The free times of these doctors (the registry's ids) must be asked for first."""

    doctors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VisitsMissing:
    """The visits of this card must be asked for first."""

    card: CardId


Drawn = Screen | FreeTimesMissing | VisitsMissing
Draw = Callable[[Scene, Go], Awaitable[Drawn]]


async def show(turn: Turn, draw: Draw, go: Go) -> Answer:
    """Show the screen, or say that we look and have a job draw it in the same message."""
    drawn = await draw(turn.scene, go)
    if isinstance(drawn, Screen):
        return turn.show(drawn)
    if turn.message is None:  # a message so old that Telegram does not name it cannot be drawn into
        return [turn.acknowledge(), turn.say(Screen(turn.t("stale.message")))]
    errand = _errand(turn, turn.message, go, drawn)
    await Errands(turn.transaction).wish(errand)
    return turn.show(Screen(turn.t(f"looking.{errand.kind.name.lower()}")))


def _errand(turn: Turn, message: int, go: Go, missing: FreeTimesMissing | VisitsMissing) -> Errand:
    name = f"{turn.owner}/{message}"  # a later look in the same message takes this one's place
    match missing:
        case FreeTimesMissing(doctors):
            return Errand(name, turn.owner, ErrandKind.FREE_TIMES, message, go.pack(), doctors=doctors)
        case VisitsMissing(card):
            return Errand(name, turn.owner, ErrandKind.VISITS, message, go.pack(), card=card)


async def stale(scene: Scene, doctors: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of *doctors* whose free times were not asked for lately; who has left has none."""
    directory = Directory(scene.transaction)
    found = []
    for doctor in doctors:
        if await directory.doctor(doctor) is None:
            continue
        asked_at = (await directory.free_times(doctor)).asked_at
        if asked_at is None or asked_at < scene.transaction.now - FRESH:
            found.append(doctor)
    return tuple(found)
