"""The watches job: asks for the free times that people wait for, once for all who wait for the same."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from prometheus_client import Counter

from handlers.booking import watch_views as views
from handlers.ground.jobs import Means
from handlers.ground.notify import notify
from patient.clinic import Doctor, Listed
from patient.notice import NoticeKind
from patient.visit import Slot
from patient.watch import Watch, Watchers
from registry.errors import RegistryError
from storage.cards import Cards
from storage.directory import Directory
from storage.transaction import Transaction
from storage.watches import WATCH, Watches, active_watches

log = logging.getLogger(__name__)

WATCH_NEWS = Counter("bot_watch_news", "News of free times that were waited for", registry=None)
AT_ONCE = 4  # calls to the registry, so that watching never crowds out who is booking now
BATCH = 25  # people a transaction: a reply waits for one at most


@dataclass(frozen=True, slots=True)
class Waiting:
    """A doctor, and who waits for his free time."""

    listed: Listed[Doctor]
    watches: Sequence[Watch]


@dataclass(frozen=True, slots=True)
class Times:
    """All free times that a doctor has."""

    listed: Listed[Doctor]
    slots: list[Slot]
    zone: ZoneInfo

    def heard_by(self, watch: Watch) -> Watch:
        """Return the watch after its person heard of what is new in them."""
        present = watch.having_lost(self.listed.value.id, self.slots)
        return present.having_told(present.news(self.slots, self.zone))


async def make_round(means: Means) -> None:
    """Ask for each doctor once, however many wait; safe to run twice: a slot is told once."""
    watches: list[Watch] = []
    while some := await means.database.write(
        partial(active_watches, after=watches[-1].id if watches else "")
    ):
        watches += some
    waited_for, now = await means.database.write(partial(_round, watches))
    gate = asyncio.Semaphore(AT_ONCE)
    await asyncio.gather(*(_ask(means, waiting, now, gate) for waiting in waited_for))


async def _ask(means: Means, waiting: Waiting, now: datetime, gate: asyncio.Semaphore) -> None:
    async with gate:
        try:
            slots = await means.registry.visits.free_slots(waiting.listed.value, now)
        except RegistryError as error:
            log.warning("a watched doctor's times wait: %s: %s", type(error).__name__, error)
            return
    found = Times(waiting.listed, slots, means.zone)
    concerned = [watch for watch in waiting.watches if found.heard_by(watch) != watch]
    for start in range(0, len(concerned), BATCH):
        await means.database.write(partial(_tell_some, concerned[start : start + BATCH], found))


async def _tell_some(watches: Sequence[Watch], found: Times, transaction: Transaction) -> None:
    """Tell what each has not heard of by now; his watch may have changed since the round began."""
    await Directory(transaction).keep_free_times(found.listed.value.id, found.slots)
    for earlier in watches:
        async with transaction.for_the_sake_of(WATCH, earlier.id):
            await _tell_one(transaction, earlier, found)


async def _tell_one(transaction: Transaction, earlier: Watch, found: Times) -> None:
    """Tell one person, unless another round did meanwhile: two overlap while the leader changes."""
    watch = await Watches(transaction, earlier.owner).find(earlier.id)
    card = await Cards(transaction, earlier.owner).find(earlier.card) if watch else None
    doctor = found.listed.value.id
    if watch is None or card is None or watch.heard_of(doctor) != earlier.heard_of(doctor):
        return
    await Watches(transaction, watch.owner).save(found.heard_by(watch))
    if news := watch.news(found.slots, found.zone):
        view = partial(views.news, watch, card, [(found.listed, slot) for slot in news], found.zone)
        transaction.afterwards(WATCH_NEWS.inc)
        await notify(transaction, found.zone, watch.owner, NoticeKind.WATCH, view, card=card.id)


async def _round(watches: Sequence[Watch], transaction: Transaction) -> tuple[list[Waiting], datetime]:
    """Return the doctors for whose free time anybody waits, and who does; and when the round begins."""
    doctors = await Directory(transaction).doctors() if watches else []
    watchers = Watchers(watches)
    waiting = [Waiting(each, watchers.of(each.value)) for each in doctors]
    return [each for each in waiting if each.watches], transaction.now
