"""The directory's jobs: the hourly copy of the clinics and doctors, and free times when asked for."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from time import monotonic

from handlers.ground.context import Context
from handlers.ground.errands import Conclusion, ErrandWork, Works
from handlers.ground.jobs import MINUTE, Job, Means
from patient.clinic import Doctor, Listed
from patient.visit import Slot
from registry.port import Registry
from storage.database import Database
from storage.directory import Directory
from storage.errands import Errand, ErrandKind
from storage.transaction import Transaction

log = logging.getLogger(__name__)

EVERY = 3600.0  # seconds; a failure is made up for on the next tick of the clock
DOCTORS_AT_ONCE = 8

FreeSlots = Mapping[str, list[Slot]]


class DirectoryJob:
    """Keeps the copy from which all lists are shown; while the registry is down the old copy serves."""

    def __init__(self, database: Database, registry: Registry) -> None:
        self._database = database
        self._registry = registry
        self._done_at: float | None = None

    async def run(self) -> None:
        """Copy the directory if the copy is older than an hour.

        Raises:
            RegistryError: there is nothing to copy now.
        """
        if self._done_at is not None and monotonic() - self._done_at < EVERY:
            return
        await self._copy()
        self._done_at = monotonic()

    async def _copy(self) -> None:
        clinics = await self._registry.directory.clinics()
        doctors = [doctor for clinic in clinics for doctor in await self._registry.directory.doctors(clinic)]
        await self._database.write(lambda tx: Directory(tx).replace(clinics, doctors))
        log.info("the directory has %d clinics and %d doctors", len(clinics), len(doctors))


async def ask_for_free_times(means: Means, errand: Errand) -> Conclusion:
    """Ask for the free times of the errand's doctors."""
    slots = await free_times_of(means, errand.doctors)
    return partial(keep_free_times, slots)


async def free_times_of(means: Means, doctors: Sequence[str]) -> FreeSlots:
    """Return the free times by the doctors' ids of the registry, asked a few at once; who has left has none.

    Raises:
        RegistryError: one of the answers did not come.
    """
    gate = asyncio.Semaphore(DOCTORS_AT_ONCE)
    answers = await asyncio.gather(*(_slots(means, doctor, gate) for doctor in doctors))
    return dict(zip(doctors, answers, strict=True))


async def _slots(means: Means, name: str, gate: asyncio.Semaphore) -> list[Slot]:
    async def read(transaction: Transaction) -> tuple[Listed[Doctor] | None, datetime]:
        return await Directory(transaction).doctor(name), transaction.now

    listed, now = await means.database.write(read)
    if listed is None:
        return []
    async with gate:
        return await means.registry.visits.free_slots(listed.value, now)


async def keep_free_times(slots: FreeSlots, context: Context) -> None:
    """Keep the free times of each doctor."""
    for doctor, free in slots.items():
        await context.directory.keep_free_times(doctor, free)


def jobs(means: Means) -> Sequence[Job]:
    """Return the room's jobs."""
    directory = DirectoryJob(means.database, means.registry)
    return (Job("directory", MINUTE, directory.run, starts_at_once=True),)


def works(means: Means) -> Works:
    """Return how the room's errands are done."""
    return {ErrandKind.FREE_TIMES: ErrandWork(partial(ask_for_free_times, means), tries=3)}
