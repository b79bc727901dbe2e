"""The visits of the registry: booking a free time, looking at a person's appointments, cancelling.

Booking takes the Slot first (optimistically, by its version) and makes the Appointment then. Both carry the
wish's own key, so a repetition after a crash or a lost answer finds what the first attempt did. A write is
believed when its answer shows it, or when a look at what stands there does. What was taken and came to
nothing is given back: at once, or by `Visits.settle` and `Visits.give_back`, which may be repeated.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from patient.card import PersonalData
from patient.clinic import Doctor
from patient.visit import Slot, Visit, VisitState
from registry.errors import (
    PersonUnknown,
    RegistryConflict,
    RegistryError,
    RegistryMissing,
    RegistryRefused,
    RegistryReplyMalformed,
    RegistryUnavailable,
    RegistryUnsupported,
    SlotHeld,
)
from registry.fhir import visit_resources
from registry.fhir.pages import legible
from registry.fhir.people import People
from registry.fhir.slots import Slots, key_of
from registry.fhir.visit_resources import KEY_SYSTEM, Appointment, TakenSlot
from registry.fhir.wire import FhirWire

log = logging.getLogger(__name__)

OVER = frozenset({VisitState.FULFILLED, VisitState.MISSED})
OFF = frozenset({"cancelled", "entered-in-error"})  # there is nothing left to cancel
MOST_PAGES = 50  # some servers show twenty at once, and somebody's visits of years are hundreds


@dataclass(frozen=True, slots=True)
class Visits:
    """What can be done about seeing a doctor."""

    wire: FhirWire
    people: People
    slots: Slots

    async def free_slots(self, doctor: Doctor, since: datetime) -> list[Slot]:
        """Return the doctor's free times; see `Slots.free`."""
        return await self.slots.free(doctor, since)

    async def is_held(self, slot: Slot, key: str) -> bool:
        """Tell whether a booking's *key* holds the slot; see `Slots.is_held`."""
        return await self.slots.is_held(slot, key)

    async def of(self, person: PersonalData, known: Sequence[Visit] = ()) -> list[Visit]:
        """Return the person's visits, past ones too, and what became of *known* ones; see the port."""
        patient = await self.people.the_one(person)
        listed = {each.id: each for each in await self._appointments(patient.id)}
        self.wire.leave_out(sum(appointment.is_odd for appointment in listed.values()))
        told = [appointment.visit for appointment in listed.values() if appointment.visit]
        now, shown = datetime.now(UTC), {visit.id for visit in told}
        missed = [visit for visit in known if visit.id not in shown and visit.is_coming(now)]
        stand = [await self._as_it_stands(visit, listed.get(visit.id), patient.id) for visit in missed]
        return sorted([*told, *filter(None, stand)], key=lambda visit: (visit.start, visit.id))

    async def book(self, person: PersonalData, slot: Slot, key: str, *, is_repeated: bool = False) -> Visit:
        """Book *slot* for the person; the same *key* books once, however often it is tried.

        Only *is_repeated* tells that an appointment there without any key can be ours: before the first
        attempt it is one that somebody else made for the person, of which who asks may not know.

        Raises:
            SlotTaken: somebody else has it.
            PersonUnknown: the registry does not know exactly one such person.
            RegistryError: it is not known whether it was booked; try again with the same key.
        """
        patient = await self.people.the_one(person)
        if made := await self._made(patient.id, slot, key, is_repeated=is_repeated):
            return made
        taken = await self.slots.take(slot, key)
        return await self._make(patient.id, slot, taken, key)

    async def settle(self, person: PersonalData, slot: Slot, key: str) -> Visit | None:
        """Find what became of a booking that was given up: the visit, or none once its time is free again.

        Raises:
            PersonUnknown: the registry does not know exactly one such person.
            RegistryError: it is not known yet; try again.
        """
        patient = await self.people.the_one(person)
        is_held = await self.slots.is_held(slot, key)  # only then is one without a key on this slot ours
        for appointment in await self._appointments(patient.id):
            is_ours = _is_ours(appointment, slot, key, is_repeated=is_held)
            if is_ours and _is_at(appointment, slot) and not _is_cancelled(appointment):
                return appointment.visit or _as_wished(appointment, slot)
        await self.slots.give_back(slot.id, frozenset({(KEY_SYSTEM, key)}))
        return None

    async def cancel(self, person: PersonalData, visit: str, known: Sequence[Visit] = ()) -> Visit:
        """Cancel the person's visit and give back the time that we took; safe to repeat.

        One that the registry does not tell legibly is as it was *known*.

        Raises:
            PersonUnknown: the visit is not this person's, or is gone.
            RegistryRefused: the clinic has noted how it went by now.
            SlotHeld: it is cancelled, but its time could not be given back; `give_back` may later.
            RegistryError: it is not known whether it was cancelled; try again.
        """
        patient = await self.people.the_one(person)
        try:
            found = await self._appointment(visit)
        except RegistryMissing:
            raise PersonUnknown("an appointment that is gone") from None
        told = found.visit or next((each for each in known if each.id == visit), None)
        if found.patients != {patient.id} or told is None:
            raise PersonUnknown("another person's appointment")
        if found.state in OVER:
            raise RegistryRefused("a visit that is over")
        if found.resource["status"] not in OFF:
            await self._set_cancelled(found)
        cancelled = replace(told, state=VisitState.CANCELLED)
        try:
            await self._give_back(found)
        except RegistryError as error:
            log.warning("registry: a time waits to be given back: %s", error)
            raise SlotHeld(cancelled) from None
        return cancelled

    async def give_back(self, visit: str) -> None:
        """Give back the time of a cancelled *visit* (its id), as far as it is ours; safe to repeat.

        Raises:
            RegistryError: it could not be done; try again.
        """
        found = await self._appointment(visit)
        if _is_cancelled(found):
            await self._give_back(found)

    async def _as_it_stands(self, visit: Visit, found: Appointment | None, patient: str) -> Visit | None:
        """Return a visit to come of which the list tells nothing; none if it is the *patient*'s no more.

        Whoever expects it must hear of it when it is gone. While nobody can tell, it stays as it was, and
        hides no other: the list of some servers lags behind what was just booked.
        """
        try:
            found = found or await self._appointment(visit.id)
        except RegistryMissing:
            return replace(visit, state=VisitState.CANCELLED)
        except (RegistryUnsupported, RegistryReplyMalformed, RegistryUnavailable):
            return visit
        if patient not in found.patients:
            return None
        state = VisitState.CANCELLED if found.is_no_visit else found.state
        return found.visit or replace(visit, state=state or visit.state)

    async def _set_cancelled(self, found: Appointment) -> None:
        resource = found.resource | {"status": "cancelled"}
        answer = await self.wire.update("Appointment", found.id, resource, found.version)
        stands = self._legible(answer) or await self._appointment(found.id)
        if not _is_cancelled(stands):
            raise RegistryReplyMalformed("a cancelled appointment that is not cancelled")

    def _read_appointment(self, resource: object) -> Appointment:
        return visit_resources.appointment(resource, self.wire.base)

    def _legible(self, answer: object) -> Appointment | None:
        """Read the answer to a write, which may be none, or tell something else (R4, http, Prefer)."""
        try:
            return self._read_appointment(answer)
        except RegistryReplyMalformed:
            return None

    async def _appointments(self, patient: str) -> list[Appointment]:
        link = f"Appointment?patient=Patient/{patient}"
        read = await legible(self.wire, link, self._read_appointment, MOST_PAGES)
        own = {each.id: each for each in read if patient in each.patients}
        return list(own.values())  # pages drift while they are read, and tell one twice

    async def _appointment(self, identifier: str) -> Appointment:
        return self._read_appointment(await self.wire.resource("Appointment", identifier))

    async def _made(self, patient: str, slot: Slot, key: str, *, is_repeated: bool = True) -> Visit | None:
        """Return the visit that an earlier attempt with the same *key* made, if one did.

        Raises:
            RegistryRefused: it was made, and is cancelled by now: under this key there will be no other.
        """
        listed = await self._appointments(patient)
        ours = [each for each in listed if _is_ours(each, slot, key, is_repeated=is_repeated)]
        for appointment in ours:
            if not _is_cancelled(appointment):
                return appointment.visit or _as_wished(appointment, slot)
        if ours:
            raise RegistryRefused("a booking that was cancelled meanwhile")
        return None

    async def _make(self, patient: str, slot: Slot, taken: TakenSlot, key: str) -> Visit:
        resource = {
            "resourceType": "Appointment",
            "identifier": [key_of(key)],
            "status": "booked",
            "slot": [{"reference": f"Slot/{slot.id}"}],
            "start": taken.resource["start"],
            "end": taken.resource.get("end", taken.resource["start"]),
            "participant": [
                _participant(f"Patient/{patient}"),
                _participant(f"PractitionerRole/{slot.doctor}"),
            ],
        }
        try:
            answer = await self.wire.create("Appointment", resource, unless=f"identifier={KEY_SYSTEM}|{key}")
        except RegistryError as error:
            return await self._not_made(patient, slot, key, error)
        told = self._legible(answer)
        if told and told.visit and patient in told.patients and _is_wished(told.visit, slot):
            return told.visit
        if made := await self._made(patient, slot, key):
            return made
        raise RegistryReplyMalformed("an appointment that is not the one asked for")

    async def _not_made(self, patient: str, slot: Slot, key: str, error: RegistryError) -> Visit:
        """Return the visit if it was made all the same; give the time back if it was refused.

        Raises:
            RegistryRefused: the registry does not make it.
            RegistryError: *error*, after which another try is worth while.
        """
        if made := await self._made(patient, slot, key):
            return made
        if not isinstance(error, RegistryUnavailable) or not error.may_be_done:
            await self.slots.give_back(slot.id, frozenset({(KEY_SYSTEM, key)}))
        if isinstance(error, RegistryMissing | RegistryConflict):
            raise RegistryRefused(str(error)) from None
        raise error

    async def _give_back(self, appointment: Appointment) -> None:
        for slot in appointment.slots:
            await self.slots.give_back(slot, appointment.keys)


