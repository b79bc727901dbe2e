"""What is asked of the registry for each kind of errand, and how its answer is kept."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

from bot.jobs.conclusion import Conclusion
from bot.jobs.farewell import say_farewell
from bot.jobs.giving_back import GivingBack
from bot.jobs.outcomes import keep_booked, keep_cancelled, keep_failed
from bot.jobs.polis_photo import PolisPhotos
from bot.jobs.visits import keep_visits
from handlers.ground.config import Config
from handlers.ground.screen import Screen
from handlers.visits import views
from locales.texts import Texts
from patient.booking import Booking
from patient.card import Card, OwnerId
from patient.clinic import Doctor, Listed
from patient.held_time import HeldTime
from patient.visit import Slot, Visit
from registry.errors import PersonUnknown, RegistryRefused, SlotHeld, SlotTaken
from registry.port import Registry
from storage.bookings import Bookings
from storage.cards import Cards
from storage.database import Database
from storage.directory import Directory
from storage.errands import Errand, ErrandKind, Errands
from storage.own_visits import OwnVisits
from storage.transaction import Transaction
from storage.visits import Visits

DOCTORS_AT_ONCE = 8

FreeSlots = dict[str, list[Slot]]


class ErrandRunner:
    """Asks, and returns how to keep the answer."""

    def __init__(self, database: Database, registry: Registry, photos: PolisPhotos, config: Config) -> None:
        self._database = database
        self._photos = photos
        self._registry = registry
        self._config = config
        self._giving_back = GivingBack(database, registry, config)

    async def perform(self, errand: Errand) -> Conclusion:
        """Do the errand's part outside.

        Raises:
            RegistryError: there was no answer, or none to rely on: try again.
            BotApiError: the photograph could not be had: try again.
        """
        match errand.kind:
            case ErrandKind.READ_POLIS:
                return await self._photos.perform(errand)
            case ErrandKind.FREE_TIMES:
                return partial(_keep_free_times, await self._slots_of(errand.doctors))
            case ErrandKind.GIVE_BACK:
                return await self._giving_back.perform(errand)
            case ErrandKind.FAREWELL:
                return await say_farewell(errand, self._registry, self._config.zone)
            case _:
                return await self._ask_for_card(errand)

    async def _ask_for_card(self, errand: Errand) -> Conclusion:
        card = await self._database.write(lambda tx: Cards(tx, errand.owner).find(errand.card or ""))
        if card is None:
            return _keep_nothing
        if errand.kind is ErrandKind.VISITS:
            return await self._visits(card)
        if errand.kind is ErrandKind.BOOK:
            return await self._book(errand, card)
        return await self._cancel(errand, card)

    async def _slots_of(self, doctors: Sequence[str]) -> FreeSlots:
        """Ask for the free times of several doctors, a few at once."""
        gate = asyncio.Semaphore(DOCTORS_AT_ONCE)
        answers = await asyncio.gather(*(self._slots(doctor, gate) for doctor in doctors))
        return dict(zip(doctors, answers, strict=True))

    async def _slots(self, name: str, gate: asyncio.Semaphore) -> list[Slot]:
        async def read(transaction: Transaction) -> tuple[Listed[Doctor] | None, datetime]:
            return await Directory(transaction).doctor(name), transaction.now

        listed, now = await self._database.write(read)
        if listed is None:
            return []
        async with gate:
            return await self._registry.visits.free_slots(listed.value, now)

    async def _visits(self, card: Card) -> Conclusion:
        known = await self._database.write(lambda tx: Visits(tx).of(card))
        try:
            visits = await self._registry.visits.of(card.person, known)
        except PersonUnknown:
            return partial(_show, partial(views.unknown_person, card))
        return partial(_keep_visits, card, visits, self._config)

    async def _book(self, errand: Errand, card: Card) -> Conclusion:
        booking = await self._database.write(lambda tx: Bookings(tx, errand.owner).find(errand.id))
        if booking is None or booking.slot is None:
            return _keep_nothing
        try:
            visit = await self._registry.visits.book(
                card.person, booking.slot, booking.id, is_repeated=errand.tries > 0
            )
        except SlotTaken:
            return partial(_keep_lost, booking, await self._slots_of(booking.doctors))
        except PersonUnknown:
            return partial(keep_failed, booking, "person_unknown")
        except RegistryRefused:
            return partial(keep_failed, booking, "refused")
        return partial(keep_booked, card, booking, visit, self._config)

    async def _cancel(self, errand: Errand, card: Card) -> Conclusion:
        """Cancel, if the card may still know of the visit: it may have changed since the tap."""
        named = errand.visit or ""
        known = await self._database.write(lambda tx: Visits(tx).find(card, named))
        if known is None:
            return _keep_nothing
        try:
            visit = await self._registry.visits.cancel(card.person, named, [known])
        except SlotHeld as held:
            return partial(_keep_held, card, held.visit, errand.owner, self._config)
        except (PersonUnknown, RegistryRefused):
            return partial(_show, partial(views.not_cancelled, card))
        return partial(keep_cancelled, card, visit, errand.owner, self._config)


async def _keep_nothing(_: Transaction, __: Texts) -> None:
    """The card or the booking is gone: the screen says so by itself."""


async def _show(view: Callable[[Texts], Screen], _: Transaction, t: Texts) -> Screen:
    return view(t)


async def _keep_free_times(slots: FreeSlots, transaction: Transaction, _: Texts) -> None:
    for doctor, free in slots.items():
        await Directory(transaction).keep_free_times(doctor, free)


async def _keep_visits(
    card: Card, visits: Sequence[Visit], config: Config, transaction: Transaction, _: Texts
) -> None:
    await keep_visits(card, visits, config.zone, transaction)


async def _keep_lost(booking: Booking, slots: FreeSlots, transaction: Transaction, t: Texts) -> None:
    """Let the person choose another time among those that are free; an earlier try may hold the lost one."""
    await OwnVisits(transaction).drop(booking.id)
    if held := HeldTime.of(booking):
        await Errands(transaction, booking.owner).give_back(held)
    await _keep_free_times(slots, transaction, t)
    await Bookings(transaction, booking.lost().owner).save(booking.lost())


async def _keep_held(
    card: Card, visit: Visit, who: OwnerId, config: Config, transaction: Transaction, _: Texts
) -> None:
    """Keep that the visit is cancelled, and have its time given back when the registry takes it."""
    await keep_cancelled(card, visit, who, config, transaction, _)
    await Errands(transaction, who).give_back_of(visit.id)
