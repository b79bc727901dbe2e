"""What the clock and the errands do for cards."""

from collections.abc import Sequence
from functools import partial

from handlers.cards.jobs.full_age import freeze_the_grown
from handlers.cards.jobs.search import SearchJob
from handlers.ground.jobs import MINUTE, SECOND, Job, Means
from storage.searches import SearchDue


def jobs(means: Means) -> Sequence[Job]:
    """Return the room's jobs."""
    full_age = partial(freeze_the_grown, means.database, means.zone)
    return (
        Job("searches", SECOND, SearchJob(means).run, wakes_on=SearchDue),
        Job("full age", MINUTE, full_age, starts_at_once=True),
    )
