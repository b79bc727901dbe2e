"""A visit (запись на приём), and the free time of a doctor from which it is made."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Self

from patient.clinic import Clinic, Doctor
from patient.privacy import Private

LASTS = timedelta(minutes=20)  # a visit: the registry's slots are about so long


@dataclass(frozen=True, slots=True)
class Slot:
    """A free time of a doctor; *doctor* is the id of the post, *start* is UTC."""

    id: str
    doctor: str
    start: datetime


@dataclass(frozen=True, slots=True)
class FreeTimes:
    """A doctor's free times, the earliest first, as they stood at *asked_at* (UTC; none: never asked).

    Where they are not the whole, the registry was silent of some, or of all.
    """

    slots: tuple[Slot, ...]
    asked_at: datetime | None
    is_whole: bool = True


class VisitState(Enum):
    """What became of a visit."""

    BOOKED = "booked"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"
    MISSED = "missed"


@dataclass(frozen=True, slots=True, repr=False)
class Visit(Private):
    """One appointment of a person; *id* is the registry's, *start* is UTC.

    ``doctor`` and ``practitioner`` are ids by which the post is found in the directory; ``key`` is the one
    under which a booking of this bot made it, as long as it comes from the registry. ``calendar`` is the id
    of the visit in whose place it came, under which a phone's calendar knows it. What the registry does not
    tell is none.
    """

    id: str
    start: datetime
    state: VisitState
    doctor: str | None = None
    practitioner: str | None = None
    doctor_name: str | None = None
    speciality: str | None = None
    room: str | None = None
    clinic: Clinic | None = None
    calendar: str | None = None
    key: str | None = field(default=None, compare=False)

    @classmethod
    def of(cls, slot: Slot, name: str = "") -> Self:
        """Return the visit that comes of a free time; *name* is its id at the registry, once it has one."""
        return cls(name, slot.start, VisitState.BOOKED, doctor=slot.doctor)

    def at(self, doctor: Doctor, clinic: Clinic | None) -> Self:
        """Return the visit with what the directory knows of its doctor and clinic."""
        known = replace(self, doctor_name=doctor.name, speciality=doctor.speciality, clinic=clinic)
        return replace(known, practitioner=doctor.practitioner)

    def instead_of(self, earlier: "Visit") -> Self:
        """Return the visit in the place of another: the calendar of a phone knows it by that id."""
        return replace(self, calendar=earlier.calendar or earlier.id)

    def changed_since(self, known: "Visit | None", now: datetime) -> str | None:
        """Name what the clinic did to the visit, still to come, since it was *known* as it was, if at all."""
        if self.start <= now:
            return None
        is_booked = self.state is VisitState.BOOKED
        if known is None:
            return "booked" if is_booked else None
        if known.state is VisitState.BOOKED and self.state is VisitState.CANCELLED:
            return "cancelled"
        return "moved" if is_booked and known.start != self.start else None

    def is_coming(self, now: datetime) -> bool:
        """Tell whether the person is still expected."""
        return self.state is VisitState.BOOKED and self.start > now
