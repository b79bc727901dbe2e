"""The full-age job: on the day on which a child comes of age, his card is frozen."""

import logging
import secrets
from datetime import date, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from handlers.cards.circle import notify_circle
from handlers.cards.views.card_file import named
from handlers.ground import onward
from patient.card import Card, CardId
from patient.full_age import full_age_on, is_frozen
from patient.notice import NoticeKind
from storage.cards import CARD
from storage.database import Database
from storage.erasure import freeze_card
from storage.full_age import FullAge
from storage.transaction import Transaction

log = logging.getLogger(__name__)

BATCH = 50  # cards a transaction: a reply waits for one at most
LONGEST = 180  # days until the next look


async def freeze_the_grown(database: Database, zone: ZoneInfo) -> None:
    """Look into every card that is due; safe to run twice, and a failure is made up for on the next tick.

    Each is looked into on a day drawn by lot, a child's at the latest on his birthday: when a child comes of
    age stands sealed in his card, and a column with that day would tell his birth date.
    """
    for some in (partial(_look_at_some, zone), _mark_some):
        while await database.write(some):
            pass


async def _look_at_some(zone: ZoneInfo, transaction: Transaction) -> bool:
    """Look into the next few cards; False when none is due any more."""
    today = transaction.now.astimezone(zone).date()
    cards = await FullAge(transaction).due(today, BATCH)
    for each in cards:
        async with transaction.for_the_sake_of(CARD, each):
            await _look(transaction, each, today, zone)
    return bool(cards)


async def _mark_some(transaction: Transaction) -> bool:
    """Have the next few frozen cards found by who is on them; False when there are no more.

    They were frozen by a release that did not mark them, or have changed since.
    """
    cards = await FullAge(transaction).unmarked(BATCH)
    for each in cards:
        async with transaction.for_the_sake_of(CARD, each):
            await FullAge(transaction).mark(each)
    return bool(cards)


async def _look(transaction: Transaction, each: CardId, today: date, zone: ZoneInfo) -> None:
    """Freeze a child's card if he is of age; otherwise draw the day of the next look."""
    card = await FullAge(transaction).child(each)
    if card and is_frozen(card.person, "child", today):
        await _freeze(transaction, card, zone)
        return
    days = min(LONGEST, (full_age_on(card.person) - today).days) if card else LONGEST
    lot = secrets.randbelow(days) + 1
    await FullAge(transaction).look_on(each, today + timedelta(days=lot))


async def _freeze(transaction: Transaction, card: Card, zone: ZoneInfo) -> None:
    """Freeze the card, and tell who looked at it, this once."""
    await freeze_card(transaction, card)
    view = onward.telling("frozen.now", card=named(card))
    await notify_circle(transaction, zone, card, NoticeKind.FAMILY, view)
    log.info("card %s is frozen", card.id)
