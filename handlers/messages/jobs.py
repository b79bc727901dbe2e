"""The mail job: hands announcements out and passes support's answers on, as other processes left them."""

import logging
from collections.abc import Sequence
from functools import partial
from zoneinfo import ZoneInfo

from handlers.ground.jobs import SECOND, Job, Means
from handlers.messages.mail import deliver, pass_on_answers
from storage.announcements import Announcements
from storage.database import Database
from storage.dialogues import DIALOGUE
from storage.outbox import Outbox
from storage.transaction import Transaction

log = logging.getLogger(__name__)

BATCH = 25  # people a transaction: a reply waits for one at most


async def carry_mail(database: Database, zone: ZoneInfo) -> None:
    """Deliver what waits, as much as Telegram takes now; the rest at the next tick."""
    while count := await database.write(partial(pass_on_answers, zone=zone)):
        log.info("support: %d answers passed on", count)
    while await database.write(partial(_hand_out_some, zone)):
        pass


async def _hand_out_some(zone: ZoneInfo, transaction: Transaction) -> bool:
    """Hand the oldest announcement out to some people and note how far that got; False when to pause."""
    announcements = Announcements(transaction)
    announcement = await announcements.unfinished()
    if announcement is None or await Outbox(transaction).has_enough_pushes():
        return False
    page = await announcements.page(announcement.audience, announcement.last_owner, BATCH)
    for owner in page.owners:
        async with transaction.for_the_sake_of(DIALOGUE, owner):
            await deliver(transaction, zone, announcement.to(owner))
    await announcements.advance(announcement, page)
    if page.last is None:
        log.info("announcement %d is handed out: %d people", announcement.id, announcement.reached)
    return True


def jobs(means: Means) -> Sequence[Job]:
    """Return the room's jobs."""
    return (Job("mail", SECOND, partial(carry_mail, means.database, means.zone)),)
