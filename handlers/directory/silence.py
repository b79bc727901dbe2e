"""What is said over free times while the registry is silent of some of the doctors."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.ground.context import Context
from handlers.ground.navigation import Go
from handlers.ground.screen import Button, Screen


async def with_silent(context: Context, shown: Screen, doctors: Sequence[str], go: Go) -> Screen:
    """Return the screen of the *doctors*' times (ids), with those named of whom not all could be had.

    The button asks again: a look soon after does not, and shows the same.
    """
    t, directory = context.t, context.directory
    silent = [each for each in doctors if not (await directory.free_times(each)).is_whole]
    named = [await directory.doctor(each) for each in silent]
    who = ", ".join(each.value.short_name for each in named if each)
    if not who:
        return shown
    again = (Button(t.plain("button.try_again"), go),)
    return replace(shown, rows=(*shown.rows[:-1], again, shown.rows[-1])).under(t("times.silent", who=who))
