"""The visits of the registry: free times, booking one, looking at a person's appointments, cancelling.

Booking takes the Slot first (optimistically, by its version) and makes the Appointment then. Both carry the
wish's own key, so a repetition after a crash or a lost answer finds what the first attempt did.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from patient.card import PersonalData
from patient.clinic import Doctor
from patient.visit import Slot, Visit, VisitState
from registry import fhir_visits
from registry.errors import (
    PersonUnknown,
    RegistryConflict,
    RegistryError,
    RegistryMissing,
    RegistryRefused,
    RegistryReplyMalformed,
    SlotTaken,
)
from registry.fhir_values import entries
from registry.fhir_visits import KEY_SYSTEM, Appointment, TakenSlot, as_instant
from registry.pages import resources
from registry.people import People
from registry.wire import Wire

log = logging.getLogger(__name__)

A_PAGE = 100
MOST_PAGES = 50  # some servers show twenty at once, and somebody's visits of years are hundreds


@dataclass(frozen=True, slots=True)
class Visits:
    """What can be done about seeing a doctor."""

    wire: Wire
    people: People

    async def free_slots(self, doctor: Doctor, since: datetime) -> list[Slot]:
        """Return the doctor's free times from *since* on, the earliest first.

        Raises:
            RegistryError: they could not be had.
        """
        found: dict[str, Slot] = {}
        for schedule in await self._schedules(doctor):
            link = (
                f"Slot?schedule=Schedule/{schedule}&status=free&start=ge{as_instant(since)}&_count={A_PAGE}"
            )
            async for resource in resources(self.wire, await self.wire.get(link), MOST_PAGES):
                slot = fhir_visits.free_slot(resource, doctor.id)
                if slot and slot.start >= since:
                    found[slot.id] = slot
        return sorted(found.values(), key=lambda slot: (slot.start, slot.id))

    async def of(self, person: PersonalData) -> list[Visit]:
        """Return the person's visits, the earliest first.

        Raises:
            PersonUnknown: the registry does not know exactly one such person.
            RegistryError: they could not be had.
        """
        patient = await self.people.the_one(person)
        visits = [appointment.visit for appointment in await self._appointments(patient.id)]
        return sorted(filter(None, visits), key=lambda visit: (visit.start, visit.id))

    async def book(self, person: PersonalData, slot: Slot, key: str) -> Visit:
        """Book *slot* for the person; the same *key* books once, however often it is tried.

        Raises:
            SlotTaken: somebody else has it.
            PersonUnknown: the registry does not know exactly one such person.
            RegistryError: it is not known whether it was booked; try again with the same key.
        """
        patient = await self.people.the_one(person)
        for appointment in await self._appointments(patient.id):
            if appointment.visit and _is_ours(appointment, slot, key):
                return appointment.visit
        taken = await self._take(slot, key)
        return await self._make(patient.id, slot, taken, key)

    async def cancel(self, person: PersonalData, visit: str) -> Visit:
        """Cancel the person's visit and give back the time that we took; safe to repeat.

        Raises:
            PersonUnknown: the visit is not this person's.
            RegistryError: it is not known whether it was cancelled; try again.
        """
        patient = await self.people.the_one(person)
        found = await self._appointment(visit)
        if found.patients != {patient.id} or found.visit is None:
            raise PersonUnknown("another person's appointment")
        if found.visit.state is VisitState.CANCELLED:
            return found.visit
        resource = found.resource | {"status": "cancelled"}
        answer = await self.wire.update(f"Appointment/{visit}", resource, found.version)
        cancelled = fhir_visits.appointment(answer, self.wire.base).visit
        if cancelled is None or cancelled.state is not VisitState.CANCELLED:
            raise RegistryReplyMalformed("a cancelled appointment that is not cancelled")
        for slot in found.slots:
            await self._give_back(slot, found.keys)
        return cancelled

    async def _schedules(self, doctor: Doctor) -> list[str]:
        """Return the doctor's timetables; some registries keep them by the post, some by the person."""
        for actor in (f"PractitionerRole/{doctor.id}", f"Practitioner/{doctor.practitioner}"):
            hits = entries(await self.wire.get(f"Schedule?actor={actor}"))
            if hits:
                return [fhir_visits.schedule_id(hit) for hit in hits]
        return []

    async def _appointments(self, patient: str) -> list[Appointment]:
        first = await self.wire.get(f"Appointment?patient=Patient/{patient}")
        hits = resources(self.wire, first, MOST_PAGES)
        read = [fhir_visits.appointment(hit, self.wire.base) async for hit in hits]
        return [appointment for appointment in read if patient in appointment.patients]

    async def _appointment(self, identifier: str) -> Appointment:
        return fhir_visits.appointment(await self.wire.get(f"Appointment/{identifier}"), self.wire.base)

    async def _take(self, slot: Slot, key: str) -> TakenSlot:
        """Take the slot, or find that an earlier attempt of ours did."""
        found = await self._slot(slot)
        if (KEY_SYSTEM, key) in found.keys and not found.is_free:
            return found
        if not found.is_free:
            raise SlotTaken(slot.id)
        if found.version is None:
            raise RegistryReplyMalformed("a slot without a version cannot be taken safely")
        resource = found.resource | {"status": "busy", "identifier": [_key(key)]}
        try:
            answer = await self.wire.update(f"Slot/{slot.id}", resource, found.version)
        except (RegistryConflict, RegistryMissing):
            raise SlotTaken(slot.id) from None
        return fhir_visits.slot_as_it_stands(answer)

    async def _slot(self, slot: Slot) -> TakenSlot:
        """Return the slot as it stands; one that the clinic withdrew is as good as taken."""
        try:
            return fhir_visits.slot_as_it_stands(await self.wire.get(f"Slot/{slot.id}"))
        except RegistryMissing:
            raise SlotTaken(slot.id) from None

    async def _make(self, patient: str, slot: Slot, taken: TakenSlot, key: str) -> Visit:
        resource = {
            "resourceType": "Appointment",
            "identifier": [_key(key)],
            "status": "booked",
            "slot": [{"reference": f"Slot/{slot.id}"}],
            "start": taken.resource["start"],
            "end": taken.resource.get("end", taken.resource["start"]),
            "participant": [
                _participant(f"Patient/{patient}"),
                _participant(f"PractitionerRole/{slot.doctor}"),
            ],
        }
        unless = f"identifier={KEY_SYSTEM}|{key}"
        try:
            made = fhir_visits.appointment(
                await self.wire.create("Appointment", resource, unless=unless), self.wire.base
            )
        except RegistryRefused:
            await self._give_back(slot.id, frozenset({(KEY_SYSTEM, key)}))
            raise
        if made.visit is None or patient not in made.patients:
            raise RegistryReplyMalformed("an appointment that is not the one asked for")
        return made.visit

    async def _give_back(self, slot: str, keys: frozenset[tuple[str, str]]) -> None:
        """Free a slot that carries one of our *keys*; the clinic's own slots are the clinic's matter."""
        ours = {key for key in keys if key[0] == KEY_SYSTEM}
        try:
            found = fhir_visits.slot_as_it_stands(await self.wire.get(f"Slot/{slot}"))
            if ours & found.keys and not found.is_free:
                free = found.resource | {"status": "free", "identifier": []}
                await self.wire.update(f"Slot/{slot}", free, found.version)
        except RegistryError as error:
            log.warning("registry: a slot was not given back: %s", error)


def _is_ours(appointment: Appointment, slot: Slot, key: str) -> bool:
    """Tell whether an earlier attempt made it: by the key, or by the slot where no key was kept."""
    if any(system == KEY_SYSTEM for system, _ in appointment.keys):
        return (KEY_SYSTEM, key) in appointment.keys
    is_booked = appointment.visit is not None and appointment.visit.state is VisitState.BOOKED
    return is_booked and slot.id in appointment.slots


def _key(key: str) -> dict[str, str]:
    return {"system": KEY_SYSTEM, "value": key}


def _participant(reference: str) -> dict[str, Any]:
    return {"actor": {"reference": reference}, "status": "accepted"}
