"""The visits of the ЕЦП: booking a free time, looking at what is to come, cancelling.

The write itself is the taking: there is no version of a time and no key of ours. So what stands is read from
the person's own list, before anything is booked and after every answer that leaves a doubt, and «already
booked on this very time» is the proof that our booking stands. The list tells only what is to come; how the
rest stands is asked for one by one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from patient.card import PersonalData
from patient.clinic import Doctor
from patient.visit import Slot, Visit, VisitState
from registry.ecp.answers import AlreadyBooked
from registry.ecp.people import People, Record
from registry.ecp.timetable import NONE_FREE, Timetable
from registry.ecp.values import NOTHING, is_others, moment, number, rows, words
from registry.ecp.wire import EcpWire
from registry.errors import (
    PersonUnknown,
    RegistryConflict,
    RegistryError,
    RegistryMissing,
    RegistryRefused,
    RegistryReplyMalformed,
    RegistryUnavailable,
    SlotTaken,
)
from registry.reading import known as legible_part
from registry.reading import strict

GRAF = "Graf"  # the timetables of doctors; those of other services have their own ids and their own ways
AHEAD = timedelta(days=366)
BOOKED, CANCELLED = "17", "12"  # EvnStatus_id


@dataclass(frozen=True, slots=True)
class Visits:
    """What can be done about seeing a doctor; *fail_cause* says why visits are cancelled."""

    wire: EcpWire
    people: People
    timetable: Timetable
    fail_cause: str
    zone: ZoneInfo

    async def free_slots(self, doctor: Doctor, since: datetime) -> list[Slot]:
        """Return the doctor's free times; see `Timetable.free`."""
        return await self.timetable.free(doctor, since)

    async def of(self, person: PersonalData, known: Sequence[Visit] = ()) -> list[Visit]:
        """Return what is to come, and those of *known* that are not listed as they stand; see the port."""
        patient = await self.people.the_one(person)
        coming = await self._coming(patient)
        gone = [visit for visit in known if visit.id not in coming]
        stand = [await self._as_it_stands(patient, visit) for visit in gone]
        return sorted([*coming.values(), *stand], key=lambda visit: (visit.start, visit.id))

    async def book(self, person: PersonalData, slot: Slot, key: str, *, is_repeated: bool = False) -> Visit:  # noqa: ARG002 - no key is kept there
        """Book *slot* for the person; see the port.

        Raises:
            SlotTaken: somebody else has it, or the person has it by somebody else's doing.
        """
        patient = await self.people.the_one(person)
        if made := (await self._coming(patient)).get(slot.id):
            if is_repeated:
                return made
            raise SlotTaken(slot.id)
        await self.timetable.expect(slot)
        return await self._write(patient, slot)

    async def settle(self, person: PersonalData, slot: Slot, key: str) -> Visit | None:  # noqa: ARG002
        """Find what became of a booking that was given up: the visit, or none; see the port."""
        patient = await self.people.the_one(person)
        if made := (await self._coming(patient)).get(slot.id):
            return made
        is_booked = await self._state(patient, slot.id) is VisitState.BOOKED
        return Visit.of(slot, slot.id) if is_booked else None

    async def is_held(self, slot: Slot, key: str) -> bool:  # noqa: ARG002
        """Tell whether the time is not free, which is all that can be told; see the port."""
        return not await self.timetable.is_free(slot)

    async def cancel(self, person: PersonalData, visit: str, known: Sequence[Visit] = ()) -> Visit:
        """Cancel the person's visit (its id), which frees its time at once; see the port."""
        patient = await self.people.the_one(person)
        found = (await self._coming(patient)).get(visit)
        if found is None:
            return await self._cancelled_before(patient, visit, known)
        doubt: RegistryError = RegistryReplyMalformed("a cancelled visit that stands")
        try:
            await self.wire.call(
                "DELETE", "TimeTable", TimeTable_id=visit, TimeTableSource=GRAF, FailCause=self.fail_cause
            )
        except SlotTaken as error:
            doubt = RegistryRefused(str(error))
        except RegistryError as error:
            doubt = _of_write(error)
        if visit in await self._coming(patient):
            raise doubt
        return replace(found, state=VisitState.CANCELLED)

    async def give_back(self, visit: str) -> None:
        """Do nothing: a cancelled visit's time is free already."""

    async def _write(self, patient: Record, slot: Slot) -> Visit:
        """Take the time; whatever is answered, what stands decides."""
        doubt: RegistryError = RegistryReplyMalformed("a booking that does not stand")
        try:
            told = await self.wire.call(
                "POST",
                "TimeTableGraf/TimeTableGrafWrite",
                Person_id=patient.id,
                TimeTableGraf_id=slot.id,
            )
            if _shows(told, patient, slot):
                return Visit.of(slot, slot.id)
        except AlreadyBooked:
            return Visit.of(slot, slot.id)
        except PersonUnknown:
            raise
        except RegistryError as error:
            doubt = _of_write(error)
        if made := (await self._coming(patient)).get(slot.id):
            return made
        raise doubt

    async def _cancelled_before(self, patient: Record, visit: str, known: Sequence[Visit]) -> Visit:
        told = next((each for each in known if each.id == visit), None)
        if told is None:
            raise PersonUnknown("a visit that is gone, or another person's")
        if await self._state(patient, visit) is VisitState.CANCELLED:
            return replace(told, state=VisitState.CANCELLED)
        if told.start <= datetime.now(UTC):
            raise RegistryRefused("a visit that is over")
        raise PersonUnknown("a visit that is gone, or another person's")

    async def _as_it_stands(self, patient: Record, visit: Visit) -> Visit:
        """Return a visit that is listed no more: one that is over as it was, another as its state says.

        While nobody can tell, it stays as it was, and hides no other.
        """
        if visit.state is not VisitState.BOOKED or visit.start <= datetime.now(UTC):
            return visit
        try:
            return replace(visit, state=await self._state(patient, visit.id) or visit.state)
        except RegistryUnavailable:
            return visit

    async def _coming(self, patient: Record) -> dict[str, Visit]:
        """Return the person's visits to doctors that are to come, by id."""
        today = datetime.now(self.zone).date()
        days = {"TimeTable_beg": today.isoformat(), "TimeTable_end": (today + AHEAD).isoformat()}
        try:
            listed = await self.wire.listed(
                "TimeTableListbyPatient", "TimeTable", Person_id=patient.id, **days
            )
        except NONE_FREE:  # how some say that there is none
            return {}
        own = [row for row in listed if not is_others(row, "person_id", patient.id)]
        self.wire.leave_out(len(listed) - len(own))
        at_doctors = [row for row in own if _is_graf(row) and legible_part(_status, row) != CANCELLED]
        return {visit.id: visit for visit in self.wire.read(at_doctors, partial(_visit, zone=self.zone))}

    async def _state(self, patient: Record, slot: str) -> VisitState | None:
        """Return how a booking stands that is not listed, none where the registry does not know of one."""
        name = "TimeTableGraf/TimeTableGrafStatus"
        try:
            listed = await self.wire.listed(name, Person_id=patient.id, TimeTableGraf_id=slot)
        except NONE_FREE:
            return None
        states = {legible_part(_status, row) for row in listed}
        if CANCELLED in states:
            return VisitState.CANCELLED
        return VisitState.BOOKED if BOOKED in states else None


def _shows(told: Mapping[str, Any], patient: Record, slot: Slot) -> bool:
    """Tell whether the answer to a booking names both; a place in a queue names no time."""
    return any(legible_part(_ids, row) == (slot.id, patient.id) for row in rows(told))


def _ids(row: Any) -> tuple[str, str]:
    return number(row["timetablegraf_id"]), number(row["person_id"])


def _of_write(error: RegistryError) -> RegistryError:
    """Return what a failed write means: an id that is unknown to it is a refusal."""
    is_refusal = isinstance(error, RegistryMissing | RegistryConflict)
    return RegistryRefused(str(error)) if is_refusal else error


@strict
def _visit(row: Any, zone: ZoneInfo) -> Visit:
    return Visit(
        number(row["timetable_id"]),
        moment(row["timetable_begtime"], zone),
        VisitState.BOOKED,
        doctor=legible_part(number, row.get("medstafffact_id")),
        speciality=words(row, "post_name", "medspecoms_name"),
    )


def _status(row: Any) -> str:
    return number(row["evnstatus_id"])


def _is_graf(row: Any) -> bool:
    source = row.get("timetablesource") if isinstance(row, dict) else None
    return source in NOTHING or str(source).casefold() == GRAF.casefold()
