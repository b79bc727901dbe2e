"""A clinic (лечебное учреждение), its doctors, and when it is open, as the registry knows them."""

from dataclasses import dataclass
from datetime import time
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class OpenHours:
    """When a clinic is open on some days of the week (0 is Monday)."""

    days: tuple[int, ...]
    opens: time
    closes: time

    def to_json(self) -> list[Any]:
        """Return what `from_json` reads."""
        return [self.days, self.opens.isoformat(), self.closes.isoformat()]

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Read what `to_json` wrote."""
        days, opens, closes = content
        return cls(tuple(days), time.fromisoformat(opens), time.fromisoformat(closes))


@dataclass(frozen=True, slots=True)
class Clinic:
    """An organisation that sees patients; *id* is the registry's."""

    id: str
    name: str
    address: str | None = None
    phones: tuple[str, ...] = ()
    district: str | None = None
    hours: tuple[OpenHours, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return {
            "id": self.id,
            "name": self.name,
            "address": self.address,
            "phones": self.phones,
            "district": self.district,
            "hours": [hours.to_json() for hours in self.hours],
        }

    @classmethod
    def from_json(cls, content: Any) -> Self:
        """Read what `to_json` wrote; what earlier releases did not write is not known."""
        return cls(
            content["id"],
            content["name"],
            content["address"],
            tuple(content["phones"]),
            content.get("district"),
            tuple(map(OpenHours.from_json, content.get("hours", ()))),
        )


@dataclass(frozen=True, slots=True)
class Doctor:
    """A doctor in one post at one clinic (FHIR: a PractitionerRole, whose id *id* is).

    ``practitioner`` is the id of the person, ``clinic`` that of the clinic.
    """

    id: str
    practitioner: str
    clinic: str
    name: str
    speciality: str
