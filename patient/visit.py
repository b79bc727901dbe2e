"""A visit (запись на приём), and the free time of a doctor from which it is made."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from typing import Any, Self

from patient.clinic import Clinic, Doctor
from patient.privacy import Private


@dataclass(frozen=True, slots=True)
class Slot:
    """A free time of a doctor; *doctor* is the id of the post, *start* is UTC."""

    id: str
    doctor: str
    start: datetime

    def to_json(self) -> list[str]:
        """Return what `from_json` reads."""
        return [self.id, self.doctor, self.start.isoformat()]

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Read what `to_json` wrote."""
        slot, doctor, start = content
        return cls(slot, doctor, datetime.fromisoformat(start))


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
    under which a booking of this bot made it, as long as it comes from the registry. What the registry does
    not tell is none.
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
    key: str | None = field(default=None, compare=False)

    def at(self, doctor: Doctor, clinic: Clinic | None) -> Self:
        """Return the visit with what the directory knows of its doctor and clinic."""
        return replace(self, doctor_name=doctor.name, speciality=doctor.speciality, clinic=clinic)

    def is_coming(self, now: datetime) -> bool:
        """Tell whether the person is still expected."""
        return self.state is VisitState.BOOKED and self.start > now

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {
            "id": self.id,
            "start": self.start.isoformat(),
            "state": self.state.value,
            "doctor": self.doctor,
            "practitioner": self.practitioner,
            "doctor_name": self.doctor_name,
            "speciality": self.speciality,
            "room": self.room,
            "clinic": self.clinic.to_json() if self.clinic else None,
        }

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Read what `to_json` wrote."""
        return cls(
            id=content["id"],
            start=datetime.fromisoformat(content["start"]),
            state=VisitState(content["state"]),
            doctor=content["doctor"],
            practitioner=content["practitioner"],
            doctor_name=content["doctor_name"],
            speciality=content["speciality"],
            room=content["room"],
            clinic=Clinic.from_json(content["clinic"]) if content["clinic"] else None,
        )
