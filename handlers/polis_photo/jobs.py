"""Reading the photograph of a polis: fetched from Telegram, read in a worker process, and forgotten."""

import logging
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from barcode.errors import UnreadablePicture
from barcode.reader import PolisReader
from handlers.ground.context import Context
from handlers.ground.errands import Conclusion, ErrandWork, Works
from handlers.ground.jobs import Fetch, Means
from handlers.ground.screen import Screen
from handlers.polis_photo import views
from handlers.polis_photo.actions import LARGEST
from locales.texts import Texts
from patient.card import CardDraft
from storage.dialogues import Dialogues
from storage.errands import Errand, ErrandKind, Errands
from storage.transaction import Transaction

log = logging.getLogger(__name__)


class PolisPhotos:
    """Fetches and reads; only what was read is kept, sealed in the person's dialogue."""

    def __init__(self, fetch: Fetch, reader: PolisReader, zone: ZoneInfo) -> None:
        self._fetch = fetch
        self._reader = reader
        self._zone = zone

    async def perform(self, errand: Errand) -> Conclusion:
        """Read the photograph.

        Raises:
            BotApiError: Telegram did not give it: try again.
        """
        try:
            image = await self._fetch(errand.file or "", LARGEST)
            paper = await self._reader.read(image, today=datetime.now(self._zone).date())
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
    photos = PolisPhotos(means.fetch, reader or PolisReader(), means.zone)
    return {ErrandKind.READ_POLIS: ErrandWork(photos.perform, 3, show_broken)}
