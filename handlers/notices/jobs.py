"""The notices job: pushes what waited for the end of somebody's quiet hours, as much as can go out now."""

import logging
from collections.abc import Sequence
from functools import partial

from handlers.ground.jobs import SECOND, Job, Means
from handlers.ground.navigation import short_hash
from handlers.ground.notify import push
from patient.notice import NoticeKind
from storage.cards import Cards
from storage.database import Database
from storage.notices import NOTICE, Notice, Notices, take_due_notices
from storage.outbox import Outbox
from storage.transaction import Transaction
from storage.visits import Visits

log = logging.getLogger(__name__)

BATCH = 100  # notices a transaction
REMINDERS = frozenset({NoticeKind.DAY_BEFORE, NoticeKind.HOURS_BEFORE})


async def push_notices(database: Database) -> None:
    """Push what is due; the rest, and what failed, waits for the next tick."""
    while count := await database.write(_push_some):
        log.info("notices: %d pushed after quiet hours", count)


async def _push_some(transaction: Transaction) -> int:
    """Push a batch, none while enough waits: a fresh notice must not stand behind a night's worth."""
    if await Outbox(transaction).has_enough_pushes():
        return 0
    due = await take_due_notices(transaction, BATCH)
    for notice in due:
        async with transaction.for_the_sake_of(NOTICE, notice.id):
            if await _is_wanted(transaction, notice):
                await push(transaction, notice.owner, notice.parameters, notice.card)
    return len(due)


async def _is_wanted(transaction: Transaction, notice: Notice) -> bool:
    """Tell whether to push it still: its kind is wanted, and the visit of which it reminds stands as told."""
    if notice.kind in (await Notices(transaction, notice.owner).choices()).muted:
        return False
    if notice.kind not in REMINDERS:
        return True
    card = await Cards(transaction, notice.owner).find(notice.card or "")
    coming = await Visits(transaction).coming_on([card] if card else [])
    buttons = str(notice.parameters)
    return any(
        f"{card.id}.{short_hash(visit.id)}" in buttons
        and notice.useful_until in (visit.start, None)  # the release before did not keep it
        for card, visit in coming
    )


def jobs(means: Means) -> Sequence[Job]:
    """Return the room's jobs."""
    return (Job("notices", 10 * SECOND, partial(push_notices, means.database)),)
