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
from patient.card import CardDraft
from storage.dialogues import Dialogues
from storage.errands import Errand, ErrandKind

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
        return partial(show_unreadable, errand=errand, reason=error.reason)
    return partial(_offer, errand=errand, draft=paper.draft())


async def show_unreadable(context: Context, errand: Errand, reason: str = "broken") -> Screen:
    """Say what is wrong with the photograph, or that it could not be had, and how to take a better one."""
    dialogue = await Dialogues(context.transaction).of(errand.owner)
    screen = views.unreadable(reason, context.t, has_form=dialogue.has_draft)
    return await _numbered(context, errand, screen)


async def _offer(context: Context, errand: Errand, draft: CardDraft) -> Screen:
    """Offer what was read."""
    dialogue = await Dialogues(context.transaction).of(errand.owner)
    scan = str(errand.photo)
    dialogue.keep_scan(scan, draft)
    await Dialogues(context.transaction).save(dialogue)
    screen = views.offered(scan, draft, context.t, has_form=dialogue.has_draft)
    return await _numbered(context, errand, screen)


async def _numbered(context: Context, errand: Errand, screen: Screen) -> Screen:
    """Say which photograph it was, where several were sent."""
    has_others = errand.number > 1 or await context.errands.count() > 0
    return views.told_of(errand.number, screen, context.t) if has_others else screen


def works(means: Means, reader: PolisReader | None = None) -> Works:
    """Return how the room's errands are done."""
    work = partial(read, means, reader or PolisReader())
    return {ErrandKind.READ_POLIS: ErrandWork(work, 3, show_unreadable)}
