"""What the clock and the errands do for visits."""

from collections.abc import Sequence

from handlers.ground.errands import ErrandWork, Works
from handlers.ground.jobs import SECOND, Job, Means
from handlers.visits.jobs.errands import VisitErrands
from handlers.visits.jobs.looks import VisitsJob
from handlers.visits.jobs.reminders import ReminderJob
from storage.errands import ErrandKind


def jobs(means: Means) -> Sequence[Job]:
    """Return the room's jobs."""
    visits = VisitsJob(means.database, means.registry, means.zone)
    return (
        Job("visits", 30 * SECOND, visits.run),
        Job("reminders", 10 * SECOND, ReminderJob(means.database, means.zone).run, starts_at_once=True),
    )


def works(means: Means) -> Works:
    """Return how the room's errands are done."""
    errands = VisitErrands(means.database, means.registry, means.zone)
    return {
        ErrandKind.VISITS: ErrandWork(errands.look, tries=3),
        ErrandKind.CANCEL: ErrandWork(errands.cancel, tries=8),
    }
