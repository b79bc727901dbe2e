"""A clinic (лечебное учреждение), its doctors, and when it is open, as the registry knows them."""

from dataclasses import dataclass
from datetime import time
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class OpenHours:
    """When a clinic is open on some days of the week (0 is Monday)."""

    days: tuple[int, ...]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Clinic:
    """An organisation that sees patients; *id* is the registry's."""

    id: str
    name: str
    address: str | None = None
    phones: tuple[str, ...] = ()
    district: str | None = None
    hours: tuple[OpenHours, ...] = ()


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

    @property
    def short_name(self) -> str:
        """«Иванова М. П.»."""
        surname, *given = self.name.split() or [""]
        return " ".join((surname, *(f"{part[0]}." for part in given)))


@dataclass(frozen=True, slots=True)
class Listed(Generic[T]):
    """An entry with the *number* by which buttons name it; ids of the registry may be too long for them."""

    number: int
    value: T
