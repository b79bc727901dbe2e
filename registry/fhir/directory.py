"""The directory: the region's clinics and their doctors."""

import asyncio
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial

from patient.clinic import Clinic, Doctor, OpenHours
from registry.asking import ask_each
from registry.errors import (
    RegistryError,
    RegistryMissing,
    RegistryRefused,
    RegistryReplyMalformed,
    SomeMissing,
)
from registry.fhir import resources, visit_resources
from registry.fhir.pages import legible
from registry.fhir.wire import FhirWire

log = logging.getLogger(__name__)

MOST_PAGES = 50
A_PAGE = 100
AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Directory:
    """Asked from time to time as a whole; what one clinic lacks hinders no other."""

    wire: FhirWire

    async def clinics(self) -> list[Clinic]:
        """Return the clinics in use, with their hours where the registry has them.

        Raises:
            RegistryError: the list could not be had, or names no clinic, which is no region's truth.
        """
        read = await legible(self.wire, f"Organization?_count={A_PAGE}", _clinic, MOST_PAGES)
        clinics = list({clinic.id: clinic for clinic in read if clinic}.values())  # pages drift
        if not clinics:
            raise RegistryReplyMalformed("a directory without clinics")
        gate = asyncio.Semaphore(AT_ONCE)
        return await asyncio.gather(*(self._with_hours(clinic, gate) for clinic in clinics))

    async def doctors(self, clinic: Clinic) -> list[Doctor]:
        """Return who sees patients at *clinic*; posts of nobody or without a speciality are left out.

        Raises:
            SomeMissing: some names could not be had.
            RegistryError: the list could not be had.
        """
        link = f"PractitionerRole?organization=Organization/{clinic.id}"
        read = await legible(self.wire, link, self._post, MOST_PAGES)
        now = datetime.now(UTC)
        here = (post for post in read if post.clinic == clinic.id and post.speciality)
        held_now = (post for post in here if post.is_active and post.period.holds(now))
        posts = list({post.id: post for post in held_now}.values())  # pages drift
        answers = await ask_each(posts, self._doctor, at_once=AT_ONCE, of=lambda _: clinic.id)
        answers.raise_if_silent()
        doctors = [doctor for post in posts if (doctor := answers.told.get(post))]
        if answers.silent:
            raise SomeMissing(doctors)
        return doctors

    def _post(self, hit: object) -> visit_resources.Post:
        return visit_resources.post(hit, self.wire.base)

    async def _doctor(self, post: visit_resources.Post) -> Doctor | None:
        name = post.name
        if not name and post.practitioner:
            name = await self._name(post.practitioner)
        return post.held_by(name) if name else None

    async def _name(self, practitioner: str) -> str | None:
        try:
            resource = await self.wire.resource("Practitioner", practitioner)
            return visit_resources.practitioner_name(resource)
        except (RegistryMissing, RegistryRefused, RegistryReplyMalformed) as error:
            log.warning("registry: a post of nobody's is left out: %s", error)
            self.wire.leave_out(1)
            return None

    async def _with_hours(self, clinic: Clinic, gate: asyncio.Semaphore) -> Clinic:
        async with gate:
            return replace(clinic, hours=await self._hours(clinic))

    async def _hours(self, clinic: Clinic) -> tuple[OpenHours, ...]:
        """Return the clinic's hours; a registry without Locations has none to tell."""
        try:
            link = f"Location?organization=Organization/{clinic.id}"
            read = partial(visit_resources.hours, clinic=clinic.id, base=self.wire.base)
            told = await legible(self.wire, link, read)
        except RegistryError as error:
            log.info("registry: no hours of a clinic: %s", error)
            return ()
        return next(filter(None, told), ())


def _clinic(hit: object) -> Clinic | None:
    return resources.clinic(hit) if resources.sees_patients(hit) else None
