"""The visits job: looks at the visits of each card from time to time and tells what the clinic changed."""

import asyncio
import logging
from datetime import timedelta
from functools import partial

from handlers.ground.jobs import Means
from handlers.visits.jobs.outcomes import SELDOM, keep_visits
from patient.card import Card
from registry.errors import PersonUnknown, RegistryError, SeveralRecords
from storage.cards import Cards
from storage.errors import StorageUnavailable
from storage.transaction import Transaction
from storage.visits import Visits

log = logging.getLogger(__name__)

AT_ONCE = 4
LEASE = timedelta(minutes=2)  # a look that failed is made up for when its lease ends


async def look_at_all_due(means: Means) -> None:
    """Claim the cards that are due and look at their visits, a few at once; safe to run twice."""
    while due := await means.database.write(lambda tx: Visits(tx).claim(AT_ONCE, LEASE)):
        await asyncio.gather(*(_look(means, card) for card in due))


async def _look(means: Means, card: Card) -> None:
    """Ask for the card's visits and keep them; what fails over one card waits for its next look."""
    try:
        await _ask(means, card)
    except StorageUnavailable:
        raise
    except Exception:  # one odd row must not stop the others; the log names its class and place only
        log.exception("the visits of card %s failed", card.id)
        await means.database.write(partial(_leave_as_they_are, card))


async def _ask(means: Means, card: Card) -> None:
    try:
        known = await means.database.write(lambda tx: Visits(tx).of(card))
        visits = await means.registry.visits.of(card.person, known)
    except SeveralRecords:
        await means.database.write(partial(_leave_as_they_are, card))
        return
    except PersonUnknown:
        visits = []
    except RegistryError as error:
        log.warning("visits of a card wait: %s: %s", type(error).__name__, error)
        return
    await means.database.write(partial(keep_visits, card, known, visits, means.zone))


async def _leave_as_they_are(card: Card, transaction: Transaction) -> None:
    """Look again later; the visits that are known stay, and are reminded of."""
    if await Cards(transaction, card.owner).find(card.id):
        await Visits(transaction).note_look(card, SELDOM)
