"""The reminders job: tells of each visit a day and two hours before, once each."""

import logging
from functools import partial
from zoneinfo import ZoneInfo

from handlers.cards.circle import notify_circle
from handlers.visits import views
from storage.agenda import Agenda
from storage.database import Database
from storage.transaction import Transaction
from storage.visits import BEFORE_ALL, VISIT, Place, Visits

log = logging.getLogger(__name__)

BATCH = 25  # visits to open in one transaction: a reply waits for it


class ReminderJob:
    """Tells of every visit that is due; what a crash cuts short is told after the restart, and not twice."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        self._database = database
        self._zone = zone
        self._agenda = Agenda()

    async def run(self) -> None:
        """Go through those of the day, and open the ones that may be due."""
        after: Place | None = BEFORE_ALL
        while after is not None:
            after = await self._database.write(partial(_remind_some, self._zone, self._agenda, after))


async def _remind_some(
    zone: ZoneInfo, agenda: Agenda, after: Place, transaction: Transaction
) -> Place | None:
    """Take what is due and tell of it in one transaction; return up to where that went, none at the end."""
    reminders, last = await Visits(transaction).take_reminders(BATCH, agenda, after)
    if last is None:
        agenda.clear(transaction.clock)
    for each in reminders:
        async with transaction.for_the_sake_of(VISIT, each.key):
            nearness, until = each.nearness(transaction.now, zone), each.visit.start
            now, later = (
                partial(views.reminder, each.card, each.visit, near, zone) for near in (nearness, "later")
            )
            await notify_circle(
                transaction, zone, each.card, each.kind, now, useful_until=until, held_back=later
            )
    if reminders:
        log.info("reminders: %d told", len(reminders))
    return last
