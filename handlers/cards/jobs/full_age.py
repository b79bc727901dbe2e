"""The full-age job: on the day on which a child comes of age, his card is frozen."""

import logging
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from handlers.cards.circle import circle_of
from handlers.cards.views import full_age as views
from handlers.ground.notify import notify
from patient.card import Card
from patient.full_age import is_frozen
from patient.notice import NoticeKind
from storage.cards import CARD
from storage.database import Database
from storage.erasure import freeze_card
from storage.full_age import FullAge
from storage.transaction import Transaction

log = logging.getLogger(__name__)

BATCH = 200


class FullAgeJob:
    """Looks at all children's cards once each day of the region; safe to run twice."""

    def __init__(self, database: Database, zone: ZoneInfo) -> None:
        self._database = database
        self._zone = zone
        self._seen_on: date | None = None

    async def run(self) -> None:
        """Freeze what is to be frozen today, once; a failure is made up for on the next tick."""
        day = await self._database.write(self._today)
        if day == self._seen_on:
            return
        last: str | None = ""
        while last is not None:
            last = await self._database.write(partial(self._freeze_some, last))
        self._seen_on = day

    async def _today(self, transaction: Transaction) -> date:
        return transaction.now.astimezone(self._zone).date()

    async def _freeze_some(self, after: str, transaction: Transaction) -> str | None:
        """Look at the next few cards; return the id of the last one, none when there are no more."""
        today = await self._today(transaction)
        cards = await FullAge(transaction).cards_after(after, BATCH)
        for each in cards:
            async with transaction.for_the_sake_of(CARD, each):
                card = await FullAge(transaction).child(each)
                if card and is_frozen(card.person, "child", today):
                    await self._freeze(transaction, card)
        return cards[-1] if cards else None

    async def _freeze(self, transaction: Transaction, card: Card) -> None:
        """Freeze the card, and tell who looked at it, this once."""
        await freeze_card(transaction, card)
        for who in await circle_of(transaction, card):
            view = partial(views.frozen_now, card)
            await notify(transaction, self._zone, who, NoticeKind.FAMILY, view, card=card.id)
        log.info("card %s is frozen", card.id)
