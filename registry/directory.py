"""The directory: the region's clinics and their doctors."""

import asyncio
import logging
from dataclasses import dataclass, replace

from patient.clinic import Clinic, Doctor, OpenHours
from registry import fhir, fhir_visits
from registry.errors import RegistryError
from registry.fhir_values import entries
from registry.pages import resources
from registry.wire import Wire

log = logging.getLogger(__name__)

MOST_PAGES = 50
A_PAGE = 100
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Directory:
    """Asked from time to time as a whole; what one clinic lacks hinders no other."""

    wire: Wire

    async def clinics(self) -> list[Clinic]:
        """Return the clinics in use, with their hours where the registry has them.

        Raises:
            RegistryError: the list could not be had.
        """
        first = await self.wire.get(f"Organization?_count={A_PAGE}")
        found = [
            fhir.clinic(hit) async for hit in resources(self.wire, first, MOST_PAGES) if fhir.is_in_use(hit)
        ]
        gate = asyncio.Semaphore(AT_ONCE)
        return await asyncio.gather(*(self._with_hours(clinic, gate) for clinic in found))

    async def doctors(self, clinic: Clinic) -> list[Doctor]:
        """Return who sees patients at *clinic*; a post without a speciality or a name is left out.

        Raises:
            RegistryError: the list could not be had.
        """
        first = await self.wire.get(f"PractitionerRole?organization=Organization/{clinic.id}")
        posts = [
            fhir_visits.post(hit, self.wire.base) async for hit in resources(self.wire, first, MOST_PAGES)
        ]
        named = [post for post in posts if post.is_active and post.speciality and post.clinic == clinic.id]
        gate = asyncio.Semaphore(AT_ONCE)
        return await asyncio.gather(*(self._doctor(post, gate) for post in named))

    async def _doctor(self, post: fhir_visits.Post, gate: asyncio.Semaphore) -> Doctor:
        if post.name:
            return post.held_by(post.name)
        async with gate:
            resource = await self.wire.get(f"Practitioner/{post.practitioner}")
        return post.held_by(fhir_visits.practitioner_name(resource))

    async def _with_hours(self, clinic: Clinic, gate: asyncio.Semaphore) -> Clinic:
        async with gate:
            return replace(clinic, hours=await self._hours(clinic))

    async def _hours(self, clinic: Clinic) -> tuple[OpenHours, ...]:
        """Return the clinic's hours; a registry without Locations has none to tell."""
        try:
            bundle = await self.wire.get(f"Location?organization=Organization/{clinic.id}")
            told = [fhir_visits.hours(each) for each in entries(bundle)]
        except RegistryError as error:
            log.info("registry: no hours of a clinic: %s", error)
            return ()
        return next(filter(None, told), ())
