"""The watches job: asks for the free times that people wait for, once for all who wait for the same."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from prometheus_client import Counter

from handlers.booking import watch_views as views
from handlers.ground.jobs import Means
from handlers.ground.notify import notify
from patient.card import Card
from patient.clinic import Doctor, Listed
from patient.notice import NoticeKind
from patient.visit import Slot, Visit
from patient.watch import Watch, Watchers
from registry.asking import ask_each
from registry.errors import SomeMissing
from storage.cards import Cards
from storage.directory import Directory
from storage.transaction import Transaction
from storage.visits import Visits
from storage.watches import WATCH, Watches, active_watches

WATCH_NEWS = Counter("bot_watch_news", "News of free times that were waited for", registry=None)
AT_ONCE = 4  # calls to the registry, so that watching never crowds out who is booking now
WAY = timedelta(minutes=15)  # nobody comes from afar for a time that begins sooner
BATCH = 25  # people a transaction: a reply waits for one at most


Waiting = Mapping[Listed[Doctor], Sequence[Watch]]
"""Doctors, and who waits for the free time of each."""


@dataclass(frozen=True, slots=True)
class Times:
    """All free times that a doctor has, or those that could be had."""

    listed: Listed[Doctor]
    slots: Sequence[Slot]
    zone: ZoneInfo
    at: datetime
    is_whole: bool

    def heard_by(self, watch: Watch) -> Watch:
        """Return the watch after its person heard of what is new in them."""
        present = watch.having_lost(self.listed.value.id, self.slots) if self.is_whole else watch
        return present.having_told(self.news_for(present))

    def news_for(self, watch: Watch) -> tuple[Slot, ...]:
        """Return what is new in them that the person can still reach."""
        return watch.news([slot for slot in self.slots if slot.start >= self.at + WAY], self.zone)


async def make_round(means: Means) -> None:
    """Ask for each doctor once, however many wait; safe to run twice: a slot is told once."""
    watches: list[Watch] = []
    while some := await means.database.write(
        partial(active_watches, after=watches[-1].id if watches else "")
    ):
        watches += some
    waiting, now = await means.database.write(partial(_round, watches))
    doctors = random.sample(list(waiting), len(waiting))  # not the same silent ones first each time
    ask = partial(_ask, means, now, waiting)
    await ask_each(doctors, ask, at_once=AT_ONCE, of=lambda doctor: doctor.value.clinic)


async def _ask(means: Means, now: datetime, waiting: Waiting, doctor: Listed[Doctor]) -> None:
    """Ask for the doctor's times and tell what is new of them, although some could not be had."""
    missing: SomeMissing | None = None
    slots: Sequence[Slot]
    try:
        slots = await means.registry.visits.free_slots(doctor.value, now)
    except SomeMissing as error:
        slots, missing = error.told, error
    found = Times(doctor, slots, means.zone, now, is_whole=missing is None)
    concerned = [watch for watch in waiting[doctor] if found.heard_by(watch) != watch]
    for start in range(0, len(concerned), BATCH):
        await means.database.write(partial(_tell_some, concerned[start : start + BATCH], found))
    if missing:
        raise missing


async def _tell_some(watches: Sequence[Watch], found: Times, transaction: Transaction) -> None:
    """Tell what each has not heard of by now; his watch may have changed since the round began."""
    await Directory(transaction).keep_free_times(found.listed.value.id, found.slots, is_whole=found.is_whole)
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
    if news := found.news_for(watch):
        told = [(found.listed, slot) for slot in news]
        view = partial(views.news, watch, card, told, await _held(transaction, card, found), found.zone)
        transaction.afterwards(WATCH_NEWS.inc)
        await notify(transaction, found.zone, watch.owner, NoticeKind.WATCH, view, card=card.id)


async def _held(transaction: Transaction, card: Card, found: Times) -> Visit | None:
    """Return the card's next visit in the speciality, if there is one: perhaps nothing is waited for now."""
    coming = await Visits(transaction).coming_on([card])
    speciality = found.listed.value.speciality
    return next((visit for _, visit in coming if visit.speciality == speciality), None)


async def _round(watches: Sequence[Watch], transaction: Transaction) -> tuple[Waiting, datetime]:
    """Return the doctors for whose free time anybody waits, with who does; and when the round begins."""
    doctors = await Directory(transaction).doctors() if watches else []
    watchers = Watchers(watches)
    waiting = {each: watchers.of(each.value) for each in doctors}
    return {each: some for each, some in waiting.items() if some}, transaction.now
