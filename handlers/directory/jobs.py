"""The directory's jobs: the hourly copy of the clinics and doctors, and free times when asked for."""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from itertools import chain
from time import monotonic

from handlers.ground.context import Context
from handlers.ground.errands import Conclusion, ErrandWork, Works
from handlers.ground.jobs import MINUTE, Job, Means
from patient.clinic import Clinic, Doctor
from patient.visit import Slot
from registry.asking import Answers, ask_each
from registry.port import Registry
from storage.database import Database
from storage.directory import Directory
from storage.errands import Errand, ErrandKind
from storage.transaction import Transaction

log = logging.getLogger(__name__)

EVERY = 3600.0  # seconds; a failure is made up for on the next tick of the clock
DOCTORS_AT_ONCE = 8

WITHIN = 20.0  # seconds: whoever looks waits no longer for who does not answer

FreeSlots = Answers[Doctor, list[Slot]]


class DirectoryJob:
    """Keeps the copy from which all lists are shown; while the registry is down the old copy serves."""

    def __init__(self, database: Database, registry: Registry) -> None:
        self._database = database
        self._registry = registry
        self._done_at: float | None = None
        self._clinics: Sequence[Clinic] = ()
        self._silent: Sequence[Clinic] = ()

    async def run(self) -> None:
        """Copy the directory if the copy is older than an hour; else what was silent then, if anything.

        Raises:
            RegistryError: there is nothing to copy now.
        """
        if self._done_at is not None and monotonic() - self._done_at < EVERY:
            if self._silent:
                await self._copy(self._silent)
            return
        self._clinics = await self._registry.directory.clinics()
        answers = await self._copy(self._clinics)
        answers.raise_if_silent()
        self._done_at = monotonic()

    async def _copy(self, asked: Sequence[Clinic]) -> Answers[Clinic, list[Doctor]]:
        """Copy the doctors of these clinics; who could not be had stays as he was."""
        answers = await ask_each(asked, self._registry.directory.doctors, at_once=1)
        partly = (error.told for error in answers.silent.values())
        doctors = [*chain.from_iterable(answers.told.values()), *chain.from_iterable(partly)]
        others = {clinic.id for clinic in self._clinics} - {clinic.id for clinic in answers.told}
        await self._database.write(lambda tx: Directory(tx).replace(self._clinics, doctors, but_of=others))
        self._silent = list(answers.silent)
        log.info("the directory has %d clinics, %d of them silent", len(self._clinics), len(self._silent))
        return answers


async def ask_for_free_times(means: Means, errand: Errand) -> Conclusion:
    """Ask for the free times of the errand's doctors."""
    return partial(keep_free_times, await free_times_of(means, errand.doctors))


async def free_times_of(means: Means, doctors: Sequence[str]) -> FreeSlots:
    """Return what is free of the doctors (the registry's ids), a few asked at once; who has left has nothing.

    Raises:
        RegistryError: none of them could be asked.
    """
    listed, now = await means.database.write(partial(_listed, doctors))
    ask = partial(means.registry.visits.free_slots, since=now)
    answers = await ask_each(listed, ask, at_once=DOCTORS_AT_ONCE, within=WITHIN)
    answers.raise_if_silent()
    return answers


async def _listed(doctors: Sequence[str], transaction: Transaction) -> tuple[list[Doctor], datetime]:
    found = [await Directory(transaction).doctor(doctor) for doctor in doctors]
    return [each.value for each in found if each], transaction.now


async def keep_free_times(slots: FreeSlots, context: Context) -> None:
    """Keep the free times of each doctor, and of whom not all could be had."""
    for doctor, free in slots.told.items():
        await context.directory.keep_free_times(doctor.id, free)
    for doctor, error in slots.silent.items():
        await context.directory.keep_free_times(doctor.id, error.told, is_whole=False)


def jobs(means: Means) -> Sequence[Job]:
    """Return the room's jobs."""
    directory = DirectoryJob(means.database, means.registry)
    return (Job("directory", MINUTE, directory.run, starts_at_once=True),)


def works(means: Means) -> Works:
    """Return how the room's errands are done."""
    return {ErrandKind.FREE_TIMES: ErrandWork(partial(ask_for_free_times, means), tries=3)}
