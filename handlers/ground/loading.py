"""Looking at what only the registry knows: a waiting screen now, the true one when a job has asked."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.ground.calls import Answer
from handlers.ground.context import Context
from handlers.ground.mark import Mark
from handlers.ground.navigation import Go
from handlers.ground.screen import Protection, Screen
from handlers.ground.turn import Turn
from patient.card import CardId
from storage.errands import Errand, ErrandKind

PLACING = timedelta(seconds=10)  # for the message to be sent in which the outcome is drawn
FRESH = timedelta(seconds=20)  # what the registry told so lately is shown without asking again
SILENT = timedelta(minutes=1)  # where it told nothing, nobody waits again for so long


@dataclass(frozen=True, slots=True)
class Needs:
    """What must be asked for first, by an errand of this *kind*: of these doctors or of this card."""

    kind: ErrandKind
    doctors: tuple[str, ...] = ()
    card: CardId | None = None
    protection: Protection = Protection.NEEDED


async def look(turn: Turn, go: Go, needs: Needs, *, notice: str = "", toast: str = "") -> Answer:
    """Say that we look, and have a job draw the place in the same message, under the *notice*, too."""
    if turn.query is not None and turn.message is None:  # so old that Telegram does not name it
        return [turn.acknowledge(toast), turn.say(Screen(turn.t("stale.message")))]
    errand = _errand(turn, go, needs)
    waiting = Screen(turn.t(f"looking.{errand.kind.name.lower()}"), protection=needs.protection)
    if notice:
        errand, waiting = replace(errand, notice=notice), waiting.under(notice)
    await have_done(turn, errand, waiting.protection)
    return turn.show(waiting, toast=toast)


async def have_done(turn: Turn, errand: Errand, protection: Protection = Protection.NEEDED) -> None:
    """Have a job do the errand, and draw what comes of it where this turn is answered."""
    message = turn.place_for(errand.id, protection)
    is_open = turn.mark is Mark.OPEN if message else protection is Protection.UNWANTED
    errand = replace(errand, message=message, is_open=is_open)
    await turn.errands.enqueue(errand, after=timedelta(0) if message else PLACING)


def _errand(turn: Turn, go: Go, needs: Needs) -> Errand:
    """Return what to ask; a later look in the same message takes an earlier one's place."""
    where = turn.message if turn.stays(needs.protection) else f"u{turn.update_id}"
    name = f"{turn.owner}/{where}"
    return Errand(name, turn.owner, needs.kind, go=go.pack(), card=needs.card, doctors=needs.doctors)


async def stale(context: Context, doctors: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of *doctors* whose free times were not asked for lately; who has left has none."""
    directory = context.directory
    here = [doctor for doctor in doctors if await directory.doctor(doctor)]
    known = [(doctor, await directory.free_times(doctor)) for doctor in here]
    return tuple(
        doctor
        for doctor, free in known
        if not is_fresh(context, free.asked_at, FRESH if free.is_whole else SILENT)
    )


def is_fresh(context: Context, asked_at: datetime | None, lasts: timedelta = FRESH) -> bool:
    """Tell whether what was told at this moment is shown without asking again."""
    return asked_at is not None and asked_at >= context.transaction.now - lasts
