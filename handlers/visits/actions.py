"""What is done to a visit: its calendar file is sent, it is cancelled."""

from collections.abc import Awaitable, Callable

from handlers.cards.own import found_action
from handlers.cards.present_consent import asked_first
from handlers.ground.loading import have_done
from handlers.ground.navigation import Action, Go, Place
from handlers.ground.screen import Screen
from handlers.ground.tables import Act, Actions, Commands, Outcome, Redirect, once
from handlers.ground.turn import Turn
from handlers.visits import views
from handlers.visits.calendar_file import calendar_file
from handlers.visits.screens import visit_named
from patient.card import Card
from patient.visit import Visit
from storage.bookings import being_moved
from storage.errands import Errand, ErrandKind


def visit_action(
    act: Callable[[Turn, Card, Visit], Awaitable[Outcome]], *, under_consent: bool = False
) -> Act:
    """Return what is done to a visit of this person's; *under_consent* only under the present one."""

    async def acted(turn: Turn, card: Card, visit: Visit) -> Outcome:
        asked = await asked_first(turn, card) if under_consent else None
        return asked or await act(turn, card, visit)

    return found_action(visit_named, acted, "visit.gone")


async def send_calendar(turn: Turn, card: Card, visit: Visit) -> Outcome:
    """Send the visit as a calendar file."""
    return [turn.acknowledge(), calendar_file(turn.chat, card, visit, turn.transaction.now, turn.t)]


async def will_come(turn: Turn, card: Card, visit: Visit) -> Outcome:
    """Thank, and show the visit with what can still be done."""
    return Redirect(Go(to=Place.VISIT, id=views.name_of(card, visit)), notice=turn.t("visit.will_come"))


async def ask_cancellation(turn: Turn, card: Card, visit: Visit) -> Outcome:
    """Ask once more before the visit is cancelled."""
    if not visit.is_coming(turn.transaction.now):
        return Go(to=Place.VISIT, id=views.name_of(card, visit))
    return views.ask_cancellation(card, visit, turn.zone, turn.t)


async def cancel(turn: Turn, card: Card, visit: Visit) -> Outcome:
    """Have a job ask the registry for the cancellation, unless another phone is moving the visit."""
    name = views.name_of(card, visit)
    go = Go(to=Place.VISIT, id=name)
    if not visit.is_coming(turn.transaction.now) or turn.message is None:
        return go
    if visit.id in await being_moved(turn.transaction, card.id):
        return Redirect(go, toast=turn.t.plain("already.being_moved"))
    of = f"cancel/{turn.owner}/{name}"
    errand = Errand(of, turn.owner, ErrandKind.CANCEL, go=go.pack(), card=card.id, visit=visit.id)
    await have_done(turn, errand)
    await turn.audit.note("visit.cancellation wished", card.id)
    return Screen(turn.t("looking.cancel"))


ACTIONS: Actions = {
    Action.WILL_COME: visit_action(will_come),
    Action.SEND_CALENDAR: once(visit_action(send_calendar), "already.calendar"),
    Action.ASK_CANCELLATION: visit_action(ask_cancellation, under_consent=True),
    Action.CANCEL_VISIT: visit_action(cancel, under_consent=True),
}
COMMANDS: Commands = {"visits": Go(to=Place.MY_VISITS)}
