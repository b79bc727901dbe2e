"""Choosing of what one is told, and when it shall be quiet."""

from dataclasses import replace

from handlers.ground.navigation import Action, Do, Go, Place, choice_in
from handlers.ground.tables import Actions, Outcome
from handlers.ground.turn import Turn
from handlers.notices import views
from patient.notice import NoticeKind


async def toggle(turn: Turn, do: Do) -> Outcome:
    """Switch a kind on or off."""
    notices = turn.notices
    if kind := choice_in(NoticeKind, do.id):
        chosen = await notices.choices()
        await notices.choose(chosen.toggled(kind))
    return Go(to=Place.NOTICE_CHOICES)


async def keep_quiet(turn: Turn, do: Do) -> Outcome:
    """Choose the quiet hours."""
    notices = turn.notices
    if do.id in views.QUIET:
        chosen = await notices.choices()
        await notices.choose(replace(chosen, quiet=views.QUIET[do.id]))
    return Go(to=Place.NOTICE_CHOICES)


ACTIONS: Actions = {Action.TOGGLE_NOTICES: toggle, Action.KEEP_QUIET: keep_quiet}
