"""What the clock and the errands do for bookings and watches."""

from collections.abc import Sequence

from handlers.booking.jobs.errands import Booker, broken_in_doubt, in_doubt
from handlers.booking.jobs.giving_back import GivingBack, say_in_vain
from handlers.booking.jobs.watches import WatchJob
from handlers.ground.errands import ErrandWork, Works
from handlers.ground.jobs import Job, Means
from patient.notice import NoticeKind
from storage.errands import ErrandKind


def jobs(means: Means) -> Sequence[Job]:
    """Return the room's jobs."""
    watches = WatchJob(means.database, means.registry, means.config)
    return (Job("watches", means.config.watch_every, watches.run),)


def works(means: Means) -> Works:
    """Return how the room's errands are done."""
    booker = Booker(means.database, means.registry, means.zone)
    giving_back = GivingBack(means.database, means.registry, means.zone)
    return {
        ErrandKind.BOOK: ErrandWork(booker.perform, 8, in_doubt, broken_in_doubt, tells=NoticeKind.VISIT),
        ErrandKind.GIVE_BACK: ErrandWork(  # tried over a day: nobody waits for it but who wants the time
            giving_back.perform, 36, say_in_vain, say_in_vain, is_silent=True
        ),
    }