def _is_ours(appointment: Appointment, slot: Slot, key: str, *, is_repeated: bool) -> bool:
    """Tell whether an earlier attempt made it: by the key, or by the slot where no key was kept."""
    visit = appointment.visit
    if any(system == KEY_SYSTEM for system, _ in appointment.keys):
        return (KEY_SYSTEM, key) in appointment.keys and (visit is not None or appointment.is_odd)
    is_there = visit is not None and visit.state is VisitState.BOOKED and slot.id in appointment.slots
    return is_repeated and is_there


def _is_at(appointment: Appointment, slot: Slot) -> bool:
    """Tell whether it is at this slot: under the same key another one may have been taken in its place."""
    return not appointment.slots or slot.id in appointment.slots


def _is_wished(visit: Visit, slot: Slot) -> bool:
    return visit.state is VisitState.BOOKED and visit.start == slot.start


def _as_wished(appointment: Appointment, slot: Slot) -> Visit:
    """Return the visit of an appointment that does not tell its time legibly: we know it."""
    return Visit.of(slot, appointment.id)


def _participant(reference: str) -> dict[str, Any]:
    return {"actor": {"reference": reference}, "status": "accepted"}


def _is_cancelled(appointment: Appointment) -> bool:
    return bool(appointment.resource["status"] == "cancelled")
