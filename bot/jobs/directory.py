"""The directory job: copies the region's clinics and doctors from the registry, hourly."""

import logging
from time import monotonic

from registry.errors import RegistryError
from registry.port import Registry
from storage.database import Database
from storage.directory import Directory

log = logging.getLogger(__name__)

EVERY = 3600.0  # seconds; a failure is made up for on the next tick of the clock


class DirectoryJob:
    """Keeps the copy from which all lists are shown; while the registry is down the old copy serves."""

    def __init__(self, database: Database, registry: Registry) -> None:
        self._database = database
        self._registry = registry
        self._done_at: float | None = None

    async def run(self) -> None:
        """Copy the directory if the copy is older than an hour."""
        if self._done_at is not None and monotonic() - self._done_at < EVERY:
            return
        try:
            await self._copy()
        except RegistryError as error:
            log.warning("the directory waits: %s: %s", type(error).__name__, error)
            return
        self._done_at = monotonic()

    async def _copy(self) -> None:
        clinics = await self._registry.directory.clinics()
        doctors = [doctor for clinic in clinics for doctor in await self._registry.directory.doctors(clinic)]
        await self._database.write(lambda tx: Directory(tx).replace(clinics, doctors))
        log.info("the directory has %d clinics and %d doctors", len(clinics), len(doctors))
