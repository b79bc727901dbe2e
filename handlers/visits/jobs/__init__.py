"""What the clock and the errands do for visits."""

from collections.abc import Sequence
from functools import partial

from handlers.ground.errands import ErrandWork, Works
from handlers.ground.jobs import SECOND, Job, Means
from handlers.visits.jobs.errands import cancel, look
from handlers.visits.jobs.farewell import name_what_is_left, say_farewell
from handlers.visits.jobs.looks import look_at_all_due
from handlers.visits.jobs.reminders import ReminderJob
from storage.errands import ErrandKind


def jobs(means: Means) -> Sequence[Job]:
    """Return the room's jobs."""
    return (
        Job("visits", 30 * SECOND, partial(look_at_all_due, means)),
        Job("reminders", 10 * SECOND, ReminderJob(means.database, means.zone).run, starts_at_once=True),
    )


def works(means: Means) -> Works:
    """Return how the room's errands are done."""
    farewell = partial(say_farewell, means)
    return {
        ErrandKind.VISITS: ErrandWork(partial(look, means), tries=3),
        ErrandKind.CANCEL: ErrandWork(partial(cancel, means), tries=8),
        ErrandKind.FAREWELL: ErrandWork(  # for over an hour: nobody is left who could press «again»
            farewell, 12, name_what_is_left, name_what_is_left
        ),
    }
