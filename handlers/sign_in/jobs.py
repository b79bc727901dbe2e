"""The sign-ins job: whose time ran out is told so in the chat, and what the sign-in had brought is wiped."""

import logging
from collections.abc import Sequence
from functools import partial

from handlers.ground.jobs import SECOND, Job, Means
from handlers.sign_in import standing, views
from storage.database import Database
from storage.sign_ins import ATTEMPT, Attempt, SignIns, Stage
from storage.transaction import Transaction

log = logging.getLogger(__name__)

BATCH = 50  # attempts a transaction: a reply waits for one at most


async def end_late_sign_ins(database: Database) -> None:
    """End each attempt whose time is over; what fails waits for the next tick."""
    while count := await database.write(_end_some):
        log.info("sign-ins: %d ran out of time", count)


async def _end_some(transaction: Transaction) -> int:
    late = await SignIns(transaction).out_of_time(BATCH)
    for attempt in late:
        async with transaction.for_the_sake_of(ATTEMPT, attempt.id):
            await SignIns(transaction).drop(attempt)
            await _tell(transaction, attempt)
    return len(late)


async def _tell(transaction: Transaction, attempt: Attempt) -> None:
    """Tell who went to Gosuslugi; of a link that nobody opened only its own message says that it is old."""
    tell = standing.turn_into if attempt.stage is Stage.OFFERED else standing.end
    await tell(transaction, attempt.owner, partial(views.out_of_time, attempt))


def jobs(means: Means) -> Sequence[Job]:
    """Return the room's jobs."""
    late = partial(end_late_sign_ins, means.database)
    return (Job("sign-ins", 10 * SECOND, late, starts_at_once=True),)
