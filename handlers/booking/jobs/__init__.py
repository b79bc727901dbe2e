"""What the clock and the errands do for bookings and watches."""

from collections.abc import Sequence
from functools import partial

from handlers.booking.jobs.errands import book, in_doubt
from handlers.booking.jobs.giving_back import give_back, say_in_vain
from handlers.booking.jobs.watches import make_round
from handlers.ground.errands import ErrandWork, Works
from handlers.ground.jobs import Job, Means
from patient.notice import NoticeKind
from storage.errands import ErrandKind


def jobs(means: Means) -> Sequence[Job]:
    """Return the room's jobs."""
    return (Job("watches", means.config.watch_every, partial(make_round, means)),)


def works(means: Means) -> Works:
    """Return how the room's errands are done."""
    booking, giving_back = partial(book, means), partial(give_back, means)
    broken = partial(in_doubt, is_broken=True)
    return {
        ErrandKind.BOOK: ErrandWork(booking, 8, in_doubt, broken, tells=NoticeKind.VISIT),
        ErrandKind.GIVE_BACK: ErrandWork(  # tried over a day: nobody waits for it but who wants the time
            giving_back, 36, say_in_vain, say_in_vain, is_silent=True
        ),
    }
