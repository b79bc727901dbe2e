"""The watches job: asks for the free times that people wait for, once for all who wait for the same."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from prometheus_client import Counter

from handlers.booking import watch_views as views
from handlers.ground.config import Config
from handlers.ground.notify import notify
from patient.card import Card
from patient.clinic import Doctor, Listed
from patient.notice import NoticeKind
from patient.visit import Slot
from patient.watch import Watch, Watchers
from registry.errors import RegistryError
from registry.port import Registry
from storage.cards import Cards
from storage.database import Database
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
class Round:
    """Who waits for whom when a round begins."""

    waiting: Sequence[Waiting]
    now: datetime


class WatchJob:
    """Each doctor is asked for once a round, however many wait; safe to run twice: a slot is told once."""

    def __init__(self, database: Database, registry: Registry, config: Config) -> None:
        self._database = database
        self._registry = registry
        self._config = config

    async def run(self) -> None:
        """Make one round."""
        watches: list[Watch] = []
        while some := await self._database.write(
            partial(active_watches, after=watches[-1].id if watches else "")
        ):
            watches += some
        round_ = await self._database.write(partial(_round, watches))
        gate = asyncio.Semaphore(AT_ONCE)
        await asyncio.gather(*(self._ask(waiting, round_.now, gate) for waiting in round_.waiting))

    async def _ask(self, waiting: Waiting, now: datetime, gate: asyncio.Semaphore) -> None:
        listed = waiting.listed
        async with gate:
            try:
                slots = await self._registry.visits.free_slots(listed.value, now)
            except RegistryError as error:
                log.warning("a watched doctor's times wait: %s: %s", type(error).__name__, error)
                return
        concerned = [watch for watch in waiting.watches if self._after(watch, listed, slots) != watch]
        for start in range(0, len(concerned), BATCH):
            some = concerned[start : start + BATCH]
            await self._database.write(partial(self._tell_some, some, listed, slots))

    def _after(self, watch: Watch, listed: Listed[Doctor], slots: list[Slot]) -> Watch:
        """Return the watch after its person heard of what is new in *slots*, all that the doctor has."""
        present = watch.having_lost(listed.value.id, slots)
        return present.having_told(present.news(slots, self._config.zone))

    async def _tell_some(
        self,
        watches: Sequence[Watch],
        listed: Listed[Doctor],
        slots: list[Slot],
        transaction: Transaction,
    ) -> None:
        """Tell what each has not heard of by now; his watch may have changed since the round began."""
        await Directory(transaction).keep_free_times(listed.value.id, slots)
        for earlier in watches:
            async with transaction.for_the_sake_of(WATCH, earlier.id):
                await self._tell_one(transaction, earlier, listed, slots)

    async def _tell_one(
        self, transaction: Transaction, earlier: Watch, listed: Listed[Doctor], slots: list[Slot]
    ) -> None:
        watch = await Watches(transaction, earlier.owner).find(earlier.id)
        news = watch.news(slots, self._config.zone) if watch else ()
        card = await Cards(transaction, earlier.owner).find(earlier.card) if watch else None
        if watch and card:
            await Watches(transaction, watch.owner).save(self._after(watch, listed, slots))
        if watch and card and news:
            await self._tell(transaction, watch, card, [(listed, slot) for slot in news])

    async def _tell(
        self,
        transaction: Transaction,
        watch: Watch,
        card: Card,
        found: list[tuple[Listed[Doctor], Slot]],
    ) -> None:
        zone = self._config.zone
        view = partial(views.news, watch, card, found, zone)
        transaction.afterwards(WATCH_NEWS.inc)
        await notify(transaction, zone, watch.owner, NoticeKind.WATCH, view, card=card.id)


async def _round(watches: Sequence[Watch], transaction: Transaction) -> Round:
    """Return the doctors for whose free time anybody waits, and who does."""
    doctors = await Directory(transaction).doctors() if watches else []
    watchers = Watchers(watches)
    waiting = [Waiting(each, watchers.of(each.value)) for each in doctors]
    return Round([each for each in waiting if each.watches], transaction.now)
