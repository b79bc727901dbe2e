"""The visits job: looks at the visits of each card from time to time and tells what the clinic changed."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot.log import reason
from handlers.cards.circle import notify_circle
from handlers.visits import views
from patient.card import Card
from patient.notice import NoticeKind
from patient.visit import Visit, VisitState
from registry.errors import PersonUnknown, RegistryError, SeveralRecords
from registry.port import Registry
from storage.cards import Cards
from storage.database import Database
from storage.directory import Directory
from storage.errors import StorageUnavailable
from storage.transaction import Transaction
from storage.visits import Visits

log = logging.getLogger(__name__)

AT_ONCE = 4
LEASE = timedelta(minutes=2)  # a look that failed is made up for when its lease ends
SOON = timedelta(days=3)
OFTEN = timedelta(hours=1)
SELDOM = timedelta(hours=12)


class VisitsJob:
    """Claims the cards that are due and asks; safe to run twice."""

    def __init__(self, database: Database, registry: Registry, zone: ZoneInfo) -> None:
        self._database = database
        self._registry = registry
        self._zone = zone

    async def run(self) -> None:
        """Look at the visits of every card that is due, a few at once."""
        while due := await self._database.write(self._claim):
            await asyncio.gather(*(self._look(card) for card in due))

    async def _claim(self, transaction: Transaction) -> list[Card]:
        looks = await Visits(transaction).claim(AT_ONCE, LEASE)
        cards = [await Cards(transaction, look.owner).find(look.card) for look in looks]
        return [card for card in cards if card]

    async def _look(self, card: Card) -> None:
        """Ask for the card's visits and keep them; what fails over one card waits for its next look."""
        try:
            await self._ask(card)
        except StorageUnavailable:
            raise
        except Exception as error:  # noqa: BLE001 - one odd row must not stop the others
            log.error("the visits of card %s failed: %s", card.id, reason(error))  # noqa: TRY400 - it may quote the person
            await self._database.write(partial(_leave_as_they_are, card))

    async def _ask(self, card: Card) -> None:
        try:
            known = await self._database.write(lambda tx: Visits(tx).of(card))
            visits = await self._registry.visits.of(card.person, known)
        except SeveralRecords:
            await self._database.write(partial(_leave_as_they_are, card))
            return
        except PersonUnknown:
            visits = []
        except RegistryError as error:
            log.warning("visits of a card wait: %s: %s", type(error).__name__, error)
            return
        await self._database.write(partial(keep_visits, card, visits, self._zone))


async def _leave_as_they_are(card: Card, transaction: Transaction) -> None:
    """Look again later; the visits that are known stay, and are reminded of."""
    if await Cards(transaction, card.owner).find(card.id):
        await Visits(transaction).note_look(card, SELDOM)


async def keep_visits(card: Card, visits: Sequence[Visit], zone: ZoneInfo, transaction: Transaction) -> None:
    """Keep what the registry tells of the card's visits, and tell the person what is news to him.

    What was asked about the card's earlier data is nobody's any more.
    """
    kept = Visits(transaction)
    present = await Cards(transaction, card.owner).find(card.id)
    if present is None or present.person.differs_in_identity(card.person):
        return
    first_look = await kept.asked_at(card) is None
    known = {visit.id: visit for visit in await kept.of(present)}
    placed = [await placed_visit(transaction, visit) for visit in visits]
    now = transaction.now
    is_soon = any(visit.is_coming(now) and visit.start - now < SOON for visit in placed)
    for visit in await kept.replace(present, placed, OFTEN if is_soon else SELDOM):
        is_found = first_look and visit.id not in known
        change = None if is_found else _change(known.get(visit.id), visit, transaction)
        if change:
            view = partial(views.changed, present, visit, change, zone)
            await notify_circle(transaction, zone, present, NoticeKind.VISIT, view)


async def placed_visit(transaction: Transaction, visit: Visit) -> Visit:
    """Return the visit with the doctor and the clinic that the directory knows."""
    directory = Directory(transaction)
    post = await directory.doctor(visit.doctor) if visit.doctor else None
    if post is None and visit.practitioner:
        post = await directory.post_of(visit.practitioner)
    if post is None:
        return visit
    clinic = await directory.clinic(post.value.clinic)
    return visit.at(post.value, clinic.value if clinic else None)


def _change(known: Visit | None, visit: Visit, transaction: Transaction) -> str | None:
    """Name what the clinic did to a visit that is still to come."""
    if visit.start <= transaction.now:
        return None
    if known is None:
        return "booked" if visit.state is VisitState.BOOKED else None
    if known.state is VisitState.BOOKED and visit.state is VisitState.CANCELLED:
        return "cancelled"
    if visit.state is VisitState.BOOKED and known.start != visit.start:
        return "moved"
    return None
