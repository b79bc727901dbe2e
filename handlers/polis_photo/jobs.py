"""Reading the photograph of a polis: fetched from Telegram, read in a worker process, and forgotten."""

import logging
from datetime import datetime
from functools import partial

from barcode.errors import UnreadablePicture
from barcode.reader import PolisReader
from handlers.ground.context import Context
from handlers.ground.errands import Conclusion, ErrandWork, Works
from handlers.ground.jobs import Means
from handlers.ground.screen import Screen
from handlers.polis_photo import views
from handlers.polis_photo.actions import LARGEST
from locales.texts import Texts
from patient.card import CardDraft
from storage.dialogues import Dialogues
from storage.errands import Errand, ErrandKind, Errands
from storage.transaction import Transaction

log = logging.getLogger(__name__)


async def read(means: Means, reader: PolisReader, errand: Errand) -> Conclusion:
    """Fetch and read the photograph; only what was read is kept, sealed in the person's dialogue.

    Raises:
        BotApiError: Telegram did not give it: try again.
    """
    try:
        image = await means.fetch(errand.file or "", LARGEST)
        paper = await reader.read(image, today=datetime.now(means.zone).date())
    except UnreadablePicture as error:
        log.info("a polis's photograph was not read: %s", error.reason)
        return partial(_show_unreadable, errand, error.reason)
    return partial(_offer, errand, paper.draft())


async def show_broken(context: Context, errand: Errand) -> Screen:
    """Say that the photograph could not be had."""
    return await _show_unreadable(errand, "broken", context.transaction, context.t)


async def _show_unreadable(errand: Errand, reason: str, transaction: Transaction, t: Texts) -> Screen:
    """Say what is wrong with the photograph and how to take a better one."""
    dialogue = await Dialogues(transaction).of(errand.owner)
    screen = views.unreadable(reason, t, has_form=dialogue.has_draft)
    return await _numbered(errand, screen, transaction, t)


async def _offer(errand: Errand, draft: CardDraft, transaction: Transaction, t: Texts) -> Screen:
    """Offer what was read."""
    dialogue = await Dialogues(transaction).of(errand.owner)
    scan = str(errand.photo)
    dialogue.keep_scan(scan, draft)
    await Dialogues(transaction).save(dialogue)
    screen = views.offered(scan, draft, t, has_form=dialogue.has_draft)
    return await _numbered(errand, screen, transaction, t)


async def _numbered(errand: Errand, screen: Screen, transaction: Transaction, t: Texts) -> Screen:
    """Say which photograph it was, where several were sent."""
    has_others = errand.number > 1 or await Errands(transaction, errand.owner).count() > 0
    return views.told_of(errand.number, screen, t) if has_others else screen


def works(means: Means, reader: PolisReader | None = None) -> Works:
    """Return how the room's errands are done."""
    work = partial(read, means, reader or PolisReader())
    return {ErrandKind.READ_POLIS: ErrandWork(work, 3, show_broken)}
